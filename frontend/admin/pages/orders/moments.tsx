import type { components } from '../../../src/api/schema';
import { formatMoney, text, worded } from '../../i18n/language';
import type { Moment } from '../../patterns/Timeline';
import type { Note } from '../notes/useNotes';
import type { Payment } from '../payments/refunding';
import { staffOf, type Names } from '../../frame/names';

type Schemas = components['schemas'];
export type StaffOrder = Schemas['StaffOrderView'];
export type Parcel = Schemas['FulfilmentView'];
export type Letter = Schemas['LetterView'];

export const KINDS = ['order', 'money', 'parcels', 'letters', 'notes'] as const;
export type Kind = (typeof KINDS)[number];

/** A moment of one of the services, with who it was as the API names them. */
export interface Told extends Moment {
  kind: Kind;
  actor: string;
}

const TONES: Partial<Record<string, Moment['tone']>> = {
  ...{ CANCELLED: 'bad', EXPIRED: 'bad', PAID: 'good', DELIVERED: 'good' },
  ...{ exception: 'bad', delivered: 'good', rejected: 'bad', lost: 'bad', won: 'good' },
};

const promotion = (name: string, code: string): string =>
  text('orders.promotion', { name: code && code !== name ? `${name} (${code})` : name });

/** What each promotion takes off what is left of the order, with the code that the shopper gave. */
export const reductionsOf = ({ reductions, promotions }: Pick<StaffOrder, 'reductions' | 'promotions'>) =>
  reductions.map(({ promotion_id: id, name, amount }) => ({
    id,
    label: promotion(name, promotions.find(({ promotion_id }) => promotion_id === id)?.code ?? ''),
    amount: { ...amount, amount: -amount.amount },
  }));

/** The order's own history: a step where its state changes, else a remark. */
export function ofOrder({ history, promotions }: StaffOrder, names: Names): Told[] {
  const off = promotions.map(
    ({ name, code, amount }) =>
      `${promotion(name, code)}: ${formatMoney({ ...amount, amount: -amount.amount })}`,
  );
  return history.map((entry, index) => {
    const isStep = entry.state !== history[index - 1]?.state;
    // What it was ordered with, whatever is left of it.
    const reason = [entry.reason, ...(index === 0 ? off : [])].filter(Boolean).join(' · ');
    return {
      id: `order ${index}`,
      kind: 'order',
      at: entry.at,
      title: isStep ? worded('state', entry.state) : entry.reason || text('order.remark'),
      text: isStep ? reason : undefined,
      by: names(entry.by),
      actor: entry.by,
      tone: isStep ? TONES[entry.state] : undefined,
    };
  });
}

/** What was booked, what was promised and what came of it, and what the shopper's bank did. */
export function ofPayment({ ledger, refunds, disputes }: Payment, names: Names): Told[] {
  const booked = ledger.map(({ sequence, kind, amount, at, by }): Told => ({
    id: `ledger ${sequence}`,
    kind: 'money',
    at,
    title: `${worded('ledger', kind)}: ${formatMoney(amount)}`,
    by: names(staffOf(by)),
    actor: staffOf(by),
    tone: kind === 'dispute_withdrawn' || kind === 'refund_reversed' ? 'bad' : undefined,
  }));
  const promised = refunds.map(
    ({ refund_id, amount, lines, reason, requested_at, requested_by, to }): Told => ({
      id: `refund ${refund_id}`,
      kind: 'money',
      at: requested_at,
      title: text('order.refundAsked', { amount: formatMoney(amount) }),
      text: [
        to === 'payment' ? '' : text(`order.refundedTo.${to}`),
        reason,
        ...lines.map(({ quantity, sku }) => `${quantity} × ${sku}`),
      ]
        .filter(Boolean)
        .join(' · '),
      by: names(staffOf(requested_by)),
      actor: staffOf(requested_by),
    }),
  );
  const failed = refunds
    .filter(({ status }) => status === 'failed')
    .map(({ refund_id, amount, failure, settled_at }): Told => ({
      id: `refund failed ${refund_id}`,
      kind: 'money',
      at: settled_at,
      title: text('order.refundFailed', { amount: formatMoney(amount) }),
      text: failure,
      by: names('provider'),
      actor: 'provider',
      tone: 'bad',
    }));
  const disputed = disputes.map(({ dispute_id, amount, reason, status, changed_at }): Told => ({
    id: `dispute ${dispute_id} ${status}`,
    kind: 'money',
    at: changed_at,
    title: text('order.disputed', { amount: formatMoney(amount), state: worded('state', status) }),
    text: reason,
    by: names('bank'),
    actor: 'bank',
    tone: TONES[status] ?? 'bad',
  }));
  return [...booked, ...promised, ...failed, ...disputed];
}

export const ofParcels = (parcels: Parcel[], names: Names): Told[] =>
  parcels.flatMap(({ id, events, created_at, carrier }) => [
    {
      id: `parcel ${id}`,
      kind: 'parcels' as const,
      at: created_at,
      title: text('order.parcelMade', { parcel: parcelName(id) }),
      by: names('shipping'),
      actor: 'shipping',
    },
    ...events.map(({ at, state, description, location }, index) => ({
      id: `scan ${id} ${index}`,
      kind: 'parcels' as const,
      at,
      title: `${worded('state', state)} (${parcelName(id)})`,
      text: [description, location].filter(Boolean).join(' · '),
      by: carrier === 'manual' ? names('staff') : carrier,
      actor: carrier,
      tone: TONES[state],
    })),
  ]);

export const ofLetters = (letters: Letter[], names: Names): Told[] =>
  letters.map(({ event_id, kind, state, at, to, reason }) => ({
    id: `letter ${event_id} ${kind}`,
    kind: 'letters',
    at,
    title: `${worded('mail', kind)}: ${worded('state', state)}`,
    text: [to, reason].filter(Boolean).join(' · '),
    by: names('notifications'),
    actor: 'notifications',
    tone: TONES[state],
  }));

export const ofNotes = (notes: Note[], names: Names): Told[] =>
  notes.map(({ note_id, text, author, created_at }) => ({
    id: `note ${note_id}`,
    kind: 'notes',
    at: created_at,
    title: text,
    by: names(`staff:${author}`),
    actor: `staff:${author}`,
  }));

/** "Parcel 1" of what the API calls `<order id>-1`. */
export const parcelName = (id: string): string =>
  text('order.parcel', { number: /-0*(\d+)$/.exec(id)?.[1] ?? id });
