import { Link, useNavigate, useSearchParams } from 'react-router';
import { signUp } from '../api/credentials';
import { usePage } from '../app/page';
import { CheckField, TextField } from '../components/Field';
import { MARKETING } from '../lib/marketing';
import { AuthCard } from './auth/AuthCard';
import { EmailField } from './auth/EmailField';
import { NewPasswordField } from './auth/NewPasswordField';
import { withNext } from './auth/next';
import { rememberForConfirmation } from './auth/remembered';

export default function SignUp() {
  usePage('Make an account');
  const navigate = useNavigate();
  const next = useSearchParams()[0].get('next');
  return (
    <AuthCard
      title="Make an account"
      text="Keep your addresses, follow your orders, and find your wishlist on every device."
      action="Make the account"
      submit={async ({ name = '', email = '', password = '', marketing }) => {
        await signUp({ name, email, password });
        const agreed = marketing ? [{ kind: 'marketing' as const, version: MARKETING.version }] : [];
        rememberForConfirmation(email, password, name, agreed);
        void navigate(withNext('/confirm', next, email));
      }}
      fields={(errors) => (
        <>
          <TextField
            label="Name"
            name="name"
            autoComplete="name"
            required
            maxLength={100}
            error={errors.name}
          />
          <EmailField autoComplete="email" error={errors.email} />
          <NewPasswordField error={errors.password} />
          <CheckField label={MARKETING.text} name="marketing" />
        </>
      )}
      links={
        <span>
          Already have one? <Link to={withNext('/sign-in', next)}>Sign in</Link>
        </span>
      }
    />
  );
}
