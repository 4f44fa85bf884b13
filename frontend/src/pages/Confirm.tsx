import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { confirmSignUp, resendCode } from '../api/account';
import { usePage } from '../app/page';
import { Button } from '../components/Button';
import { TextField } from '../components/Field';
import { messageOf } from '../components/Notice';
import { mergeAfterSignIn } from '../state/cart';
import { AuthCard } from './auth/AuthCard';
import { CodeField } from './auth/CodeField';
import { safeNext, withNext } from './auth/next';
import { signInAsRemembered } from './auth/remembered';

export default function Confirm() {
  usePage('Confirm your e-mail');
  const [params] = useSearchParams();
  const email = params.get('email') ?? '';
  const next = params.get('next');
  const navigate = useNavigate();
  const [sent, setSent] = useState('');

  async function resend() {
    try {
      await resendCode(email);
      setSent('A new code is on its way.');
    } catch (error) {
      setSent(messageOf(error));
    }
  }

  return (
    <AuthCard
      title="Check your e-mail"
      text={
        email ? `We sent a code to ${email}. Enter it here to finish.` : 'Enter the code that we sent you.'
      }
      action="Confirm"
      submit={async (values) => {
        const address = values.email ?? email;
        await confirmSignUp({ email: address, code: (values.code ?? '').trim() });
        if (await signInAsRemembered(address)) {
          await mergeAfterSignIn();
          void navigate(safeNext(next), { replace: true });
          return;
        }
        void navigate(withNext('/sign-in', next, address), {
          state: { said: 'Your account is ready. Sign in to begin.' },
        });
      }}
      fields={(errors) => (
        <>
          {!email && (
            <TextField
              label="E-mail"
              name="email"
              type="email"
              autoComplete="email"
              required
              error={errors.email}
            />
          )}
          <CodeField error={errors.code} />
        </>
      )}
      links={
        email && (
          <span>
            Nothing there?{' '}
            <Button look="plain" onClick={() => void resend()}>
              Send another code
            </Button>{' '}
            <span role="status">{sent}</span>
          </span>
        )
      }
    />
  );
}
