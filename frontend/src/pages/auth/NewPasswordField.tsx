import { TextField } from '../../components/Field';

/** The rule is the shop's own; what is too common is told after it was sent. */
export function NewPasswordField({
  error,
  label = 'Password',
  name = 'password',
}: {
  error: string | undefined;
  label?: string;
  name?: string;
}) {
  return (
    <TextField
      label={label}
      name={name}
      type="password"
      autoComplete="new-password"
      required
      minLength={10}
      maxLength={256}
      hint="At least 10 characters; a few words make a good one"
      error={error}
    />
  );
}
