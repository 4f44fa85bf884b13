import { answer, api } from './client';
import type { AddressBody, Profile, SavedAddress, SignedIn } from './types';

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
