import { Link, useNavigate } from 'react-router';
import { forgotPassword } from '../api/account';
import { usePage } from '../app/page';
import { TextField } from '../components/Field';
import { AuthCard } from './auth/AuthCard';

export default function Forgot() {
  usePage('Forgot your password');
  const navigate = useNavigate();
  return (
    <AuthCard
      title="Forgot your password?"
      text="We send a code to your e-mail, and you choose a new password with it."
      action="Send the code"
      submit={async ({ email = '' }) => {
        await forgotPassword(email);
        void navigate(`/reset?email=${encodeURIComponent(email)}`);
      }}
      fields={(errors) => (
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          error={errors.email}
        />
      )}
      links={<Link to="/sign-in">Back to sign in</Link>}
    />
  );
}
