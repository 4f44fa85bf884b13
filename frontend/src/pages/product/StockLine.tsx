import type { Stock } from '../../api/catalogue';
import type { Variant } from '../../api/types';
import { formatDate } from '../../lib/dates';
import styles from '../Product.module.css';

const FEW = 5;

/** What is not tracked is never short: nobody counts it. */
export function StockLine({
  stock: { available, backorder, preorder_left },
  tracked,
  preorder,
}: {
  stock: Stock;
  tracked: boolean;
  preorder: Variant['preorder'];
}) {
  if (available <= 0 && preorder && preorder_left > 0) {
    return (
      <p className={`${styles.stock} ${styles.few}`} role="status">
        Available from {formatDate(preorder.available_from)}
      </p>
    );
  }
  if (tracked && available <= 0) {
    return (
      <p className={`${styles.stock} ${backorder ? styles.few : styles.out}`} role="status">
        {backorder ? 'Made to order: it ships as soon as it is ready' : 'Sold out'}
      </p>
    );
  }
  const few = tracked && available <= FEW;
  return (
    <p className={`${styles.stock} ${few ? styles.few : ''}`} role="status">
      {few ? `Only ${available} left` : 'In stock'}
    </p>
  );
}
