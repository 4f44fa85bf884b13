import { useState } from 'react';
import { getSecondFactors } from '../../api/factors';
import { LoadFailed, Notice } from '../../components/Notice';
import { LoadingRows } from '../../components/Skeleton';
import { useLoad } from '../../lib/useLoad';
import { AuthenticatorApp } from './AuthenticatorApp';
import { Passkeys } from './Passkeys';

/** With what the account is signed in beside its password. */
export function SecondFactors() {
  const { data, error, loading, reload } = useLoad('me:second-factors', getSecondFactors);
  const [said, setSaid] = useState('');

  function changed(what: string) {
    setSaid(what);
    reload();
  }

  return (
    <>
      {said && <Notice tone="good">{said}</Notice>}
      {loading && <LoadingRows what="how you sign in" rows={2} />}
      {Boolean(error) && <LoadFailed what="how you sign in" error={error} retry={reload} />}
      {data && (
        <>
          <AuthenticatorApp inUse={data.totp} changed={changed} />
          <Passkeys passkeys={data.passkeys} changed={changed} />
        </>
      )}
    </>
  );
}
