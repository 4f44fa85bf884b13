import { formatMoney, isLess, type Money } from '../lib/money';
import styles from './Price.module.css';

interface Props {
  price: Money;
  /** The dearest variant, when variants differ: shown as "from". */
  upTo?: Money;
  /** What stands beside it, when it is higher. */
  before?: Money | null;
  /** The lowest price of the 30 days before the reduction, struck through, or what the maker recommends. */
  kind?: 'former' | 'recommended' | null;
}

export function Price({ price, upTo, before, kind }: Props) {
  const beside = before && isLess(price, before) ? before : null;
  const reduced = beside && kind === 'former';
  return (
    <span className={styles.price}>
      <span className={reduced ? styles.now : undefined}>
        {upTo && isLess(price, upTo) && 'from '}
        {reduced && <span className="visually-hidden">now </span>}
        {formatMoney(price)}
      </span>
      {reduced && (
        <span className={styles.before}>
          <span className="visually-hidden">lowest price of the 30 days before </span>
          <s>{formatMoney(beside)}</s>
        </span>
      )}
      {beside && kind === 'recommended' && (
        <span className={styles.before}>Recommended price {formatMoney(beside)}</span>
      )}
    </span>
  );
}
