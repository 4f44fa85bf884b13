import { answer, api } from './client';
import type { Activity, AddressBody, Profile, SavedAddress, SignedIn } from './types';
import type { PageOf } from '../lib/usePages';

export const signIn = (body: { email: string; password: string }): Promise<SignedIn> =>
  answer(api().POST('/auth/sign-in', { body }));
/** Kept alive: a page that is left meanwhile must still store the new cookie, as the old one is spent. */
export const refreshSession = (): Promise<SignedIn> =>
  answer(api().POST('/auth/refresh', { keepalive: true }));
export const signOut = () => answer(api().POST('/auth/sign-out'));

export const getProfile = (signal?: AbortSignal): Promise<Profile> => answer(api().GET('/me', { signal }));
export const updateProfile = (body: { name?: string; locale?: string }): Promise<Profile> =>
  answer(api().PATCH('/me', { body }));

export async function listAddresses(signal?: AbortSignal): Promise<SavedAddress[]> {
  return (await answer(api().GET('/me/addresses', { signal }))).items;
}
export const addAddress = (body: AddressBody): Promise<SavedAddress> =>
  answer(api().POST('/me/addresses', { body }));
export const changeAddress = (addressId: string, body: AddressBody): Promise<SavedAddress> =>
  answer(api().PUT('/me/addresses/{address_id}', { params: { path: { address_id: addressId } }, body }));
export const removeAddress = (addressId: string) =>
  answer(api().DELETE('/me/addresses/{address_id}', { params: { path: { address_id: addressId } } }));

export async function listActivity(
  cursor: string | null,
  signal?: AbortSignal,
): Promise<PageOf<Activity, string>> {
  const page = await answer(
    api().GET('/me/activity', { params: { query: { limit: 30, cursor: cursor ?? undefined } }, signal }),
  );
  return { items: page.items, next: page.next_cursor ?? null };
}

type Glance =
  | { kind: 'product_viewed'; product_id: string; handle: string; title: string; image: string }
  | { kind: 'searched'; query: string };

/** In this browser's storage: whose looks may be noted. The shop holds to the consent it knows of, whatever is here. */
export const AGREED = 'souk.noted';

/** Notes what a signed-in shopper looked at, if they agreed, for their own activity page. It may fail unnoticed. */
export function recordActivity(userId: string, body: Glance): void {
  if (localStorage.getItem(AGREED) !== userId) return;
  answer(api().POST('/me/activity', { body })).catch(() => undefined);
}
