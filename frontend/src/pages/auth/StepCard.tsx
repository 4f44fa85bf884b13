import { TextField } from '../../components/Field';
import type { Challenge } from '../../api/factors';
import { answerStep, type NextStep } from '../../state/signIn';
import { AuthCard } from './AuthCard';
import { CodeField } from './CodeField';

interface Props {
  step: Challenge;
  /** With what comes next; null when somebody is signed in. */
  answered: (next: NextStep) => Promise<void>;
}

/** What an account asks for beside its password. */
export function StepCard({ step, answered }: Props) {
  const totp = step.challenge === 'totp';
  return (
    <AuthCard
      key={step.token}
      title={totp ? 'Enter your code' : 'Choose your password'}
      text={
        totp
          ? 'The six digits that your authenticator app shows now.'
          : 'In the place of the one in your invitation: at least ten characters.'
      }
      action="Go on"
      submit={async ({ code = '', password = '' }) =>
        answered(await answerStep(step, totp ? code.trim() : password))
      }
      fields={(errors) =>
        totp ? (
          <CodeField error={errors.code} />
        ) : (
          <TextField
            label="New password"
            name="password"
            type="password"
            autoComplete="new-password"
            required
            minLength={10}
            error={errors.password}
          />
        )
      }
    />
  );
}
