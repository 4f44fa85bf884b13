import type { components } from '../../../src/api/schema';
import { parseAmount, type Money } from '../../../src/lib/money';
import type { Difference } from '../../patterns/SeenDialog';
import { formatMoney, formatNumber, text, worded } from '../../i18n/language';

export type Payment = components['schemas']['PaymentView'];
type Left = components['schemas']['RefundableLineView'];
type Asked = components['schemas']['RefundRequest'];

/** What somebody has chosen to refund; amounts as they typed them. */
export interface Choice {
  units: Partial<Record<string, number>>;
  shipping: string;
  more: string;
  restock: boolean;
}

export const NOTHING: Choice = { units: {}, shipping: '', more: '', restock: false };

interface Plan {
  lines: { sku: string; quantity: number; amount: Money }[];
  shipping: Money;
  more: Money;
  total: Money;
  /** Why it cannot be asked for; empty where it can. */
  problem: string;
}

/**
 * What the choice comes to, by what the server says is left. Of a part of a line's units it is their share rounded down, which
 * the server never finds too much.
 */
export function planOf(payment: Payment, { units, shipping, more }: Choice): Plan {
  const { currency } = payment.amount;
  const money = (amount: number): Money => ({ amount, currency });
  const lines = payment.refundable_lines.flatMap((left) => {
    const quantity = Math.min(units[left.sku] ?? 0, left.units);
    return quantity > 0 ? [{ sku: left.sku, quantity, amount: money(worth(left, quantity)) }] : [];
  });
  const ofShipping = parseAmount(shipping, currency) ?? 0;
  const further = parseAmount(more, currency) ?? 0;
  const total = lines.reduce((sum, { amount }) => sum + amount.amount, ofShipping + further);
  const plan = { lines, shipping: money(ofShipping), more: money(further), total: money(total) };
  return { ...plan, problem: problemOf(plan, payment) };
}

const worth = (left: Left, quantity: number): number =>
  Math.floor((left.amount.amount * quantity) / left.units);

function problemOf({ shipping, total }: Omit<Plan, 'problem'>, payment: Payment): string {
  if (shipping.amount > payment.refundable_shipping.amount)
    return text('refund.tooMuchShipping', { amount: formatMoney(payment.refundable_shipping) });
  if (total.amount > payment.refundable.amount)
    return text('refund.tooMuch', { amount: formatMoney(payment.refundable) });
  return total.amount === 0 ? text('refund.nothing') : '';
}

/** As the API takes it: with an amount that names more than goods, the lines carry none. */
export function asked(plan: Plan, restock: boolean, reason: string): Asked {
  const { lines, shipping, more, total } = plan;
  return {
    reason,
    restock: restock && lines.length > 0,
    ...(more.amount > 0 ? { amount: total } : {}),
    ...(lines.length > 0
      ? { lines: more.amount > 0 ? lines.map(({ sku, quantity }) => ({ sku, quantity })) : lines }
      : {}),
    ...(shipping.amount > 0 ? { shipping } : {}),
  };
}

/** What is different of a payment for somebody who is about to move its money. */
export function paymentDifferences(was: Payment, now: Payment): Difference[] {
  const facts = (payment: Payment): [label: string, value: string][] => [
    [text('orders.state'), worded('state', payment.status)],
    [text('payments.authorised'), formatMoney(payment.authorised)],
    [text('payments.captured'), formatMoney(payment.captured)],
    [text('payments.refunded'), formatMoney(payment.refunded)],
    [text('payments.disputed'), formatMoney(payment.disputed)],
    [text('payments.refundable'), formatMoney(payment.refundable)],
    [text('refund.shippingLeft'), formatMoney(payment.refundable_shipping)],
    ...payment.refundable_lines.map(({ sku, units }): [string, string] => [
      text('refund.unitsLeft', { sku }),
      formatNumber(units),
    ]),
  ];
  const before = new Map(facts(was));
  return facts(now).flatMap(([label, value]) => {
    const old = before.get(label) ?? '–';
    return old === value ? [] : [{ label, was: old, now: value }];
  });
}
