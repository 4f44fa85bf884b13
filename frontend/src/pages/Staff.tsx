import { useState } from 'react';
import { getProfile } from '../api/account';
import { listSessions } from '../api/credentials';
import { getSecondFactors, type Challenge } from '../api/factors';
import { usePage } from '../app/page';
import { TextField } from '../components/Field';
import { LoadFailed, Notice } from '../components/Notice';
import { LoadingRows } from '../components/Skeleton';
import { useLoad } from '../lib/useLoad';
import { session, signOut } from '../state/session';
import { signIn, type NextStep } from '../state/signIn';
import { TotpSteps } from './account/AuthenticatorApp';
import { AuthCard } from './auth/AuthCard';
import { EmailField } from './auth/EmailField';
import { PasskeyButton } from './auth/PasskeyButton';
import { StepCard } from './auth/StepCard';

/**
 * Where the staff sign in. Whom a password alone let in is led to set up an authenticator app, as nothing of theirs opens
 * before; a passkey counts for both factors (docs/decisions/0031-second-factors-and-passkeys.md).
 */
export default function Staff() {
  usePage('Staff');
  const { status } = session.use();
  const [said, setSaid] = useState('');

  async function setUp() {
    setSaid('Your app is set up. Sign in once more, with its code.');
    await signOut();
  }

  if (status === 'starting') return <LoadingRows what="the back office" />;
  if (status === 'guest') return <StaffSignIn said={said} />;
  return <SignedIn setUp={() => void setUp()} />;
}

function StaffSignIn({ said }: { said: string }) {
  const [step, setStep] = useState<Challenge>();
  const next = (asked: NextStep) => {
    setStep(asked ?? undefined);
    return Promise.resolve();
  };

  if (step) return <StepCard step={step} answered={next} />;
  return (
    <AuthCard
      title="Staff"
      text={said ? <Notice tone="good">{said}</Notice> : 'Sign in to the back office.'}
      action="Sign in"
      submit={async ({ email = '', password = '' }) => next(await signIn(email, password))}
      fields={(errors) => (
        <>
          <EmailField autoComplete="username" error={errors.email} />
          <TextField
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            error={errors.password}
          />
          <PasskeyButton done={() => Promise.resolve()} />
        </>
      )}
    />
  );
}

function SignedIn({ setUp }: { setUp: () => void }) {
  const profile = useLoad('me:profile', getProfile);
  const factors = useLoad('me:second-factors', getSecondFactors);
  const sessions = useLoad('me:sessions', listSessions);
  const error = profile.error ?? factors.error ?? sessions.error;

  function retry() {
    profile.reload();
    factors.reload();
    sessions.reload();
  }

  if (error) return <LoadFailed alone what="your account" error={error} retry={retry} />;
  if (!profile.data || !factors.data || !sessions.data) return <LoadingRows what="your account" />;
  if (profile.data.permissions.length === 0)
    return (
      <Frame title="This is for staff">
        <p>You are signed in as {profile.data.email}, who is not of the staff.</p>
      </Frame>
    );
  const isProved = sessions.data.some((held) => held.current && held.second_factor);
  if (!isProved && !factors.data.totp)
    return (
      <Frame title="Set up your second factor">
        <p>Staff sign in with an authenticator app.</p>
        <TotpSteps done={setUp} />
      </Frame>
    );
  const roles = profile.data.roles.filter((role) => role !== 'shopper');
  return (
    <Frame title="Staff">
      <p>
        You are signed in as {profile.data.email}: {roles.join(', ')}.
      </p>
    </Frame>
  );
}

function Frame({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="page stack" style={{ paddingTop: 'var(--space-6)' }}>
      <h1>{title}</h1>
      {children}
    </div>
  );
}
