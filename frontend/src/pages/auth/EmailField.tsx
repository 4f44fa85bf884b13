import { TextField } from '../../components/Field';

interface Props {
  /** `username` where it says whose account it is, `email` where it is told for the first time. */
  autoComplete: 'email' | 'username';
  error: string | undefined;
  label?: string;
  defaultValue?: string;
}

export function EmailField({ label = 'E-mail', ...rest }: Props) {
  return <TextField label={label} name="email" type="email" required {...rest} />;
}
