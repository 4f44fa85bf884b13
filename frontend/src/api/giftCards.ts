import { answer, api } from './client';
import type { components } from './schema';

export type GiftCardBalance = components['schemas']['GiftCardBalanceView'];

/** What is left on the gift card with this code. */
export const balanceOfGiftCard = (code: string): Promise<GiftCardBalance> =>
  answer(api().POST('/gift-cards/balance', { body: { code } }));

/** The store credit of who is signed in. */
export const ownStoreCredit = (currency: string, signal?: AbortSignal): Promise<GiftCardBalance> =>
  answer(api().GET('/me/store-credit', { params: { query: { currency } }, signal }));
