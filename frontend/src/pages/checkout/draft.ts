import { isRecord } from '../../api/problem';
import type { NearbyPoint } from '../../api/types';
import { NO_ADDRESS, type AddressDraft } from '../../lib/address';
import { likelyCountry } from '../../lib/countries';

/** What the shopper typed so far; kept for the browser tab, so that a reload loses nothing. */
export interface Draft {
  email: string;
  address: AddressDraft;
  /** Which saved address was chosen; "new" for the typed one, empty while nothing was chosen. */
  addressId: string;
  shippingMethod: string;
  /** Where the parcel is collected, for the way of delivery that leads to a pick-up point. */
  point: NearbyPoint | null;
  paymentMethod: string;
  /** Whether the shopper's store credit pays, too. */
  storeCredit: boolean;
}

const PLACE = 'souk.checkout.draft';

export function readDraft(): Draft {
  const empty: Draft = {
    email: '',
    address: { ...NO_ADDRESS, country: likelyCountry() },
    addressId: '',
    shippingMethod: '',
    point: null,
    paymentMethod: '',
    storeCredit: false,
  };
  const kept: unknown = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null');
  return isRecord(kept) ? { ...empty, ...kept } : empty;
}

export const keepDraft = (draft: Draft): void => sessionStorage.setItem(PLACE, JSON.stringify(draft));
export const dropDraft = (): void => sessionStorage.removeItem(PLACE);
