import { formatMoney, text, worded } from '../../i18n/language';
import type { Difference } from '../../patterns/SeenDialog';
import type { StaffOrder } from './moments';

const facts = (order: StaffOrder): [label: string, value: string][] => [
  [text('orders.state'), worded('state', order.state)],
  [text('orders.email'), order.email],
  [text('payments.captured'), formatMoney(order.money.captured)],
  [text('payments.refunded'), formatMoney(order.money.refunded)],
  [text('orders.parcels'), order.shipments.map(({ state }) => worded('state', state)).join(', ') || '–'],
  [text('order.suspicionsLabel'), order.suspicions.map(({ reason }) => reason).join(' ') || '–'],
];

/** What is different of an order for somebody who is about to do something to it, with what was written of it meanwhile. */
export function orderDifferences(was: StaffOrder, now: StaffOrder): Difference[] {
  const before = new Map(facts(was));
  const changed = facts(now).flatMap(([label, value]) => {
    const old = before.get(label) ?? '–';
    return old === value ? [] : [{ label, was: old, now: value }];
  });
  const said = now.history
    .slice(was.history.length)
    .map(({ reason }) => reason)
    .filter(Boolean);
  return said.length === 0
    ? changed
    : [...changed, { label: text('orders.history'), was: '', now: said.join('; ') }];
}
