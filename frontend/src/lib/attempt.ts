import type { OrderWish } from '../api/orders';
import { randomId } from './ids';

/**
 * One attempt to place an order. Its key goes with every retry of the same order, over reloads too, so that a lost
 * answer never makes a second order; its correlation id ties everything that happened to it together.
 */
export interface Attempt {
  key: string;
  correlation: string;
  body: OrderWish;
  /** Whether it was for the signed-in shopper's cart. */
  own: boolean;
}

const PLACE = 'souk.checkout.attempt';

/** A gift card's code is money, so it is kept nowhere but here: in the page's memory, with the key of its attempt. */
let codes: { key: string; giftCards: string[] } | null = null;

/** With codes that a reload has lost there is none to go on with: the shop makes one order of a cart, whoever asks. */
export function openAttempt(): Attempt | null {
  const kept = sessionStorage.getItem(PLACE);
  if (!kept) return null;
  const { withCodes, ...attempt } = JSON.parse(kept) as Attempt & { withCodes?: boolean };
  if (!withCodes) return attempt;
  return codes?.key === attempt.key
    ? { ...attempt, body: { ...attempt.body, gift_cards: codes.giftCards } }
    : null;
}

/** The open attempt when it is for exactly this order, else a new one. */
export function attemptFor(body: OrderWish, own: boolean): Attempt {
  const open = openAttempt();
  if (open?.own === own && isSame(open.body, body)) return open;
  const attempt = { key: randomId(), correlation: randomId(), body, own };
  const { gift_cards: giftCards = [], ...rest } = body;
  codes = giftCards.length > 0 ? { key: attempt.key, giftCards } : null;
  sessionStorage.setItem(
    PLACE,
    JSON.stringify(codes ? { ...attempt, body: rest, withCodes: true } : attempt),
  );
  return attempt;
}

/** Whatever the order of their members. */
function isSame(one: OrderWish, other: OrderWish): boolean {
  const told = (wish: OrderWish) => {
    const members = JSON.parse(JSON.stringify(wish)) as Record<string, unknown>;
    return JSON.stringify(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return told(one) === told(other);
}

/** The shop answered, with yes or no: the next attempt is another one. */
export function closeAttempt(): void {
  codes = null;
  sessionStorage.removeItem(PLACE);
}

/** An order that waits to be paid, so that a reload in the middle of paying finds its way back. */
export interface UnpaidOrder {
  orderId: string;
  key: string | null;
  number: string;
}

const UNPAID = 'souk.checkout.unpaid';

export function unpaidOrder(): UnpaidOrder | null {
  const kept = sessionStorage.getItem(UNPAID);
  return kept ? (JSON.parse(kept) as UnpaidOrder) : null;
}

export const keepUnpaid = (order: UnpaidOrder): void => sessionStorage.setItem(UNPAID, JSON.stringify(order));

export function settleUnpaid(orderId: string): void {
  if (unpaidOrder()?.orderId === orderId) sessionStorage.removeItem(UNPAID);
}

export function orderPath(orderId: string, key: string | null, pay = false): string {
  return `/orders/${orderId}${pay ? '/pay' : ''}${key ? `#key=${encodeURIComponent(key)}` : ''}`;
}
