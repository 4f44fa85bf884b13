import { useState, type SubmitEvent } from 'react';
import { getProfile, updateProfile } from '../../api/account';
import { ownStoreCredit } from '../../api/giftCards';
import type { Profile as ProfileData } from '../../api/types';
import { usePage } from '../../app/page';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { ErrorNotice, LoadFailed, Notice } from '../../components/Notice';
import { LoadingRows } from '../../components/Skeleton';
import { formatDay } from '../../lib/dates';
import { currencyHere } from '../../lib/chosenMarket';
import { formatMoney } from '../../lib/money';
import { useAttempt } from '../../lib/useAttempt';
import { keep, useLoad } from '../../lib/useLoad';
import { updateUser } from '../../state/session';
import styles from './Account.module.css';

export default function Profile() {
  usePage('Your profile');
  const { data, error, loading, reload } = useLoad('me:profile', getProfile);
  return (
    <>
      <h1>Your profile</h1>
      {loading && <LoadingRows what="your profile" rows={2} />}
      {Boolean(error) && <LoadFailed what="your profile" error={error} retry={reload} />}
      {data && <ProfileForm profile={data} />}
      <StoreCredit />
    </>
  );
}

/** Nothing for who has none, which is most people. */
function StoreCredit() {
  const currency = currencyHere();
  const { data, error, reload } = useLoad(`me:store-credit:${currency}`, (signal) =>
    ownStoreCredit(currency, signal),
  );
  if (error) return <LoadFailed what="your store credit" error={error} retry={reload} />;
  if (data?.state !== 'active' || data.balance.amount === 0) return null;
  return (
    <section aria-labelledby="store-credit">
      <h2 id="store-credit">Store credit</h2>
      <p>
        You have {formatMoney(data.balance)} to pay with: choose it at the checkout
        {data.expires_on ? `, until ${formatDay(data.expires_on)}` : ''}.
      </p>
    </section>
  );
}

function ProfileForm({ profile }: { profile: ProfileData }) {
  const { busy, error, attempt } = useAttempt();
  const [saved, setSaved] = useState(false);

  async function save(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    setSaved(false);
    await attempt(async () => {
      const changed = await updateProfile({ name: typeof name === 'string' ? name : '' });
      keep('me:profile', changed);
      updateUser({ name: changed.name });
      setSaved(true);
    });
  }

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)}>
      <TextField
        label="Name"
        name="name"
        autoComplete="name"
        required
        maxLength={100}
        defaultValue={profile.name}
      />
      <TextField label="E-mail" required readOnly value={profile.email} />
      <p className="muted small">With us since {formatDay(profile.created_at)}</p>
      {saved && <Notice tone="good">Saved.</Notice>}
      {Boolean(error) && <ErrorNotice error={error} title="It was not saved" />}
      <Button type="submit" busy={busy}>
        Save
      </Button>
    </form>
  );
}
