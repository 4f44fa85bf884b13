import type { Stock } from '../../api/catalogue';
import styles from '../Product.module.css';

const FEW = 5;

export function StockLine({ stock }: { stock: Stock }) {
  const { available, backorder } = stock;
  if (available <= 0) {
    return (
      <p className={`${styles.stock} ${backorder ? styles.few : styles.out}`} role="status">
        {backorder ? 'Made to order: it ships as soon as it is ready' : 'Sold out'}
      </p>
    );
  }
  const few = available <= FEW;
  return (
    <p className={`${styles.stock} ${few ? styles.few : ''}`} role="status">
      {few ? `Only ${available} left` : 'In stock'}
    </p>
  );
}
