import { getProfile } from '../../../api/account';
import { closeAccount, keepAccount } from '../../../api/credentials';
import { Button } from '../../../components/Button';
import { TextField } from '../../../components/Field';
import { ErrorNotice, LoadFailed, Notice } from '../../../components/Notice';
import { formatDay } from '../../../lib/dates';
import { fieldErrors } from '../../../lib/address';
import { keep, useLoad } from '../../../lib/useLoad';
import { signOut } from '../../../state/session';
import styles from '../Account.module.css';
import { useSubmit } from './useSubmit';

/** Closing the account, or keeping the one that is being closed. */
export function Closing() {
  const { data, error, reload } = useLoad('me:profile', getProfile);
  if (error) return <LoadFailed what="your account" error={error} retry={reload} />;
  if (!data) return null;
  return data.closes_at ? <KeepForm until={data.closes_at} kept={reload} /> : <CloseForm />;
}

function CloseForm() {
  const { busy, error, onSubmit } = useSubmit(async (values) => {
    await closeAccount(values.password ?? '');
    await signOut();
  });
  return (
    <form className={styles.form} aria-label="Close your account" onSubmit={onSubmit}>
      <p>
        After 14 days we remove what we hold of you; until then you can sign in and keep the account. Orders
        under way reach you first. Of orders that were paid we keep what tax law asks for.
      </p>
      <TextField
        label="Your password, to close the account"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={fieldErrors(error).password}
      />
      {Boolean(error) && <ErrorNotice error={error} title="It was not closed" />}
      <Button type="submit" busy={busy}>
        Close the account
      </Button>
    </form>
  );
}

function KeepForm({ until, kept }: { until: string; kept: () => void }) {
  const { busy, error, onSubmit } = useSubmit(async () => {
    keep('me:profile', await keepAccount());
    kept();
  });
  return (
    <form className={styles.form} aria-label="Keep your account" onSubmit={onSubmit}>
      <Notice tone="warn" title={`Your account ends on ${formatDay(until)}`}>
        Then we remove what we hold of you.
      </Notice>
      {Boolean(error) && <ErrorNotice error={error} title="It is still being closed" />}
      <Button type="submit" busy={busy}>
        Keep my account
      </Button>
    </form>
  );
}
