import type { Order, OrderState, Shipment } from '../../api/types';
import { backToYou } from './asCredit';

/** The order's way, as the shopper follows it. States are those of the orders service. */
export const STEPS = ['Placed', 'Paid', 'Being packed', 'On its way', 'Delivered'] as const;

/** The way of an order that is picked up. */
const PICKED_UP = ['Placed', 'Paid', 'Being packed', 'Ready', 'Picked up'] as const;

/** The order's way: shorter where nothing is sent, and its money may be charged when it leaves. */
export function stepsOf(order: Order): readonly string[] {
  if (order.pickup) return PICKED_UP;
  if (!isSent(order)) return STEPS.slice(0, 2);
  return isHeld(order) ? STEPS.map((step) => (step === 'Paid' ? 'Confirmed' : step)) : STEPS;
}

/** Whether the bank holds the money, to be charged when the order leaves. */
export const isHeld = ({ state, money: { authorised, captured } }: Order): boolean =>
  !isPayable(state) && !isStopped(state) && captured.amount === 0 && authorised.amount > 0;

interface Standing {
  /** The last step that is done; -1 while not even placed for good. */
  done: number;
  title: string;
  text: string;
}

const STANDINGS: Record<OrderState, Standing> = {
  PENDING: { done: -1, title: 'Your order is being placed', text: 'This takes a moment.' },
  AWAITING_PAYMENT: {
    done: 0,
    title: 'Waiting for your payment',
    text: 'Your things are set aside for you meanwhile.',
  },
  PAID: { done: 1, title: 'Thank you, your order is paid', text: 'It goes to the packing table next.' },
  FULFILLING: {
    done: 2,
    title: 'Your order is being packed',
    text: 'We write to you once the parcel has left.',
  },
  PARTIALLY_SHIPPED: {
    done: 3,
    title: 'Part of your order is on its way',
    text: 'The rest follows in another parcel.',
  },
  SHIPPED: { done: 3, title: 'Your order is on its way', text: 'Follow the parcel below.' },
  DELIVERED: { done: 4, title: 'Your order has arrived', text: 'We hope you like it.' },
  CANCELLED: { done: -1, title: 'This order was cancelled', text: '' },
  EXPIRED: {
    done: -1,
    title: 'This order has expired',
    text: 'It was not paid in time, so nothing was charged.',
  },
};

const HELD =
  'Your bank has reserved the money; it is charged when your order leaves, or before the reservation ends.';
/** What is said otherwise of an order that is picked up. */
const FETCHED: Partial<Record<OrderState, Pick<Standing, 'title' | 'text'>>> = {
  FULFILLING: { title: 'Your order is being packed', text: 'We write to you once you can pick it up.' },
  PARTIALLY_SHIPPED: { title: 'Part of your order is ready', text: 'We write to you about the rest.' },
  SHIPPED: { title: 'Your order is ready to be picked up', text: 'Bring the code below.' },
  DELIVERED: { title: 'You have picked up your order', text: 'We hope you like it.' },
};

/** The same of one that is collected at a carrier's pick-up point. */
const COLLECTED: typeof FETCHED = {
  DELIVERED: { title: 'You have collected your order', text: 'We hope you like it.' },
};
const AT_POINT = {
  title: 'Your order is ready to be collected',
  text: 'The carrier tells you what to bring, a code or an identity card, and keeps it for some days only.',
};

/** Where the order stands, its money and a wish to cancel it included. */
export function standing(order: Order): Standing {
  // The page may be older than a state.
  const known = {
    ...((STANDINGS as Partial<Record<string, Standing>>)[order.state] ?? {
      done: 4,
      title: sentence(order.state),
      text: '',
    }),
    ...(order.pickup && FETCHED[order.state]),
    ...(order.pickup_point && COLLECTED[order.state]),
  };
  if (order.state === 'CANCELLED') return { ...known, text: moneyBack(order) };
  // Money may have come too late, or too little of it.
  if (order.state === 'EXPIRED' && order.money.captured.amount > 0) {
    return { ...known, text: `It was not paid in time. ${moneyBack(order)}` };
  }
  if (order.cancellation?.state === 'requested') {
    return {
      ...known,
      title: 'We are trying to cancel your order',
      text: 'We are asking whether the parcel can still be held back. The answer appears here, and we write to you.',
    };
  }
  if (order.cancellation?.state === 'refused') {
    const late = 'You asked us to cancel it, but the parcel was on its way already.';
    const then =
      order.state === 'DELIVERED' ? 'You can send it back.' : 'You can send it back when it arrives.';
    return { ...known, text: `${late} ${then}` };
  }
  if (isHeld(order) && (order.state === 'PAID' || order.state === 'FULFILLING')) {
    const first = order.state === 'PAID' ? { title: 'Thank you, your order is confirmed' } : {};
    return { ...known, ...first, text: `${known.text} ${HELD}` };
  }
  if (order.state === 'PAID' && !isSent(order)) return { ...known, text: 'Nothing of it needs a parcel.' };
  if (order.state === 'SHIPPED' && order.shipments.some(({ state }) => state === 'ready'))
    return { ...known, ...AT_POINT };
  if (order.state === 'SHIPPED' && order.shipments.every(({ state }) => state === 'undelivered'))
    return {
      ...known,
      title: order.pickup ? 'Your order was not picked up' : 'Your parcel will not arrive',
      text: 'What becomes of your money is said below.',
    };
  return known;
}

const TROUBLES: Record<string, string> = {
  lost: 'The carrier has lost this parcel.',
  damaged: 'This parcel was damaged on its way.',
  refused: 'This parcel was not accepted.',
  returned: 'This parcel is on its way back to us.',
  uncollected: 'This was not picked up.',
};
const OUTCOMES: Record<string, string> = {
  refunded: 'You get back what you paid for what was in it.',
  awaited: 'As soon as it is back with us, you get back what you paid for what was in it.',
  settled: 'Nothing of it remains to be paid back.',
  sent_again: 'We send what was in it once more, in another parcel.',
};

/** Why a parcel does not arrive, and what becomes of the money: until somebody has said so, that they will. */
export function troubleText({ trouble, outcome }: Pick<Shipment, 'trouble' | 'outcome'>): string {
  const next = OUTCOMES[outcome] ?? 'We look at it and write to you.';
  return `${TROUBLES[trouble] ?? ''} ${next}`.trim();
}

/** What becomes of the money of a cancelled order: only what was taken goes back. */
function moneyBack(order: Order): string {
  const { captured, refunded } = order.money;
  const asCredit = order.cancellation?.as_credit ?? false;
  const owed = captured.amount - refunded.amount;
  if (owed > 0) return backToYou({ ...captured, amount: owed }, order, asCredit);
  if (refunded.amount > 0) return backToYou(refunded, order, asCredit, 'went');
  return 'Nothing was charged.';
}

/** "AWAITING_PAYMENT" is "Awaiting payment". */
export function sentence(state: string): string {
  const words = state.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Parcels are numbered from 1 on; 0 of one that is not. */
export const numberOf = (id: string): number => Number(/-0*(\d+)$/.exec(id)?.[1] ?? 0);

const AT_POINT_STATE = 'Ready to be collected';
const READY: Partial<Record<string, string>> = {
  shipped: 'Ready to be picked up',
  delivered: 'Picked up',
  undelivered: 'Not picked up',
};

const IN_THE_HOUSE = ['created', 'booked'];

/** A parcel's state, also of one that is picked up, or lies at a pick-up point. */
export function parcelState(state: string, isPickup: boolean): string {
  if (IN_THE_HOUSE.includes(state)) return 'Being packed';
  return (isPickup ? READY[state] : undefined) ?? (state === 'ready' ? AT_POINT_STATE : sentence(state));
}

const SHORT: Partial<Record<OrderState, string>> = {
  PENDING: 'Being placed',
  AWAITING_PAYMENT: 'To be paid',
  FULFILLING: 'Being packed',
  PARTIALLY_SHIPPED: 'Partly on its way',
  SHIPPED: 'On its way',
};

/** A state in one or two words, for lists. */
export const shortName = (state: OrderState): string => SHORT[state] ?? sentence(state);

const oneOf =
  (...states: OrderState[]) =>
  (state: string): boolean =>
    (states as string[]).includes(state);

export const isFinal = oneOf('DELIVERED', 'CANCELLED', 'EXPIRED');
export const isStopped = oneOf('CANCELLED', 'EXPIRED');
export const isPayable = oneOf('PENDING', 'AWAITING_PAYMENT');
const isUnsent = oneOf('PENDING', 'AWAITING_PAYMENT', 'PAID', 'FULFILLING');
/** Asking once is enough: the shop keeps the wish, whatever the answer is. */
export const isCancellable = (order: Order): boolean =>
  !order.cancellation &&
  isUnsent(order.state) &&
  // What needs no parcel is the shopper's for good some time.
  order.lines.every(
    ({ sku, requires_shipping: sent, quantity, cancelled }) =>
      sent || quantity === cancelled || order.cancellable.some((line) => line.sku === sku),
  );
/** Whether anything of it goes into a parcel. */
export const isSent = ({ lines }: Order): boolean =>
  lines.length === 0 || lines.some(({ requires_shipping: sent }) => sent);

/** Whether there may be files to download: of what needs no parcel. */
export const hasFiles = ({ state, lines }: Order): boolean =>
  !isPayable(state) && state !== 'CANCELLED' && lines.some(({ requires_shipping: sent }) => !sent);
