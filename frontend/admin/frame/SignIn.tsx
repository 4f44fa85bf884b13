import { useEffect, useRef, useState, type ReactNode } from 'react';
import { confirmTotp, setUpTotp, type Challenge, type TotpSetUp } from '../../src/api/factors';
import { config } from '../../src/lib/config';
import { passkeysWork, wasCancelled } from '../../src/lib/passkeys';
import { signOut } from '../../src/state/session';
import { answerStep, signIn, signInWithPasskey } from '../../src/state/signIn';
import { errorText } from '../i18n/language';
import { useText } from '../i18n/useText';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { ProblemForm } from '../ui/ProblemForm';
import styles from './frame.module.css';
import { LanguageMenu, ThemeMenu } from './choices';

/** Where the staff sign in: with a password and a code of their app, or with a passkey, which counts for both. */
export function SignIn({ said = '' }: { said?: string }) {
  const t = useText();
  const [step, setStep] = useState<Challenge>();

  if (step)
    return (
      <Outside title={t(step.challenge === 'totp' ? 'signIn.codeTitle' : 'signIn.passwordTitle')}>
        <ProblemForm
          key={step.token}
          action={t('signIn.goOn')}
          submit={async ({ code = '', password = '' }) =>
            setStep((await answerStep(step, step.challenge === 'totp' ? code.trim() : password)) ?? undefined)
          }
        >
          {step.challenge === 'totp' ? (
            <CodeField label={t('signIn.code')} />
          ) : (
            <TextField
              label={t('signIn.newPassword')}
              name="password"
              type="password"
              autoComplete="new-password"
              required
              minLength={10}
              hint={t('signIn.passwordHint')}
              first
            />
          )}
        </ProblemForm>
      </Outside>
    );
  return (
    <Outside title={t('signIn.title')}>
      {said && <Notice tone="good">{said}</Notice>}
      <ProblemForm
        action={t('signIn.action')}
        title={t('signIn.failed')}
        submit={async ({ email = '', password = '' }) =>
          setStep((await signIn(email, password)) ?? undefined)
        }
      >
        <TextField
          label={t('signIn.email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          first
        />
        <TextField
          label={t('signIn.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Passkey />
      </ProblemForm>
    </Outside>
  );
}

function CodeField({ label }: { label: string }) {
  return (
    <TextField
      label={label}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9 ]{6,10}"
      required
      first
    />
  );
}

/** Signs in with a passkey, for the address in the form around the button. */
function Passkey() {
  const t = useText();
  const here = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);

  async function ask() {
    const email = here.current?.closest('form')?.querySelector<HTMLInputElement>('input[name=email]');
    if (busy || !email?.reportValidity()) return;
    setBusy(true);
    setSaid('');
    try {
      await signInWithPasskey(email.value);
    } catch (error) {
      setSaid(wasCancelled(error) ? t('signIn.noPasskey') : errorText(error));
    } finally {
      setBusy(false);
    }
  }

  if (!passkeysWork()) return null;
  return (
    <div ref={here}>
      <Button look="plain" busy={busy} onClick={() => void ask()}>
        {t('signIn.passkey')}
      </Button>{' '}
      <span role="status">{said}</span>
    </div>
  );
}

/** Whom a password alone let in sets an app up first: nothing of the staff's opens before (record 31). */
export function SetUpFactor({ done }: { done: () => void }) {
  const t = useText();
  const [made, setMade] = useState<TotpSetUp>();
  return (
    <Outside title={t('factor.title')}>
      <p>{t('factor.why')}</p>
      {made ? (
        <ProblemForm
          key="code"
          action={t('factor.confirm')}
          submit={async ({ code = '' }) => {
            await confirmTotp(code.trim());
            done();
          }}
        >
          <p>
            <a href={made.uri}>{t('factor.open')}</a>
          </p>
          <p>
            {t('factor.key')} <code className={styles.secret}>{made.secret}</code>
          </p>
          <CodeField label={t('factor.code')} />
        </ProblemForm>
      ) : (
        <ProblemForm
          key="password"
          action={t('factor.begin')}
          submit={async ({ password = '' }) => setMade(await setUpTotp(password))}
        >
          <TextField
            label={t('signIn.password')}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        </ProblemForm>
      )}
      <Button look="plain" onClick={() => void signOut()}>
        {t('user.signOut')}
      </Button>
    </Outside>
  );
}

/** The page of somebody who is not in yet. */
export function Outside({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${config().shopName}`;
  }, [title]);
  return (
    <div className={styles.outside}>
      <main className={styles.outsideCard} id="main">
        <p className={styles.brand}>{config().shopName}</p>
        <h1>{title}</h1>
        {children}
      </main>
      <div className={styles.outsideChoices}>
        <LanguageMenu />
        <ThemeMenu />
      </div>
    </div>
  );
}
