import { useState, type ReactNode, type SubmitEvent } from 'react';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { ErrorNotice } from '../../components/Notice';
import { wasCancelled } from '../../lib/passkeys';
import styles from './Account.module.css';

interface Props {
  action: string;
  /** Does the work with what was entered; what it throws is shown. */
  submit: (value: string) => Promise<void>;
  children: ReactNode;
}

/** A form with one field, named `value`. */
export function AskForm({ action, submit, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const value = new FormData(event.currentTarget).get('value');
    if (busy || typeof value !== 'string') return;
    setBusy(true);
    setError(undefined);
    try {
      await submit(value);
    } catch (failure) {
      if (!wasCancelled(failure)) setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className={styles.form} onSubmit={(event) => void send(event)}>
      {Boolean(error) && <ErrorNotice error={error} title="That did not work" />}
      {children}
      <Button type="submit" busy={busy}>
        {action}
      </Button>
    </form>
  );
}

/** Whoever changes how an account is signed in to says its password again. */
export function PasswordAgain({ label }: { label: string }) {
  return <TextField label={label} name="value" type="password" autoComplete="current-password" required />;
}
