import type { Order, OrderDocument, Shipment } from '../../api/types';
import { formatMoney } from '../../lib/money';

type Told = Order['timeline'][number];
export type MomentKind = Told['kind'];

export interface Moment {
  key: string;
  title: string;
  /** What it was about: units, a place, a number. */
  text: string;
  /** RFC 3339 in UTC; of a document the day alone. */
  at: string;
  kind: MomentKind | 'document';
}

/** What a carrier's scan stands for. */
const OF_SCANS: Partial<Record<string, MomentKind>> = {
  picked_up: 'parcel_shipped',
  in_transit: 'parcel_in_transit',
  out_for_delivery: 'parcel_out_for_delivery',
  delivered: 'parcel_delivered',
  exception: 'parcel_held_up',
};

const DOCUMENTS: Record<OrderDocument['type'], string> = {
  invoice: 'Invoice',
  credit_note: 'Credit note',
  reversal: 'Reversal of a credit note',
};

const TITLES: Record<MomentKind, string> = {
  placed: 'You ordered',
  payment_failed: 'A payment did not go through',
  paid: 'Paid',
  parcel_packed: 'is being packed',
  parcel_shipped: 'has left us',
  parcel_in_transit: 'is on its way',
  parcel_held_up: 'is held up',
  parcel_out_for_delivery: 'is out for delivery',
  parcel_delivered: 'was delivered',
  parcel_undelivered: 'will not arrive',
  cancellation_requested: 'Cancellation asked for',
  cancellation_refused: 'The cancellation came too late: the parcel was on its way',
  cancelled: 'Cancelled',
  units_cancelled: 'A part of it was cancelled',
  units_cancellation_refused: 'It was too late to cancel a part of it',
  expired: 'Expired, for it was not paid in time',
  withdrawn: 'You withdrew from the contract',
  withdrawal_without_effect: 'Your withdrawal came in, and has no effect',
  return_requested: 'asked for',
  return_approved: 'agreed to',
  return_granted: 'granted, nothing need be sent',
  return_rejected: 'not agreed to',
  return_sent: 'on its way to us',
  return_received: 'arrived at ours',
  return_cancelled: 'taken back',
  return_expired: 'ended, for nothing was sent',
  return_closed: 'closed',
  refunded: 'Paid back',
  refund_failed: 'A refund did not go through; we look after it',
};

/**
 * The order's timeline with what other services know of it, newest first: a carrier's scans say more than the news of
 * them, and stand in their place; documents have a day and no time.
 */
export function momentsOf(
  order: Pick<Order, 'timeline' | 'shipments'>,
  shipments: Shipment[] = [],
  documents: OrderDocument[] = [],
): Moment[] {
  const scanned = shipments.flatMap((shipment) => scansOf(order, shipment));
  const known = new Set(scanned.map(({ kind, subject }) => `${kind} ${subject}`));
  const told = order.timeline.filter(({ kind, subject }) => !known.has(`${kind} ${subject}`));
  const moments = [
    ...told.map((one) => moment(order, one, about(one))),
    ...scanned.map((one) => moment(order, one, one.note)),
    ...documents.map(ofDocument),
  ];
  // A stable sort: what happened in one moment stays in the order in which the shop tells it.
  return moments.sort((a, b) => sortKey(a.at) - sortKey(b.at)).reverse();
}

interface Scan extends Pick<Told, 'kind' | 'at' | 'subject' | 'amount' | 'by'> {
  note: string;
}

function scansOf(order: Pick<Order, 'timeline'>, { id, events }: Shipment): Scan[] {
  const packedAt = order.timeline.find(({ kind, subject }) => kind === 'parcel_packed' && subject === id)?.at;
  return events.flatMap(({ at, state, description, location }): Scan[] => {
    const kind = OF_SCANS[state];
    // A carrier's clock may be behind: nothing of a parcel was before it was packed.
    const when = packedAt && Date.parse(at) < Date.parse(packedAt) ? packedAt : at;
    const note = [description, location].filter(Boolean).join(' · ');
    return kind ? [{ kind, at: when, subject: id, amount: null, by: '', note }] : [];
  });
}

function moment(order: Pick<Order, 'shipments'>, one: Omit<Scan, 'note'>, text: string): Moment {
  const { kind, at, subject } = one;
  return { key: `${kind} ${subject} ${at}`, title: titleOf(order, one), text, at, kind };
}

function titleOf(
  { shipments }: Pick<Order, 'shipments'>,
  { kind, subject, amount, by }: Omit<Scan, 'note'>,
): string {
  // The page may be older than a kind.
  const words = (TITLES as Partial<Record<string, string>>)[kind] ?? kind.replaceAll('_', ' ');
  if (kind.startsWith('parcel_')) return `${parcelName(shipments, subject)} ${words}`;
  if (kind.startsWith('return_'))
    return `Return ${subject.split('-').at(-1)?.replace(/\D/g, '') ?? ''}: ${words}`;
  if (kind === 'refund_failed') return words;
  if (kind === 'cancelled' && by === 'staff') return 'Cancelled by the shop';
  if (kind === 'cancellation_requested' && by === 'shopper') return 'You asked to cancel';
  return amount ? `${words}: ${formatMoney(amount)}` : words;
}

function parcelName(shipments: Order['shipments'], id: string): string {
  const place = shipments.findIndex((shipment) => shipment.id === id) + 1;
  return shipments.length > 1 && place > 0 ? `Parcel ${String(place)}` : 'Your parcel';
}

const about = ({ lines }: Told): string =>
  lines.map(({ quantity, title }) => `${String(quantity)} × ${title}`).join(', ');

const ofDocument = ({ type, number, issued_on }: OrderDocument): Moment => ({
  key: `document ${number}`,
  title: `${DOCUMENTS[type]} ${number}`,
  text: '',
  at: issued_on,
  kind: 'document',
});

/** A day stands behind what happened on it. */
const sortKey = (at: string): number => Date.parse(isDay(at) ? `${at}T23:59:59.999` : at);

export const isDay = (at: string): boolean => at.length === 10;
