import type { OrderRef } from '../../api/orders';
import type { Order } from '../../api/types';
import { formatMoney, type Money } from '../../lib/money';

export const AS_CREDIT = 'Give me store credit instead of sending the money back';

const ofGiftCards = ({ credits }: Order): number =>
  credits.reduce((sum, { kind, amount }) => sum + (kind === 'gift_card' ? amount.amount : 0), 0);

/** Whether anything that was paid can come back as store credit: a guest has none, and gift cards get back theirs. */
export function canBeCredit(order: Order, at: OrderRef): boolean {
  const bySomethingElse = order.credits.reduce(
    (left, { amount }) => left - amount.amount,
    order.money.captured.amount,
  );
  return !at.key && bySomethingElse > 0;
}

/** Who gets it: gift cards have theirs back whatever was wanted, so that of such an order no more is said. */
export function backToYou(money: Money, order: Order, asCredit: boolean, goes = 'goes'): string {
  const how = asCredit && ofGiftCards(order) === 0 ? ' as store credit' : '';
  return `${formatMoney(money)} ${goes} back to you${how}.`;
}
