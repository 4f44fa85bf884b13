import { Link } from 'react-router';
import { listProducts, search } from '../../api/catalogue';
import { LoadFailed } from '../../components/Notice';
import { ProductGrid, ProductGridLoading } from '../../components/ProductCard';
import { config } from '../../lib/config';
import { here } from '../../lib/markets';
import { exponent, formatRound } from '../../lib/money';
import { useLoad } from '../../lib/useLoad';
import styles from '../Home.module.css';

const NEW = 8;

/** The goods of the market's home page. They lie below what is seen first, and come after it. */
export default function Shelves() {
  return (
    <>
      <NewArrivals />
      <SmallPrices />
    </>
  );
}

function NewArrivals() {
  const { data, loading, error, reload } = useLoad('home:new', (signal) =>
    listProducts({ sort: 'newest', limit: NEW }, signal),
  );
  return (
    <section className={`page ${styles.section}`} aria-labelledby="new">
      <div className={styles.head}>
        <h2 id="new">Fresh off the cart</h2>
        <Link to="/search?sort=newest">All new things</Link>
      </div>
      {loading && <ProductGridLoading count={NEW} row />}
      {Boolean(error) && <LoadFailed what="the new arrivals" error={error} retry={reload} />}
      {data && <ProductGrid products={data.items} row />}
    </section>
  );
}

/** A shelf of things at small prices; when search is down the page simply does without it. */
function SmallPrices() {
  const own = { amount: 20 * 10 ** exponent(config().currency), currency: config().currency };
  const limit = here(own);
  const { data } = useLoad('home:small', (signal) =>
    search({ max_price: own.amount, in_stock: true, sort: 'newest', limit: 8 }, signal),
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
