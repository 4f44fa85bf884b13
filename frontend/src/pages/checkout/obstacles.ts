import { Problem } from '../../api/problem';
import type { Cart } from '../../api/types';
import type { Money } from '../../lib/money';
import {
  amountsIn,
  changesBetween,
  changesIn,
  promotionsIn,
  type AmountChange,
  type Change,
  type Named,
  type PromotionChange,
} from '../../lib/shown';
import { shortagesOf, type Placed, type Shortage } from './place';

/** What keeps the basket from being ordered as it is shown, until the shopper has agreed to something else. */
export interface Obstacles {
  shortages: Shortage[];
  changes: Change[];
  amounts: AmountChange[];
  promotions: PromotionChange[];
  total: Money | null;
  /** The refusal that told of it, for its reference. */
  error: unknown;
}

/** `named` are the promotions that were shown when the order was sent. */
export function obstaclesTo(
  basket: Cart,
  latest: Cart | null,
  result: Exclude<Placed, { outcome: 'placed' }> | null,
  quoteError: unknown,
  named: readonly Named[] = [],
): Obstacles {
  const refusal = refusalIn(result) ?? (quoteError instanceof Problem ? quoteError : null);
  const told = refusal && ['cart_changed', 'price_changed'].includes(refusal.code) ? refusal : null;
  const seen = latest ? changesBetween(basket, latest) : [];
  return {
    shortages: refusal?.code === 'out_of_stock' ? shortagesOf(refusal) : shortagesIn(basket, latest),
    changes: seen.length > 0 ? seen : told ? changesIn(told, basket) : [],
    amounts: told ? amountsIn(told) : [],
    promotions: told ? promotionsIn(told, named) : [],
    total: result?.outcome === 'price-changed' ? result.total : null,
    error: refusal,
  };
}

export const isHeldUp = ({ shortages, changes, amounts, promotions }: Obstacles): boolean =>
  shortages.length + changes.length + amounts.length + promotions.length > 0;

function refusalIn(result: Exclude<Placed, { outcome: 'placed' }> | null): Problem | null {
  return result?.error instanceof Problem ? result.error : null;
}

/** What of the basket the catalogue says cannot be had as it is. */
function shortagesIn(basket: Cart, latest: Cart | null): Shortage[] {
  const lines = latest?.lines ?? [];
  return lines
    .filter(({ sku, status }) => status !== 'ok' && basket.lines.some((line) => line.sku === sku))
    .map(({ sku, quantity, available, status }) => ({
      sku,
      requested: quantity,
      available: status === 'insufficient' ? (available ?? 0) : 0,
    }));
}
