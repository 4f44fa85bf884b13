import type { components } from '../../../src/api/schema';
import { parseAmount } from '../../../src/lib/money';
import type { StaffOrder } from '../orders/moments';

type Body = Required<
  Pick<components['schemas']['EditBody'], 'remove' | 'prices' | 'shipping' | 'add' | 'added_shipping'>
>;
type Money = components['schemas']['MoneyView'];

/** What is typed: units to be taken out by SKU, and prices as texts, where they were touched. */
export interface Typed {
  out: Record<string, number>;
  prices: Record<string, string>;
  shipping: string | undefined;
  added: Added[];
  /** What the delivery of what is added costs; free where nothing is typed. */
  addedShipping: string;
}

/** Units that are added, as they are typed; without a price they cost what the shop asks. */
export interface Added {
  key: string;
  sku: string;
  quantity: string;
  price: string;
}

/** The lines of which units are here: how many can be taken out, and how many are left of them. */
export const hereOf = (order: StaffOrder) =>
  order.lines.flatMap((line) => {
    const here = order.cancellable.find(({ sku }) => sku === line.sku)?.quantity ?? 0;
    return here > 0 ? [{ ...line, here, left: line.quantity - line.cancelled }] : [];
  });

/** The amount that is typed, where it is another than holds. */
function other(typed: string | undefined, now: Money): Money | null {
  const amount = typed === undefined ? null : parseAmount(typed, now.currency);
  return amount === null || amount === now.amount ? null : { ...now, amount };
}

function typedAmount(typed: string, { currency }: Money): Money | null {
  const amount = typed.trim() ? parseAmount(typed, currency) : null;
  return amount === null ? null : { amount, currency };
}

export function bodyOf(order: StaffOrder, typed: Typed): Body {
  const lines = hereOf(order);
  const add = typed.added.flatMap(({ sku, quantity, price }) => {
    const units = Number(quantity);
    const named = sku.trim();
    return named && Number.isInteger(units) && units > 0
      ? [{ sku: named, quantity: units, price: typedAmount(price, order.total) }]
      : [];
  });
  return {
    remove: lines.flatMap(({ sku, here }) => {
      const quantity = Math.min(here, typed.out[sku] ?? 0);
      return quantity > 0 ? [{ sku, quantity }] : [];
    }),
    prices: lines.flatMap(({ sku, unit_price }) => {
      const price = other(typed.prices[sku], unit_price);
      return price ? [{ sku, price }] : [];
    }),
    shipping: other(typed.shipping, order.shipping),
    add,
    added_shipping: add.length > 0 ? typedAmount(typed.addedShipping, order.total) : null,
  };
}

export function isEdit(order: StaffOrder, typed: Typed): boolean {
  const { remove, prices, shipping } = bodyOf(order, typed);
  return remove.length > 0 || prices.length > 0 || shipping !== null;
}

export const isChange = (order: StaffOrder, typed: Typed): boolean =>
  isEdit(order, typed) || bodyOf(order, typed).add.length > 0;

/** Whether something is to cost more than it does, which a paid order cannot. */
export function isDearer(order: StaffOrder, typed: Typed): boolean {
  const { prices, shipping } = bodyOf(order, typed);
  const now = new Map(order.lines.map(({ sku, unit_price }) => [sku, unit_price.amount]));
  const isAbove = prices.some(({ sku, price }) => price.amount > (now.get(sku) ?? 0));
  return isAbove || (shipping !== null && shipping.amount > order.shipping.amount);
}
