import { Link } from 'react-router';
import { toUrlId } from '../api/catalogue';
import { ShopLink } from '../components/ShopLink';
import { config } from '../lib/config';
import { shop } from '../state/shop';
import { MarketChoice } from './MarketChoice';
import { useAisles } from './useCategories';
import styles from './Footer.module.css';

export default function Footer() {
  const aisles = useAisles();
  const look = shop.use();
  const markets = look?.markets ?? [];
  return (
    <footer className={styles.footer}>
      <div className={`page ${styles.inner}`}>
        <div className={styles.first}>
          <p className={styles.brand}>{config().shopName}</p>
          <p className={styles.tale}>
            {look?.settings
              ? look.settings.tagline
              : 'A market of small makers: what they grow, throw, weave and press, packed by hand and sent to your door.'}
          </p>
          {markets.length > 0 && <MarketChoice markets={markets} />}
        </div>
        <nav aria-labelledby="footer-aisles" className={styles.wide}>
          <h2 id="footer-aisles">The aisles</h2>
          <ul className={styles.columns}>
            {aisles.map((aisle) => (
              <li key={aisle.id}>
                <Link to={`/categories/${toUrlId(aisle.id)}`}>{aisle.name}</Link>
              </li>
            ))}
          </ul>
        </nav>
        <nav aria-labelledby="footer-you">
          <h2 id="footer-you">For you</h2>
          <ul className="you">
            <li>
              <Link to="/cart">Cart</Link>
            </li>
            <li>
              <Link to="/wishlist">Wishlist</Link>
            </li>
            <li>
              <Link to="/account">Account</Link>
            </li>
            <li>
              <Link to="/account/orders">Orders</Link>
            </li>
            <li>
              <Link to="/find-order">Find your order</Link>
            </li>
            <li>
              <Link to="/withdraw">Withdraw from contract here</Link>
            </li>
            <li>
              <Link to="/privacy">Your data</Link>
            </li>
          </ul>
        </nav>
        {look?.navigation?.footer?.map(({ title, links }) => (
          <nav key={title} aria-label={title}>
            <h2>{title}</h2>
            <ul className="more">
              {links.map(({ to, label }) => (
                <li key={to}>
                  <ShopLink to={to}>{label}</ShopLink>
                </li>
              ))}
            </ul>
          </nav>
        ))}
      </div>
    </footer>
  );
}
