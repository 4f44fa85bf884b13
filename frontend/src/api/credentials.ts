import { asPerson } from './asPerson';
import { answer, api } from './client';
import type { AccountSession, AgreedTo, Profile } from './types';

export const signUp = (body: { email: string; password: string; name: string }) =>
  asPerson((headers) => answer(api().POST('/auth/sign-up', { body, headers })));
export const confirmSignUp = (body: {
  email: string;
  code: string;
  password: string;
  name: string;
  consents: AgreedTo[];
  locale: string | undefined;
}) => answer(api().POST('/auth/confirm', { body }));
export const resendCode = (email: string) =>
  asPerson((headers) => answer(api().POST('/auth/resend', { body: { email }, headers })));
export const forgotPassword = (email: string) =>
  asPerson((headers) => answer(api().POST('/auth/forgot', { body: { email }, headers })));
export const resetPassword = (body: { email: string; code: string; password: string }) =>
  answer(api().POST('/auth/reset', { body }));

export const changePassword = (body: { current: string; new: string }) =>
  answer(api().POST('/me/password', { body }));
export const changeEmail = (body: { email: string; password: string }) =>
  answer(api().POST('/me/email', { body }));
export const confirmEmail = (code: string): Promise<Profile> =>
  answer(api().POST('/me/email/confirm', { body: { code } }));

export const closeAccount = (password: string): Promise<Profile> =>
  answer(api().DELETE('/me', { body: { password } }));
export const keepAccount = (): Promise<Profile> => answer(api().POST('/me/restore'));

export async function listSessions(signal?: AbortSignal): Promise<AccountSession[]> {
  return (await answer(api().GET('/me/sessions', { signal }))).items;
}
export const endSession = (sessionId: string) =>
  answer(api().DELETE('/me/sessions/{session_id}', { params: { path: { session_id: sessionId } } }));
export const endOtherSessions = () => answer(api().DELETE('/me/sessions'));
