import { useState } from 'react';
import { addPasskey, newPasskeyOptions, removePasskey, type SecondFactors } from '../../api/factors';
import { Button } from '../../components/Button';
import { formatDay } from '../../lib/dates';
import { makePasskey, passkeysWork } from '../../lib/passkeys';
import styles from './Account.module.css';
import { AskForm, PasswordAgain } from './AskForm';

interface Props {
  passkeys: SecondFactors['passkeys'];
  changed: (what: string) => void;
}

export function Passkeys({ passkeys, changed }: Props) {
  const [leaving, setLeaving] = useState('');

  return (
    <section className={styles.section} aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      <p>Sign in with your finger, your face or your device’s PIN.</p>
      {passkeys.length > 0 && (
        <ul className={styles.list}>
          {passkeys.map((passkey) => (
            <li key={passkey.id} className={styles.item}>
              <p>
                <b>{passkey.name}</b>, since {formatDay(passkey.created_at)}
              </p>
              {leaving === passkey.id ? (
                <AskForm
                  action="Remove the passkey"
                  submit={async (password) => {
                    await removePasskey(passkey.id, password);
                    changed('The passkey is removed.');
                  }}
                >
                  <PasswordAgain label="Your password, to remove the passkey" />
                </AskForm>
              ) : (
                <div>
                  <Button look="quiet" onClick={() => setLeaving(passkey.id)}>
                    Remove
                  </Button>
                </div>
              )}
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
