import { useState } from 'react';
import { changeEmail, confirmEmail } from '../../../api/credentials';
import { Button } from '../../../components/Button';
import { TextField } from '../../../components/Field';
import { ErrorNotice, Notice } from '../../../components/Notice';
import { fieldErrors } from '../../../lib/address';
import { keep } from '../../../lib/useLoad';
import { session, updateUser } from '../../../state/session';
import { CodeField } from '../../auth/CodeField';
import { EmailField } from '../../auth/EmailField';
import styles from '../Account.module.css';
import { useSubmit } from './useSubmit';

/** Two steps: the new address with the password, then the code that was sent there. */
export function EmailForm() {
  const [waiting, setWaiting] = useState('');
  const [moved, setMoved] = useState(false);
  if (waiting)
    return (
      <CodeStep
        email={waiting}
        back={() => setWaiting('')}
        confirmed={() => {
          setWaiting('');
          setMoved(true);
        }}
      />
    );
  return <AddressStep moved={moved} asked={setWaiting} />;
}

function AddressStep({ moved, asked }: { moved: boolean; asked: (email: string) => void }) {
  const { user } = session.use();
  const { busy, error, onSubmit } = useSubmit(async ({ email = '', password = '' }) => {
    await changeEmail({ email, password });
    asked(email);
  });
  const errors = fieldErrors(error);
  return (
    <form className={styles.form} aria-label="Change your e-mail address" onSubmit={onSubmit}>
      {moved && <Notice tone="good">From now on you sign in with {user?.email}.</Notice>}
      <p className="muted">Now it is {user?.email}.</p>
      <EmailField label="New e-mail address" autoComplete="email" error={errors.email} />
      <TextField
        label="Your password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={errors.password}
      />
      {Boolean(error) && <ErrorNotice error={error} title="It was not changed" />}
      <Button type="submit" busy={busy}>
        Send a code there
      </Button>
    </form>
  );
}

function CodeStep({ email, back, confirmed }: { email: string; back: () => void; confirmed: () => void }) {
  const { busy, error, onSubmit } = useSubmit(async ({ code = '' }) => {
    const profile = await confirmEmail(code.trim());
    keep('me:profile', profile);
    updateUser({ email: profile.email });
    confirmed();
  });
  return (
    <form className={styles.form} aria-label="Confirm your new e-mail address" onSubmit={onSubmit}>
      <p>We sent a code to {email}. Until you enter it, nothing changes.</p>
      <CodeField error={fieldErrors(error).code} />
      {Boolean(error) && <ErrorNotice error={error} title="It was not changed" />}
      <div className={styles.tools}>
        <Button type="submit" busy={busy}>
          Confirm the address
        </Button>
        <Button look="plain" onClick={back}>
          Another address
        </Button>
      </div>
    </form>
  );
}
