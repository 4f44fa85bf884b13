import { formatMoney, isLess, type Money } from '../lib/money';
import styles from './Price.module.css';

interface Props {
  price: Money;
  /** The dearest variant, when variants differ: shown as "from". */
  upTo?: Money;
  /** The earlier price; shown struck through when it was higher. */
  before?: Money | null;
}

export function Price({ price, upTo, before }: Props) {
  const reduced = before && isLess(price, before);
  return (
    <span className={styles.price}>
      <span className={reduced ? styles.now : undefined}>
        {upTo && isLess(price, upTo) && 'from '}
        {reduced && <span className="visually-hidden">now </span>}
        {formatMoney(price)}
      </span>
      {reduced && (
        <span className={styles.before}>
          <span className="visually-hidden">before </span>
          <s>{formatMoney(before)}</s>
        </span>
      )}
    </span>
  );
}
