import { TextField } from '../../components/Field';

export function CodeField({ error }: { error: string | undefined }) {
  return (
    <TextField
      label="Code"
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{4,10}"
      required
      error={error}
    />
  );
}
