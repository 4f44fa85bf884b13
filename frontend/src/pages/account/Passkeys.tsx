import { useState } from 'react';
import { addPasskey, newPasskeyOptions, removePasskey, type SecondFactors } from '../../api/factors';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/Notice';
import { formatDay } from '../../lib/dates';
import { makePasskey, passkeysWork } from '../../lib/passkeys';
import { AskForm, PasswordAgain } from './AskForm';

interface Props {
  passkeys: SecondFactors['passkeys'];
  changed: (what: string) => void;
}

export function Passkeys({ passkeys, changed }: Props) {
  const [error, setError] = useState<unknown>();

  async function remove(id: string) {
    setError(undefined);
    try {
      await removePasskey(id);
      changed('The passkey is removed.');
    } catch (failure) {
      setError(failure);
    }
  }

  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      <p>Sign in with your finger, your face or your device’s PIN.</p>
      {Boolean(error) && <ErrorNotice error={error} title="It was not removed" />}
      {passkeys.length > 0 && (
        <ul>
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              {passkey.name}, since {formatDay(passkey.created_at)}{' '}
              <Button look="plain" onClick={() => void remove(passkey.id)}>
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      {passkeysWork() ? (
        <AskForm
          action="Add a passkey"
          submit={async (password) => {
            await addPasskey(await makePasskey(await newPasskeyOptions(password)));
            changed('You can sign in with your passkey now.');
          }}
        >
          <PasswordAgain label="Your password, to add a passkey" />
        </AskForm>
      ) : (
        <p className="muted">This browser does not know passkeys.</p>
      )}
    </section>
  );
}
