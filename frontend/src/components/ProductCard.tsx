import { Link } from 'react-router';
import type { ProductCard as Card } from '../api/types';
import { isLess } from '../lib/money';
import { ListPrice } from './ListPrice';
import { PerMeasure } from './PerMeasure';
import { Picture } from './Picture';
import { Price } from './Price';
import { Bone, Loading } from './Skeleton';
import styles from './ProductCard.module.css';

export function ProductCard({ product, eager = false }: { product: Card; eager?: boolean }) {
  const { price_from, compare_at: before, compare_at_kind: kind } = product;
  // What is compared with a price that others recommend is not reduced.
  const reduced = kind === 'former' && before && isLess(price_from, before);
  return (
    <li className={`${styles.card} ${product.available ? '' : styles.out}`}>
      <Picture src={product.image} alt="" eager={eager} className={styles.picture} />
      <span className={styles.vendor}>{product.vendor}</span>
      <h3 className={styles.title}>
        <Link to={`/products/${product.handle}`}>{product.title}</Link>
      </h3>
      <Price price={price_from} upTo={product.price_to} before={before} kind={kind} />
      <ListPrice of={product} />
      <PerMeasure of={product} />
      {!product.available && <span className={styles.badge}>Sold out</span>}
      {product.available && reduced && (
        <span className={`${styles.badge} ${styles.sale}`}>
          −{Math.floor(100 - (price_from.amount / before.amount) * 100)}%
        </span>
      )}
    </li>
  );
}

interface GridProps {
  products: Card[];
  /** One row of four (two by two on a phone) instead of as many as fit. */
  row?: boolean;
  eager?: number;
}

export function ProductGrid({ products, row = false, eager = 0 }: GridProps) {
  return (
    <ul className={row ? styles.row : styles.grid}>
      {products.map((product, index) => (
        <ProductCard key={product.id} product={product} eager={index < eager} />
      ))}
    </ul>
  );
}

export function ProductGridLoading({ count, row = false }: { count: number; row?: boolean }) {
  return (
    <Loading what="products">
      <div className={row ? styles.row : styles.grid}>
        {Array.from({ length: count }, (_, index) => (
          <div key={index} className={styles.card}>
            <div style={{ aspectRatio: 1, marginBottom: 'var(--space-2)' }}>
              <Bone height="100%" round="var(--radius-lg)" />
            </div>
            <Bone width="40%" />
            <Bone width="85%" height="1.3em" />
            <Bone width="30%" height="1.3em" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
