import { answer, api } from './client';
import type { components } from './schema';
import type { SignedIn } from './types';

type Schemas = components['schemas'];
export type Challenge = Schemas['ChallengeView'];
export type SecondFactors = Schemas['SecondFactorsView'];
export type TotpSetUp = Schemas['TotpSetUpView'];
export type SignInAnswer = SignedIn | Challenge;
type Json = Record<string, unknown>;

export const signIn = (body: { email: string; password: string }): Promise<SignInAnswer> =>
  answer(api().POST('/auth/sign-in', { body }));
export const answerCode = (body: { token: string; code: string }): Promise<SignInAnswer> =>
  answer(api().POST('/auth/challenge/code', { body }));
export const answerNewPassword = (body: { token: string; password: string }): Promise<SignInAnswer> =>
  answer(api().POST('/auth/challenge/new-password', { body }));
export const askForPasskey = (email: string): Promise<Challenge> =>
  answer(api().POST('/auth/passkey/options', { body: { email } }));
export const answerPasskey = (body: { token: string; credential: Json }): Promise<SignedIn> =>
  answer(api().POST('/auth/passkey', { body }));

export const getSecondFactors = (signal?: AbortSignal): Promise<SecondFactors> =>
  answer(api().GET('/me/second-factors', { signal }));
export const setUpTotp = (password: string): Promise<TotpSetUp> =>
  answer(api().POST('/me/totp', { body: { password } }));
export const confirmTotp = (code: string) => answer(api().POST('/me/totp/confirm', { body: { code } }));
export const removeTotp = (password: string) => answer(api().POST('/me/totp/remove', { body: { password } }));

export async function newPasskeyOptions(password: string): Promise<Json> {
  return (await answer(api().POST('/me/passkeys/options', { body: { password } }))).options;
}
export const addPasskey = (credential: Json) => answer(api().POST('/me/passkeys', { body: { credential } }));
export const removePasskey = (id: string, password: string) =>
  answer(
    api().POST('/me/passkeys/{passkey_id}/remove', {
      params: { path: { passkey_id: id } },
      body: { password },
    }),
  );
