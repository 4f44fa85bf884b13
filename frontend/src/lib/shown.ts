import { isRecord, type Problem } from '../api/problem';
import type { Cart, ShownCart } from '../api/types';
import type { Money } from './money';

interface Side {
  quantity: number;
  /** Null when it is not for sale any more. */
  unit_price: Money | null;
}

/** A line that is not as it was shown: new, gone, or with another quantity or price. */
export interface Change {
  sku: string;
  title: string;
  shown: Side | null;
  now: Side | null;
}

/** A sum that is not what was shown. */
export interface AmountChange {
  name: string;
  shown: Money;
  now: Money;
}

/** A promotion that takes off something else than was shown, with what the shop says of it. */
export interface PromotionChange {
  promotion_id: string;
  name: string;
  /** What it was shown to take off; null for one that has begun. */
  shown: Money | null;
  /** What it takes off now; null where it takes nothing off any more. */
  now: Money | null;
  /** Why it does not, where more is known than that. */
  why: string;
}

/** A promotion as it was shown: its name is known to who showed it alone once it is over. */
export interface Named {
  promotion_id: string;
  name: string;
}

/** What goes with a quote and a checkout: exactly what the page shows. The server refuses anything else. */
export function shownIn(cart: Cart): ShownCart {
  return {
    cart_version: cart.version,
    lines: cart.lines.map(({ sku, quantity, unit_price }) => ({ sku, quantity, unit_price })),
  };
}

export function changesBetween(shown: Cart, now: Cart): Change[] {
  const skus = new Set([...shown.lines, ...now.lines].map(({ sku }) => sku));
  return [...skus].flatMap((sku) => {
    const before = shown.lines.find((line) => line.sku === sku);
    const after = now.lines.find((line) => line.sku === sku);
    const same =
      before?.quantity === after?.quantity &&
      sameMoney(before?.unit_price ?? null, after?.unit_price ?? null);
    return same
      ? []
      : [{ sku, title: (after ?? before)?.title ?? sku, shown: before ?? null, now: after ?? null }];
  });
}

/** What the server says has changed. It may not know the title of what is gone; the page that showed it does. */
export function changesIn(problem: Problem, shown: Cart): Change[] {
  const titleOf = (sku: string) => shown.lines.find((line) => line.sku === sku)?.title ?? sku;
  return listIn(problem, 'changes').map((change) => {
    const { sku, title } = change as unknown as Change;
    return { ...(change as unknown as Change), title: title || titleOf(sku) };
  });
}

export function amountsIn(problem: Problem): AmountChange[] {
  return listIn(problem, 'amounts') as unknown as AmountChange[];
}

/** `named` are the promotions that were shown. */
export function promotionsIn(problem: Problem, named: readonly Named[]): PromotionChange[] {
  const nameOf = (id: string) => named.find(({ promotion_id }) => promotion_id === id)?.name ?? '';
  const refused = listIn(problem, 'refused') as { promotion_id: string; message: string }[];
  const changed = listIn(problem, 'promotions') as unknown as Omit<PromotionChange, 'why'>[];
  const others = refused.filter(({ promotion_id: id }) => !changed.some((each) => each.promotion_id === id));
  return [...changed, ...others.map((each) => ({ ...each, name: '', shown: null, now: null }))].map(
    ({ promotion_id, name, shown, now }) => ({
      ...{ promotion_id, shown, now, name: name || nameOf(promotion_id) },
      why: refused.find((each) => each.promotion_id === promotion_id)?.message ?? '',
    }),
  );
}

function listIn(problem: Problem, member: string): Record<string, unknown>[] {
  const list = problem.extra[member];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

export function sameMoney(one: Money | null, other: Money | null): boolean {
  return one?.amount === other?.amount && one?.currency === other?.currency;
}
