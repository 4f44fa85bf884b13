import { asPerson } from './asPerson';
import { answer, api, correlated, failure } from './client';
import { within } from './families';
import type { components } from './schema';
import type {
  GuestCheckoutBody,
  MemberCheckoutBody,
  CheckoutOptions,
  CheckoutReply,
  NearbyPoint,
  Order,
  OrderDocument,
  OrderLetter,
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

/** Only guests have a key; it goes in a header, for addresses end up in logs. */
export const keyOf = ({ key }: OrderRef): Record<string, string> => (key ? { 'X-Order-Key': key } : {});
const to = (ref: OrderRef) => ({ path: { order_id: ref.orderId }, header: keyOf(ref) });

/** Where something is sent, as far as it is known. */
export interface Place {
  country: string;
  region: string;
  postal_code: string;
}

export function checkoutOptions(own: boolean, place: Place, signal?: AbortSignal): Promise<CheckoutOptions> {
  return answer(api().GET(within(own, '/checkout/options'), { params: { query: { ...place } }, signal }));
}

/** The carrier's pick-up points there, the nearest first. */
export async function pickupPoints(
  country: string,
  postalCode: string,
  signal?: AbortSignal,
): Promise<NearbyPoint[]> {
  const query = { country, postal_code: postalCode };
  return (await answer(api().GET('/pickup-points', { params: { query }, signal }))).items;
}

export function quote(
  own: boolean,
  shown: ShownCart,
  place: Place,
  shippingMethod: string,
  vatSeal: string,
  signal?: AbortSignal,
  credit: { gift_cards: string[]; store_credit: boolean } = { gift_cards: [], store_credit: false },
  paymentMethod = '',
): Promise<Quote> {
  // What credit leaves is paid by that method, which may take no less than so much.
  const paying =
    credit.gift_cards.length > 0 || credit.store_credit ? { ...credit, payment_method: paymentMethod } : {};
  const body = {
    ...{ ...shown, ...paying, shipping_address: place, shipping_method: shippingMethod },
    ...(vatSeal ? { vat_seal: vatSeal } : {}),
  };
  return answer(api().POST(within(own, '/checkout/quote'), { body, signal }));
}

export type VatNumber = components['schemas']['VatNumberView'];

/** Whether a VAT number is registered; `seal` goes into the quote and the order. */
export function lookUpVatNumber(own: boolean, number: string): Promise<VatNumber> {
  return answer(api().POST(within(own, '/checkout/vat-number'), { body: { vat_number: number } }));
}

/** What is ordered, as the shopper saw it; guests say where to write to. */
export type OrderWish = MemberCheckoutBody & { email?: string };

/** Places the order. `key` makes a repeat of the same body safe; `correlation` ties the attempt's requests together. */
export function placeOrder(
  own: boolean,
  wish: OrderWish,
  attempt: { key: string; correlation: string },
): Promise<CheckoutReply> {
  return asPerson((headers) =>
    answer(
      api().POST(within(own, '/checkout'), {
        params: { header: { 'Idempotency-Key': attempt.key } },
        headers: { ...correlated(attempt.correlation), ...headers },
        body: wish as GuestCheckoutBody, // with an address to write to, or the account's
      }),
    ),
  );
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
  const { data, error, response } = await api().GET(within(!ref.key, '/orders/{order_id}'), {
    params: to(ref),
    headers,
    signal,
  });
  if (response.status === 304) return { order: null, etag };
  if (!response.ok || !data) throw failure(response, error);
  return { order: data, etag: response.headers.get('ETag') };
}

export function getOrderPayment(ref: OrderRef, signal?: AbortSignal): Promise<OrderPayment> {
  return answer(api().GET(within(!ref.key, '/orders/{order_id}/payment'), { params: to(ref), signal }));
}

/** `asCredit`: what was paid is wanted back as store credit. */
export function cancelOrder(ref: OrderRef, idempotencyKey: string, asCredit = false): Promise<Order> {
  return answer(
    api().POST(within(!ref.key, '/orders/{order_id}/cancel'), {
      params: { ...to(ref), header: { ...keyOf(ref), 'Idempotency-Key': idempotencyKey } },
      body: { reason: '', ...(asCredit ? { as_credit: true } : {}) },
    }),
  );
}

export type CancelledUnits = { sku: string; quantity: number }[];

/** Takes units out of the order; as a preview it answers what would come of it. */
export function cancelLines(
  ref: OrderRef,
  idempotencyKey: string,
  lines: CancelledUnits,
  preview = false,
  asCredit = false,
): Promise<Order> {
  return answer(
    api().POST(within(!ref.key, '/orders/{order_id}/cancel'), {
      params: { ...to(ref), header: { ...keyOf(ref), 'Idempotency-Key': idempotencyKey } },
      body: { reason: '', lines, preview, ...(asCredit ? { as_credit: true } : {}) },
    }),
  );
}

/** Answers the same whatever is asked; a letter goes out only to the order's own address. */
export const mailNewLink = (orderId: string, email: string) =>
  asPerson((headers) =>
    answer(
      api().POST('/orders/{order_id}/access-link', {
        params: { path: { order_id: orderId } },
        body: { email },
        headers,
      }),
    ),
  );

/** The same for who knows the order's number alone. */
export const findOrder = (orderNumber: string, email: string) =>
  asPerson((headers) =>
    answer(api().POST('/order-look-ups', { body: { order_number: orderNumber, email }, headers })),
  );

/** The key for the code of a mailed link, which works once; `request` makes a repeat of this use the same use. */
export async function openByLink(orderId: string, code: string, request: string): Promise<string> {
  const reply = await answer(
    api().POST('/orders/{order_id}/access', {
      params: { path: { order_id: orderId }, header: { 'Idempotency-Key': request } },
      body: { code },
    }),
  );
  return reply.access_key;
}

/** The invoice and the credit notes; none while the order is not paid. */
export async function listDocuments(ref: OrderRef, signal?: AbortSignal): Promise<OrderDocument[]> {
  const reply = await answer(
    api().GET(within(!ref.key, '/orders/{order_id}/documents'), { params: to(ref), signal }),
  );
  return reply.items;
}

/** Which letters about it were sent in the last 30 days, and what became of them. */
export async function listLetters(ref: OrderRef, signal?: AbortSignal): Promise<OrderLetter[]> {
  const reply = await answer(
    api().GET(within(!ref.key, '/orders/{order_id}/letters'), { params: to(ref), signal }),
  );
  return reply.items;
}

/** Where the PDF of a document can be fetched for some minutes. */
export async function documentLink(ref: OrderRef, number: string): Promise<string> {
  const params = { path: { order_id: ref.orderId, number }, header: keyOf(ref) };
  const reply = await answer(
    api().GET(within(!ref.key, '/orders/{order_id}/documents/{number}'), { params }),
  );
  return reply.url;
}

export type LineFiles = components['schemas']['LineFilesView'];

/** The files of what is paid, with how often and how long they can be downloaded. */
export async function listFiles(ref: OrderRef, signal?: AbortSignal): Promise<LineFiles[]> {
  const reply = await answer(
    api().GET(within(!ref.key, '/orders/{order_id}/files'), { params: to(ref), signal }),
  );
  return reply.lines;
}

/** Counts a download, and answers where the file can be fetched for some minutes. */
export function fileLink(
  ref: OrderRef,
  body: components['schemas']['DownloadBody'],
): Promise<components['schemas']['FileLinkView']> {
  return answer(api().POST(within(!ref.key, '/orders/{order_id}/files'), { params: to(ref), body }));
}

export async function listShipments(ref: OrderRef, signal?: AbortSignal): Promise<Shipment[]> {
  const params = { query: { order_id: ref.orderId }, header: keyOf(ref) };
  const reply = await answer(api().GET(within(!ref.key, '/shipments'), { params, signal }));
  return reply.items;
}
