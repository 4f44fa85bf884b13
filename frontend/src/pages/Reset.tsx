import { Link, useNavigate, useSearchParams } from 'react-router';
import { resetPassword } from '../api/credentials';
import { usePage } from '../app/page';
import { AuthCard } from './auth/AuthCard';
import { CodeField } from './auth/CodeField';
import { EmailField } from './auth/EmailField';
import { NewPasswordField } from './auth/NewPasswordField';
import { withNext } from './auth/next';

export default function Reset() {
  usePage('Choose a new password');
  const [params] = useSearchParams();
  const next = params.get('next');
  const navigate = useNavigate();
  return (
    <AuthCard
      title="Choose a new password"
      text="If there is an account for that address, a code is on its way to it."
      action="Set the password"
      submit={async ({ email = '', code = '', password = '' }) => {
        await resetPassword({ email, code: code.trim(), password });
        void navigate(withNext('/sign-in', next, email), {
          state: { said: 'Your password is changed. Sign in with the new one.' },
        });
      }}
      fields={(errors) => (
        <>
          <EmailField autoComplete="username" defaultValue={params.get('email') ?? ''} error={errors.email} />
          <CodeField error={errors.code} />
          <NewPasswordField label="New password" error={errors.password} />
        </>
      )}
      links={<Link to={withNext('/forgot', next)}>Send another code</Link>}
    />
  );
}
