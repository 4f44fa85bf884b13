import { Link } from 'react-router';
import { search } from '../../api/catalogue';
import { ProductGrid } from '../../components/ProductCard';
import { config } from '../../lib/config';
import { exponent, formatRound } from '../../lib/money';
import { useLoad } from '../../lib/useLoad';
import styles from '../Home.module.css';

/** A shelf of things at small prices; when search is down the page simply does without it. */
export default function SmallPrices() {
  const limit = { amount: 20 * 10 ** exponent(config().currency), currency: config().currency };
  const { data } = useLoad('home:small', (signal) =>
    search({ max_price: limit.amount, in_stock: true, sort: 'newest', limit: 8 }, signal),
  );
  if (!data || data.items.length < 4) return null;
  return (
    <div className={styles.band}>
      <section className={`page ${styles.section}`} aria-labelledby="small">
        <div className={styles.head}>
          <h2 id="small">Good things under {formatRound(limit)}</h2>
          <Link to={`/search?max=${limit.amount / 10 ** exponent(limit.currency)}&in_stock=1`}>
            All of them
          </Link>
        </div>
        <ProductGrid products={data.items.slice(0, data.items.length < 8 ? 4 : 8)} row />
      </section>
    </div>
  );
}
