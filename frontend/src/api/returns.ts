import { asPerson } from './asPerson';
import { answer, api } from './client';
import { within } from './families';
import { keyOf, type OrderRef } from './orders';
import { smaller } from '../lib/photos';
import type { components } from './schema';

export type Returns = components['schemas']['ReturnsView'];
export type Return = components['schemas']['ReturnView'];
export type ReturnReason = components['schemas']['LineBody']['reason'];
export type ReturnKind = NonNullable<components['schemas']['AskBody']['kind']>;
export type Withdrawn = components['schemas']['WithdrawalView'];

export interface Wanted {
  sku: string;
  quantity: number;
}

type AskedLine = Wanted & {
  reason: ReturnReason;
  /** Another variant for each unit, at the price that was shown. */
  exchange?: { sku: string; price: number };
};

const about = (ref: OrderRef) => ({ query: { order_id: ref.orderId }, header: keyOf(ref) });

export function listReturns(ref: OrderRef, signal?: AbortSignal): Promise<Returns> {
  return answer(api().GET(within(!ref.key, '/returns'), { params: about(ref), signal }));
}

/** Goods are to come back, or something is wrong with them. `key` makes a repeat of the same wish safe. */
export function askToReturn(
  ref: OrderRef,
  key: string,
  kind: ReturnKind,
  lines: AskedLine[],
  note: string,
  asCredit = false,
): Promise<Return> {
  const params = { query: { order_id: ref.orderId }, header: { ...keyOf(ref), 'Idempotency-Key': key } };
  const body = { kind, lines, note, ...(asCredit ? { as_credit: true } : {}) };
  return answer(api().POST(within(!ref.key, '/returns'), { params, body }));
}

/** Sends photos of it, after those that it has. Answers how many files are no pictures. */
export async function sendPhotos(
  ref: OrderRef,
  one: Pick<Return, 'id' | 'photos'>,
  files: File[],
): Promise<number> {
  const path = { return_id: one.id };
  const photos = [...one.photos];
  let others = 0;
  for (const file of files) {
    const photo = await smaller(file);
    if (!photo) {
      others += 1;
      continue;
    }
    const to = await answer(
      api().POST(within(!ref.key, '/returns/{return_id}/photos'), {
        params: { path, header: keyOf(ref) },
        body: { media_type: photo.type },
      }),
    );
    await upload(to, photo.content);
    photos.push(to.photo_id);
  }
  if (photos.length > one.photos.length)
    await answer(
      api().PUT(within(!ref.key, '/returns/{return_id}/photos'), {
        params: { path, header: keyOf(ref) },
        body: { photos },
      }),
    );
  return others;
}

async function upload(
  { url, fields }: { url: string; fields: Record<string, string> },
  file: Blob,
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file); // S3 takes the file last
  const { ok, status } = await fetch(url, { method: 'POST', body: form });
  if (!ok) throw new Error(`the photo was answered with ${String(status)}`);
}

/** A label is wanted for it; it was sent, under this code if there is one; or it is taken back. */
export function sayOfReturn(
  ref: OrderRef,
  returnId: string,
  state: 'label' | 'sent' | 'cancelled',
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
