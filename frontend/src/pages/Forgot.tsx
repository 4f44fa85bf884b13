import { Link, useNavigate, useSearchParams } from 'react-router';
import { forgotPassword } from '../api/credentials';
import { usePage } from '../app/page';
import { AuthCard } from './auth/AuthCard';
import { EmailField } from './auth/EmailField';
import { withNext } from './auth/next';

export default function Forgot() {
  usePage('Forgot your password');
  const navigate = useNavigate();
  const next = useSearchParams()[0].get('next');
  return (
    <AuthCard
      title="Forgot your password?"
      text="We send a code to your e-mail, and you choose a new password with it."
      action="Send the code"
      submit={async ({ email = '' }) => {
        await forgotPassword(email);
        void navigate(withNext('/reset', next, email));
      }}
      fields={(errors) => <EmailField autoComplete="username" error={errors.email} />}
      links={<Link to={withNext('/sign-in', next)}>Back to sign in</Link>}
    />
  );
}
