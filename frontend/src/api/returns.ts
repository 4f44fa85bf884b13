import { asPerson } from './asPerson';
import { answer, api } from './client';
import { within } from './families';
import { keyOf, type OrderRef } from './orders';
import type { components } from './schema';

export type Returns = components['schemas']['ReturnsView'];
export type Return = components['schemas']['ReturnView'];
export type ReturnReason = components['schemas']['LineBody']['reason'];
export type Withdrawn = components['schemas']['WithdrawalView'];

export interface Wanted {
  sku: string;
  quantity: number;
}

const about = (ref: OrderRef) => ({ query: { order_id: ref.orderId }, header: keyOf(ref) });

export function listReturns(ref: OrderRef, signal?: AbortSignal): Promise<Returns> {
  return answer(api().GET(within(!ref.key, '/returns'), { params: about(ref), signal }));
}

/** `key` makes a repeat of the same wish safe. */
export function askToReturn(
  ref: OrderRef,
  key: string,
  lines: (Wanted & { reason: ReturnReason })[],
  note: string,
): Promise<Return> {
  const params = { query: { order_id: ref.orderId }, header: { ...keyOf(ref), 'Idempotency-Key': key } };
  return answer(api().POST(within(!ref.key, '/returns'), { params, body: { lines, note } }));
}

/** It was sent, under this code if there is one; or it is taken back. */
export function sayOfReturn(
  ref: OrderRef,
  returnId: string,
  state: 'sent' | 'cancelled',
  code = '',
): Promise<Return> {
  return answer(
    api().PATCH(within(!ref.key, '/returns/{return_id}'), {
      params: { path: { return_id: returnId }, header: keyOf(ref) },
      body: { state, carrier: '', tracking_code: code },
    }),
  );
}

/** Withdraws from the contract, or from some lines of it. `key` makes a repeat of the same statement safe. */
export function withdraw(
  ref: OrderRef,
  key: string,
  statement: { name: string; contact: string; lines: Wanted[] | null },
): Promise<Withdrawn> {
  return answer(
    api().POST(within(!ref.key, '/orders/{order_id}/withdrawal'), {
      params: { path: { order_id: ref.orderId }, header: { ...keyOf(ref), 'Idempotency-Key': key } },
      body: statement,
    }),
  );
}

/** Answers the same whatever is stated, with when it came in; the acknowledgement goes out for the order's own address. */
export const withdrawByNumber = (body: components['schemas']['WithdrawalByNumberBody']) =>
  asPerson((headers) => answer(api().POST('/withdrawals', { body, headers })));
