import { changePassword } from '../../../api/credentials';
import { Button } from '../../../components/Button';
import { TextField } from '../../../components/Field';
import { ErrorNotice, Notice } from '../../../components/Notice';
import { fieldErrors } from '../../../lib/address';
import { NewPasswordField } from '../../auth/NewPasswordField';
import styles from '../Account.module.css';
import { useSubmit } from './useSubmit';

export function PasswordForm({ changed }: { changed: () => void }) {
  const { busy, done, error, onSubmit } = useSubmit(async (values) => {
    await changePassword({ current: values.current ?? '', new: values.new ?? '' });
    changed();
  });
  const errors = fieldErrors(error);
  return (
    <form className={styles.form} aria-label="Change your password" onSubmit={onSubmit}>
      <TextField
        label="Your password now"
        name="current"
        type="password"
        autoComplete="current-password"
        required
        error={errors.current}
      />
      <NewPasswordField label="New password" name="new" error={errors.new} />
      {done && <Notice tone="good">Your password is changed. You are signed out everywhere else.</Notice>}
      {Boolean(error) && <ErrorNotice error={error} title="It was not changed" />}
      <Button type="submit" busy={busy}>
        Change the password
      </Button>
    </form>
  );
}
