import { type SubmitEvent, type ReactNode } from 'react';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/Notice';
import { fieldErrors, type FieldErrors } from '../../lib/address';
import { useAttempt } from '../../lib/useAttempt';
import styles from './AuthCard.module.css';

interface Props {
  title: string;
  text?: ReactNode;
  action: string;
  /** Does the work with the form's values; what it throws is shown. */
  submit: (values: Record<string, string>) => Promise<void>;
  fields: (errors: FieldErrors) => ReactNode;
  links?: ReactNode;
  /** A kinder title for an error than the general one. */
  explain?: (error: unknown) => string | undefined;
}

/** A small page with one form. */
export function AuthCard({ title, text, action, submit, fields, links, explain }: Props) {
  const { busy, error, attempt } = useAttempt();

  async function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [
        name,
        typeof value === 'string' ? value : '',
      ]),
    );
    await attempt(() => submit(values));
  }

  return (
    <div className={`page ${styles.wrap}`}>
      <div className={styles.card}>
        <div className={styles.band} aria-hidden="true" />
        <div className={styles.body}>
          <h1>{title}</h1>
          {text && <div className="muted">{text}</div>}
          <form className={styles.form} onSubmit={(event) => void send(event)}>
            {Boolean(error) && <ErrorNotice error={error} title={explain?.(error) ?? 'That did not work'} />}
            {fields(fieldErrors(error))}
            <Button type="submit" wide busy={busy}>
              {action}
            </Button>
          </form>
          {links && <div className={styles.links}>{links}</div>}
        </div>
      </div>
    </div>
  );
}
