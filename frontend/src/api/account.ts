import { answer, api } from './client';
import type { AddressBody, Profile, SavedAddress } from './types';

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
