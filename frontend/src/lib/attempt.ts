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

export function openAttempt(): Attempt | null {
  const kept = sessionStorage.getItem(PLACE);
  return kept ? (JSON.parse(kept) as Attempt) : null;
}

/** The open attempt when it is for exactly this order, else a new one. */
export function attemptFor(body: OrderWish, own: boolean): Attempt {
  const open = openAttempt();
  if (open?.own === own && JSON.stringify(open.body) === JSON.stringify(body)) return open;
  const attempt = { key: randomId(), correlation: randomId(), body, own };
  sessionStorage.setItem(PLACE, JSON.stringify(attempt));
  return attempt;
}

/** The shop answered, with yes or no: the next attempt is another one. */
export function closeAttempt(): void {
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
