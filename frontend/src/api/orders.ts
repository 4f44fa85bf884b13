import { answer, api, correlated, failure } from './client';
import type {
  MemberCheckoutBody,
  CheckoutOptions,
  CheckoutReply,
  Order,
  OrderPayment,
  OrderSummary,
  Quote,
  Shipment,
  ShownCart,
} from './types';
import type { PageOf } from '../lib/usePages';

/** Whose order it is: the signed-in shopper's, or a guest's who holds its access key. */
export interface OrderRef {
  orderId: string;
  key: string | null;
}

export function checkoutOptions(
  own: boolean,
  country: string,
  signal?: AbortSignal,
): Promise<CheckoutOptions> {
  const options = { params: { query: { country } }, signal };
  return own
    ? answer(api().GET('/me/checkout/options', options))
    : answer(api().GET('/checkout/options', options));
}

export function quote(
  own: boolean,
  shown: ShownCart,
  country: string,
  shippingMethod: string,
  signal?: AbortSignal,
): Promise<Quote> {
  const body = { ...shown, shipping_address: { country }, shipping_method: shippingMethod };
  return own
    ? answer(api().POST('/me/checkout/quote', { body, signal }))
    : answer(api().POST('/checkout/quote', { body, signal }));
}

/** What is ordered, as the shopper saw it; guests say where to write to. */
export type OrderWish = MemberCheckoutBody & { email?: string };

/** Places the order. `key` makes a repeat of the same body safe; `correlation` ties the attempt's requests together. */
export function placeOrder(
  own: boolean,
  wish: OrderWish,
  attempt: { key: string; correlation: string },
): Promise<CheckoutReply> {
  const options = {
    params: { header: { 'Idempotency-Key': attempt.key } },
    headers: correlated(attempt.correlation),
  };
  const { email = '', ...body } = wish;
  return own
    ? answer(api().POST('/me/checkout', { ...options, body }))
    : answer(api().POST('/checkout', { ...options, body: { ...body, email } }));
}

export async function listOrders(
  cursor: string | null,
  signal?: AbortSignal,
): Promise<PageOf<OrderSummary, string>> {
  const page = await answer(
    api().GET('/me/orders', { params: { query: { limit: 20, cursor: cursor ?? undefined } }, signal }),
  );
  return { items: page.items, next: page.next_cursor ?? null };
}

export interface OrderVersion {
  /** Null when nothing changed since `etag` (304). */
  order: Order | null;
  etag: string | null;
}

/** The order as it is now, or "unchanged" when it still is at `etag`. */
export async function getOrder(
  ref: OrderRef,
  etag: string | null,
  signal?: AbortSignal,
): Promise<OrderVersion> {
  const headers = etag ? { 'If-None-Match': etag } : undefined;
  const path = { order_id: ref.orderId };
  const { data, error, response } = ref.key
    ? await api().GET('/orders/{order_id}', { params: { path, query: { key: ref.key } }, headers, signal })
    : await api().GET('/me/orders/{order_id}', { params: { path }, headers, signal });
  if (response.status === 304) return { order: null, etag };
  if (!response.ok || !data) throw failure(response, error);
  return { order: data, etag: response.headers.get('ETag') };
}

export function getOrderPayment(ref: OrderRef, signal?: AbortSignal): Promise<OrderPayment> {
  const path = { order_id: ref.orderId };
  return ref.key
    ? answer(api().GET('/orders/{order_id}/payment', { params: { path, query: { key: ref.key } }, signal }))
    : answer(api().GET('/me/orders/{order_id}/payment', { params: { path }, signal }));
}

export function cancelOrder(ref: OrderRef, idempotencyKey: string): Promise<Order> {
  const path = { order_id: ref.orderId };
  const header = { 'Idempotency-Key': idempotencyKey };
  const body = { reason: '' };
  return ref.key
    ? answer(
        api().POST('/orders/{order_id}/cancel', { params: { path, header, query: { key: ref.key } }, body }),
      )
    : answer(api().POST('/me/orders/{order_id}/cancel', { params: { path, header }, body }));
}

export async function listShipments(ref: OrderRef, signal?: AbortSignal): Promise<Shipment[]> {
  const reply = ref.key
    ? answer(api().GET('/shipments', { params: { query: { order_id: ref.orderId, key: ref.key } }, signal }))
    : answer(api().GET('/me/shipments', { params: { query: { order_id: ref.orderId } }, signal }));
  return (await reply).items;
}
