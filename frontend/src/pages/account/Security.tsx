import { listSessions } from '../../api/credentials';
import { usePage } from '../../app/page';
import { LoadFailed } from '../../components/Notice';
import { LoadingRows } from '../../components/Skeleton';
import { useLoad } from '../../lib/useLoad';
import { SecondFactors } from './SecondFactors';
import { Closing } from './security/Closing';
import { DataCopy } from './security/DataCopy';
import { EmailForm } from './security/EmailForm';
import { PasswordForm } from './security/PasswordForm';
import { SessionList } from './security/SessionList';

/** What guards the account: password, e-mail address, codes and passkeys, and where one is signed in. */
export default function Security() {
  usePage('Security');
  const { data, error, loading, reload } = useLoad('me:sessions', listSessions);
  return (
    <>
      <h1>Security</h1>
      <h2>Password</h2>
      <PasswordForm changed={reload} />
      <h2>E-mail address</h2>
      <EmailForm />
      <SecondFactors />
      <h2>Where you are signed in</h2>
      {loading && <LoadingRows what="your sessions" rows={2} />}
      {Boolean(error) && <LoadFailed what="your sessions" error={error} retry={reload} />}
      {data && <SessionList sessions={data} changed={reload} />}
      <h2>A copy of your data</h2>
      <DataCopy />
      <h2>Close your account</h2>
      <Closing />
    </>
  );
}
