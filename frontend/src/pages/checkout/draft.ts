import { isRecord } from '../../api/problem';
import { NO_ADDRESS, type AddressDraft } from '../../lib/address';
import { likelyCountry } from '../../lib/countries';

/** What the shopper typed so far; kept for the browser tab, so that a reload loses nothing. */
export interface Draft {
  email: string;
  address: AddressDraft;
  /** Which saved address was chosen; "new" for the typed one, empty while nothing was chosen. */
  addressId: string;
  shippingMethod: string;
  paymentMethod: string;
}

const PLACE = 'souk.checkout.draft';

export function readDraft(): Draft {
  const empty: Draft = {
    email: '',
    address: { ...NO_ADDRESS, country: likelyCountry() },
    addressId: '',
    shippingMethod: '',
    paymentMethod: '',
  };
  const kept: unknown = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null');
  return isRecord(kept) ? { ...empty, ...kept } : empty;
}

export const keepDraft = (draft: Draft): void => sessionStorage.setItem(PLACE, JSON.stringify(draft));
export const dropDraft = (): void => sessionStorage.removeItem(PLACE);
