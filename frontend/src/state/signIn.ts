import {
  answerCode,
  answerNewPassword,
  answerPasskey,
  askForPasskey,
  signIn as requestSignIn,
  type Challenge,
  type SignInAnswer,
} from '../api/factors';
import { usePasskey as askAuthenticator } from '../lib/passkeys';
import { accept } from './session';

/** What is asked for next; null when somebody is signed in. */
export type NextStep = Challenge | null;

export const signIn = async (email: string, password: string): Promise<NextStep> =>
  settled(await requestSignIn({ email, password }));

/** Answers what was asked for, a code or a new password. */
export async function answerStep(step: Challenge, text: string): Promise<NextStep> {
  return settled(
    step.challenge === 'totp'
      ? await answerCode({ token: step.token, code: text })
      : await answerNewPassword({ token: step.token, password: text }),
  );
}

export async function signInWithPasskey(email: string): Promise<void> {
  const asked = await askForPasskey(email);
  const credential = await askAuthenticator(asked.options);
  accept(await answerPasskey({ token: asked.token, credential }));
}

function settled(answer: SignInAnswer): NextStep {
  if ('challenge' in answer) return answer;
  accept(answer);
  return null;
}
