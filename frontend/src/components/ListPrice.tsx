import { formatMoney, type Money } from '../lib/money';
import { sameMoney } from '../lib/shown';

/** The price without the promotion that has reduced it, where the lowest of the 30 days before is another. */
export function ListPrice({ of: { list_price: list, compare_at: before } }: { of: Prices }) {
  if (!list || sameMoney(list, before)) return null;
  return <span className="muted small">Regular price {formatMoney(list)}</span>;
}

interface Prices {
  list_price: Money | null;
  compare_at: Money | null;
}
