import type { Stock } from '../../api/catalogue';
import styles from '../Product.module.css';

const FEW = 5;

/** What is not tracked is never short: nobody counts it. */
export function StockLine({ stock, tracked }: { stock: Stock; tracked: boolean }) {
  const { available, backorder } = stock;
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
