import { AGREED } from './account';
import { answer, api } from './client';
import type { Consents } from './types';

export const getConsents = (signal?: AbortSignal): Promise<Consents> =>
  answer(api().GET('/me/consents', { signal }));
export const changeConsents = (activity: boolean): Promise<Consents> =>
  answer(api().PUT('/me/consents', { body: { activity } }));
export const eraseActivity = () => answer(api().DELETE('/me/activity'));

/** Has this browser tell the shop what this person looks at, or nobody. */
export function heedConsents(userId: string, consents: Consents): void {
  if (consents.activity) localStorage.setItem(AGREED, userId);
  else localStorage.removeItem(AGREED);
}
