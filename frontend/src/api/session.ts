import { answer, api } from './client';
import type { SignedIn } from './types';

/** Kept alive: a page that is left meanwhile must still store the new cookie, as the old one is spent. */
export const refreshSession = (): Promise<SignedIn> =>
  answer(api().POST('/auth/refresh', { keepalive: true }));
export const signOut = () => answer(api().POST('/auth/sign-out'));
