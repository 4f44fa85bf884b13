import type { Order, OrderDocument, OrderLetter, Shipment } from '../../api/types';
import { formatDate } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import { numberOf } from './states';

type Told = Order['timeline'][number];
export type MomentKind = Told['kind'];

export interface Moment {
  key: string;
  title: string;
  /** What it was about: units, a place, a number. */
  text: string;
  /** RFC 3339 in UTC; of a document the day alone. */
  at: string;
  kind: MomentKind | 'document' | 'letter';
}

/** What a carrier's scan stands for. */
const OF_SCANS: Partial<Record<string, MomentKind>> = {
  picked_up: 'parcel_shipped',
  ready: 'parcel_shipped',
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

/** What a letter is about. */
const LETTERS: Partial<Record<OrderLetter['kind'], string>> = {
  order_received: 'we have your order',
  payment_link: 'how to pay',
  order_confirmed: 'your order is confirmed',
  order_cancelled: 'your order is cancelled',
  order_not_cancelled: 'it was too late to cancel',
  lines_cancelled: 'a part is cancelled',
  lines_not_cancelled: 'it was too late to cancel a part',
  addition_placed: 'what we added, as agreed with you',
  exchange_placed: 'what you want instead',
  exchange_refused: 'your exchange is not possible',
  order_edited: 'your order was changed',
  invoice: 'your invoice',
  credit_note: 'your credit note',
  order_expired: 'your order has expired',
  payment_due: 'your payment is due',
  day_moved: 'a new date for your order',
  partly_paid: 'a part of your payment is missing',
  transfer_back: 'what goes back of your transfer',
  shipped: 'your parcel is on its way',
  review_request: 'how it was',
  ready_at_point: 'your parcel is ready to be collected',
  ready_for_pickup: 'your order is ready to be picked up',
  pickup_reminder: 'your order waits to be picked up',
  delivered: 'your parcel was delivered',
  undelivered: 'your parcel will not arrive',
  refunded: 'your refund',
  withdrawal: 'your withdrawal',
};

const BECAME: Record<OrderLetter['state'], string> = {
  sent: 'E-mail sent',
  bounced: 'E-mail came back',
  undeliverable: 'E-mail could not be delivered',
};

const TITLES: Record<MomentKind, string> = {
  placed: 'You ordered',
  payment_failed: 'A payment did not go through',
  payment_held: 'Reserved by your bank, and charged when your order leaves',
  paid: 'Paid',
  parcel_packed: 'is being packed',
  parcel_sent_again: 'is being packed, in the place of what did not arrive as it should',
  parcel_shipped: 'has left us',
  parcel_in_transit: 'is on its way',
  parcel_held_up: 'is held up',
  parcel_out_for_delivery: 'is out for delivery',
  parcel_ready: 'is ready to be collected',
  parcel_delivered: 'was delivered',
  parcel_undelivered: 'will not arrive',
  cancellation_requested: 'Cancellation asked for',
  cancellation_refused: 'The cancellation came too late: the parcel was on its way',
  cancelled: 'Cancelled',
  units_cancelled: 'A part of it was cancelled',
  units_cancellation_refused: 'It was too late to cancel a part of it',
  edited: 'The shop changed it, as agreed with you',
  added: 'The shop added to it, as agreed with you, as an order of its own',
  day_moved: 'A part of it is now expected on',
  expired: 'Expired, for it was not paid in time',
  withdrawal_unread: 'You withdrew from some of it; we read which',
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
  claim_requested: 'came in',
  claim_granted: 'granted',
  claim_sent_again: 'granted, and sent once more',
  claim_rejected: 'not granted',
  claim_cancelled: 'taken back',
  refunded: 'Paid back',
  refund_failed: 'A refund did not go through; we look after it',
  email_corrected: 'The shop put your e-mail address right',
  address_corrected: 'The shop put your delivery address right',
  dispute_opened: 'Your bank asks about this payment',
  dispute_closed: 'Your bank has answered about this payment',
};

/** Where a refund went; nothing of the way it was paid. */
const WHERE: Record<Order['refunds'][number]['to'], string> = {
  payment: '',
  store_credit: ' as store credit',
  credits: ' to the gift card or credit that paid it',
};

/** Of a parcel for which goods have to come in first. */
const WAITS = 'waits for what is not in stock yet';

/** What is said otherwise of an order that is collected at a pick-up point of its carrier. */
const COLLECTED: Partial<Record<MomentKind, string>> = {
  parcel_delivered: 'was collected',
};

/** What is said otherwise of an order that is picked up. */
const FETCHED: Partial<Record<MomentKind, string>> = {
  parcel_shipped: 'is ready to be picked up',
  parcel_delivered: 'was picked up',
  parcel_undelivered: 'was not picked up',
};

/**
 * The order's timeline with what other services know of it, newest first: a carrier's scans say more than the news of
 * them, and stand in their place; documents have a day and no time. Of letters it says that they were sent, not what
 * they say.
 */
export function momentsOf(
  order: Pick<Order, 'timeline' | 'shipments' | 'pickup' | 'pickup_point' | 'refunds'>,
  shipments: Shipment[] = [],
  documents: OrderDocument[] = [],
  letters: OrderLetter[] = [],
): Moment[] {
  const scanned = shipments.flatMap((shipment) => scansOf(order, shipment));
  const known = new Set(scanned.map(({ kind, subject }) => `${kind} ${subject}`));
  const waiting = new Set(shipments.filter(({ awaits }) => awaits.length > 0).map(({ id }) => id));
  const told = order.timeline.filter(({ kind, subject }) => !known.has(`${kind} ${subject}`));
  const moments = [
    ...told.map((one) => moment(order, one, about(one), waiting.has(one.subject))),
    ...scanned.map((one) => moment(order, one, one.note)),
    ...documents.map(ofDocument),
    ...letters.map(ofLetter),
  ];
  // A stable sort: what happened in one moment stays in the order in which the shop tells it.
  return moments.sort((a, b) => sortKey(a.at) - sortKey(b.at)).reverse();
}

interface Scan extends Pick<Told, 'kind' | 'at' | 'subject' | 'amount' | 'by'> {
  note: string;
}

function scansOf(order: Pick<Order, 'timeline'>, { id, events, pickup_point: point }: Shipment): Scan[] {
  const packedAt = order.timeline.find(({ kind, subject }) => kind === 'parcel_packed' && subject === id)?.at;
  return events.flatMap(({ at, state, description, location }): Scan[] => {
    const kind = point && state === 'ready' ? 'parcel_ready' : OF_SCANS[state];
    // A carrier's clock may be behind: nothing of a parcel was before it was packed.
    const when = packedAt && Date.parse(at) < Date.parse(packedAt) ? packedAt : at;
    const note = [description, location].filter(Boolean).join(' · ');
    return kind ? [{ kind, at: when, subject: id, amount: null, by: '', note }] : [];
  });
}

type Titled = Pick<Order, 'shipments' | 'pickup' | 'pickup_point' | 'refunds'>;

function moment(order: Titled, one: Omit<Scan, 'note'>, text: string, waits = false): Moment {
  const { kind, at, subject } = one;
  return { key: `${kind} ${subject} ${at}`, title: titleOf(order, one, waits), text, at, kind };
}

function titleOf(
  { shipments, pickup, pickup_point: point, refunds }: Titled,
  { kind, subject, amount, by }: Omit<Scan, 'note'>,
  waits: boolean,
): string {
  // The page may be older than a kind.
  const told = (TITLES as Partial<Record<string, string>>)[kind] ?? kind.replaceAll('_', ' ');
  const said = (pickup && FETCHED[kind]) ?? (point && COLLECTED[kind]) ?? told;
  const words = waits && kind === 'parcel_packed' ? WAITS : said;
  if (kind.startsWith('parcel_')) return `${parcelName(shipments, subject, pickup !== null)} ${words}`;
  const number = subject.split('-').at(-1)?.replace(/\D/g, '') ?? '';
  if (kind.startsWith('return_')) return `Return ${number}: ${words}`;
  if (kind.startsWith('claim_')) return `Claim ${number}: ${words}`;
  if (kind === 'refund_failed') return words;
  if (kind === 'day_moved') return `${words} ${formatDate(subject)}`;
  if (kind === 'cancelled' && by === 'staff') return 'Cancelled by the shop';
  if (kind === 'cancellation_requested' && by === 'shopper') return 'You asked to cancel';
  const refund = kind === 'refunded' ? refunds.find(({ id }) => id === subject) : undefined;
  const where = refund ? WHERE[refund.to] : '';
  return amount ? `${words}${where}: ${formatMoney(amount)}` : `${words}${where}`;
}

function parcelName(shipments: Order['shipments'], id: string, isPickup: boolean): string {
  const number = numberOf(id);
  if (shipments.length > 1 && number > 0) return `${isPickup ? 'Part' : 'Parcel'} ${String(number)}`;
  return isPickup ? 'Your order' : 'Your parcel';
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

const ofLetter = ({ kind, state, at }: OrderLetter): Moment => ({
  key: `letter ${kind} ${at}`,
  title: `${BECAME[state]}: ${LETTERS[kind] ?? aboutReturn(kind)}`,
  text: '',
  at,
  kind: 'letter',
});

/** The page may be older than a kind. */
const aboutReturn = (kind: string): string =>
  kind.startsWith('return_') ? 'your return' : kind.startsWith('claim_') ? 'your claim' : 'about your order';

/** A day stands behind what happened on it. */
const sortKey = (at: string): number => Date.parse(isDay(at) ? `${at}T23:59:59.999` : at);

export const isDay = (at: string): boolean => at.length === 10;
