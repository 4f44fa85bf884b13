import { lazy, useState } from 'react';
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router';
import type { Challenge } from '../api/factors';
import { isProblem, isRecord } from '../api/problem';
import { usePage } from '../app/page';
import { TextField } from '../components/Field';
import { Notice } from '../components/Notice';
import { mergeAfterSignIn } from '../state/cart';
import { signIn, type NextStep } from '../state/signIn';
import { AuthCard } from './auth/AuthCard';
import { EmailField } from './auth/EmailField';
import { PasskeyButton } from './auth/PasskeyButton';
import { StepCard } from './auth/StepCard';
import { safeNext, withNext } from './auth/next';
import { rememberForConfirmation } from './auth/remembered';

const Staff = lazy(() => import('./Staff'));

/** The shopper's sign-in, or the staff's: which, the address says. */
export default function SignIn() {
  return useLocation().pathname === '/staff' ? <Staff /> : <ShopperSignIn />;
}

function ShopperSignIn() {
  usePage('Sign in');
  const [params] = useSearchParams();
  const next = params.get('next');
  const navigate = useNavigate();
  const arrival: unknown = useLocation().state;
  const said = isRecord(arrival) && typeof arrival.said === 'string' ? arrival.said : '';
  const [step, setStep] = useState<Challenge>();

  async function goOn(asked: NextStep) {
    setStep(asked ?? undefined);
    if (asked) return;
    await mergeAfterSignIn();
    void navigate(safeNext(next), { replace: true });
  }

  if (step) return <StepCard step={step} answered={goOn} />;
  return (
    <AuthCard
      title="Good to see you"
      text={
        said ? (
          <Notice tone="good">{said}</Notice>
        ) : (
          'Sign in to find your orders, addresses and wishes again.'
        )
      }
      action="Sign in"
      submit={async ({ email = '', password = '' }) => {
        try {
          await goOn(await signIn(email, password));
        } catch (error) {
          if (!isProblem(error, 'email_not_confirmed')) throw error;
          rememberForConfirmation(email, password);
          void navigate(withNext('/confirm', next, email));
        }
      }}
      explain={(error) =>
        isProblem(error) && error.status === 401 ? 'E-mail or password is not right' : undefined
      }
      fields={(errors) => (
        <>
          <EmailField autoComplete="username" defaultValue={params.get('email') ?? ''} error={errors.email} />
          <TextField
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            error={errors.password}
          />
          <PasskeyButton done={() => goOn(null)} />
        </>
      )}
      links={
        <>
          <Link to={withNext('/forgot', next)}>Forgot your password?</Link>
          <span>
            New here? <Link to={withNext('/sign-up', next)}>Make an account</Link>
          </span>
        </>
      }
    />
  );
}
