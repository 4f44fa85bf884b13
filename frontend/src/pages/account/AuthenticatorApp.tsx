import { useState } from 'react';
import { confirmTotp, removeTotp, setUpTotp, type TotpSetUp } from '../../api/factors';
import { TextField } from '../../components/Field';
import styles from './Account.module.css';
import { AskForm, PasswordAgain } from './AskForm';

interface Props {
  inUse: boolean;
  changed: (what: string) => void;
}

/** The authenticator app: set up with the password and a first code, removed with the password. */
export function AuthenticatorApp({ inUse, changed }: Props) {
  return (
    <section className={styles.section} aria-labelledby="authenticator-app">
      <h2 id="authenticator-app">Authenticator app</h2>
      {inUse ? (
        <>
          <p>Your password takes a code of your app, too.</p>
          <AskForm
            action="Remove the app"
            submit={async (password) => {
              await removeTotp(password);
              changed('Your password alone signs you in again.');
            }}
          >
            <PasswordAgain label="Your password, to remove the app" />
          </AskForm>
        </>
      ) : (
        <TotpSteps done={() => changed('From now on your password takes a code of your app, too.')} />
      )}
    </section>
  );
}

/** Sets an app up. Its key is shown once, and only in this page's memory. */
export function TotpSteps({ done }: { done: () => void }) {
  const [made, setMade] = useState<TotpSetUp>();
  if (!made) {
    return (
      <AskForm action="Set up an app" submit={async (password) => setMade(await setUpTotp(password))}>
        <p>With a code of an app on your telephone, your password alone is worth nothing to a thief.</p>
        <PasswordAgain label="Your password, to set up an app" />
      </AskForm>
    );
  }
  return (
    <AskForm
      key="code"
      action="Confirm the code"
      submit={async (code) => {
        await confirmTotp(code.trim());
        done();
      }}
    >
      <p>
        <a href={made.uri}>Open your authenticator app</a>, or type this key into it:{' '}
        <code>{made.secret}</code>
      </p>
      <TextField
        label="The code it shows now"
        name="value"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9]{6}"
        required
      />
    </AskForm>
  );
}
