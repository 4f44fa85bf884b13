import { placeOrder } from '../../api/orders';
import { Problem, Unreachable, isProblem, isRecord } from '../../api/problem';
import type { CheckoutReply } from '../../api/types';
import { closeAttempt, type Attempt } from '../../lib/attempt';
import type { Money } from '../../lib/money';

export interface Shortage {
  sku: string;
  requested: number;
  available: number;
}

/** How an attempt to place the order ended. */
export type Placed =
  | { outcome: 'placed'; reply: CheckoutReply }
  | { outcome: 'out-of-stock'; shortages: Shortage[]; error: Problem }
  | { outcome: 'price-changed'; total: Money | null; error: Problem }
  | { outcome: 'cart-changed'; error: Problem }
  /** Another tab ordered this cart; `order` names that order. */
  | { outcome: 'ordered-already'; order: { id: string; number: string }; error: Problem }
  /** The shop says what of it does not answer; nothing was ordered, and the same attempt can be sent again. */
  | { outcome: 'unavailable'; error: Problem }
  | { outcome: 'refused'; error: Problem }
  /** Nobody can say yet whether the order exists: the same attempt must be sent again. */
  | { outcome: 'unknown'; error: unknown };

const WAIT_MS = 1500;
const TURNS = 8;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Sends the attempt. While the shop still works on an earlier sending of it (409 in_progress) this waits and asks
 * again. The attempt is closed by a clear answer only, so that an unclear one is retried under the same key.
 */
export async function place(attempt: Attempt, waitMs = WAIT_MS): Promise<Placed> {
  for (let turn = 1; ; turn += 1) {
    try {
      const reply = await placeOrder(attempt.own, attempt.body, attempt);
      closeAttempt();
      return { outcome: 'placed', reply };
    } catch (error) {
      if (isProblem(error, 'in_progress') && turn < TURNS) {
        await pause(waitMs);
        continue;
      }
      return refused(error);
    }
  }
}

function refused(error: unknown): Placed {
  if (isProblem(error, 'unavailable') && typeof error.extra.part === 'string')
    return { outcome: 'unavailable', error };
  const unclear = !(error instanceof Problem) || error.status >= 500 || error.code === 'in_progress';
  if (unclear) return { outcome: 'unknown', error };
  closeAttempt();
  if (error.code === 'out_of_stock') return { outcome: 'out-of-stock', shortages: shortagesOf(error), error };
  if (error.code === 'price_changed')
    return { outcome: 'price-changed', total: moneyOf(error.extra.total), error };
  if (error.code === 'cart_changed') return cartChanged(error);
  return { outcome: 'refused', error };
}

function cartChanged(error: Problem): Placed {
  const { reason, order_id: id, order_number: number } = error.extra;
  return reason === 'ordered' && typeof id === 'string' && typeof number === 'string'
    ? { outcome: 'ordered-already', order: { id, number }, error }
    : { outcome: 'cart-changed', error };
}

export function shortagesOf(error: Problem): Shortage[] {
  const found = error.extra.shortages;
  return Array.isArray(found) ? (found as Shortage[]) : [];
}

function moneyOf(value: unknown): Money | null {
  if (!isRecord(value) || typeof value.amount !== 'number' || typeof value.currency !== 'string') return null;
  return { amount: value.amount, currency: value.currency };
}

export const isOffline = (error: unknown): boolean =>
  error instanceof Unreachable && error.kind === 'offline';
