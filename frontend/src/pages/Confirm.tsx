import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { confirmSignUp, resendCode } from '../api/credentials';
import { usePage } from '../app/page';
import { Button } from '../components/Button';
import { TextField } from '../components/Field';
import { messageOf } from '../components/Notice';
import { ownLocale } from '../lib/locale';
import { mergeAfterSignIn } from '../state/cart';
import { signIn } from '../state/signIn';
import { AuthCard } from './auth/AuthCard';
import { CodeField } from './auth/CodeField';
import { EmailField } from './auth/EmailField';
import { NewPasswordField } from './auth/NewPasswordField';
import { safeNext, withNext } from './auth/next';
import { forgetTyped, rememberedFor } from './auth/remembered';

export default function Confirm() {
  usePage('Confirm your e-mail');
  const [params] = useSearchParams();
  const email = params.get('email') ?? '';
  const next = params.get('next');
  const navigate = useNavigate();
  const [sent, setSent] = useState('');
  const [known] = useState(() => rememberedFor(email));

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
        const password = known?.password ?? values.password ?? '';
        const name = values.name ?? known?.name ?? '';
        const consents = known?.consents ?? [];
        const code = (values.code ?? '').trim();
        await confirmSignUp({ email: address, code, password, name, consents, locale: ownLocale() });
        forgetTyped();
        try {
          await signIn(address, password);
        } catch {
          void navigate(withNext('/sign-in', next, address), {
            state: { said: 'Your account is ready. Sign in to begin.' },
          });
          return;
        }
        await mergeAfterSignIn();
        void navigate(safeNext(next), { replace: true });
      }}
      fields={(errors) => (
        <>
          {!email && <EmailField autoComplete="email" error={errors.email} />}
          <CodeField error={errors.code} />
          {!known?.name && (
            <TextField
              label="Name"
              name="name"
              autoComplete="name"
              required
              maxLength={100}
              error={errors.name}
            />
          )}
          {!known && <NewPasswordField error={errors.password} />}
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
