import { lazy, Suspense, useState } from 'react';
import { Link, NavLink, useLocation } from 'react-router';
import { toUrlId } from '../api/catalogue';
import { Icon } from '../components/Icon';
import { ShopLink } from '../components/ShopLink';
import { config } from '../lib/config';
import { cart } from '../state/cart';
import { session } from '../state/session';
import { shop } from '../state/shop';
import { openCart } from './drawers';
import { SearchBox } from './SearchBox';
import { useAisles } from './useCategories';
import styles from './Header.module.css';

const MenuDrawer = lazy(() => import('./MenuDrawer'));

export function Header() {
  const [menu, setMenu] = useState(false);
  const { pathname, search } = useLocation();
  const { status, user } = session.use();
  const count = cart.use().data?.item_count ?? 0;
  const aisles = useAisles();
  const look = shop.use();
  const logo = look?.settings?.logo;
  const firstName = user?.name.split(' ')[0] ?? '';
  const query = pathname === '/search' ? (new URLSearchParams(search).get('q') ?? '') : '';

  return (
    <header className={styles.header}>
      <div className={`page ${styles.bar}`}>
        <span className={styles.start}>
          <button type="button" className={`${styles.tool} ${styles.menu}`} onClick={() => setMenu(true)}>
            <Icon name="menu" />
            <span className="visually-hidden">Menu</span>
          </button>
          <Link to="/" className={styles.brand}>
            {logo ? (
              <img src={logo} alt="" className={styles.logo} />
            ) : (
              <span className={styles.mark} aria-hidden="true" />
            )}
            {config().shopName}
            <span className="visually-hidden">, home</span>
          </Link>
        </span>
        <div className={styles.search}>
          <SearchBox key={query} initial={query} />
        </div>
        <div className={styles.tools}>
          <Link
            to={status === 'signed-in' ? '/account' : '/sign-in'}
            className={styles.tool}
            aria-label={user ? `${firstName}, your account` : 'Sign in'}
          >
            <Icon name="person" />
            <span className={styles.name}>{user ? firstName : 'Sign in'}</span>
          </Link>
          <Link to="/wishlist" className={styles.tool} aria-label="Wishlist">
            <Icon name="heart" />
          </Link>
          <button type="button" className={styles.tool} onClick={openCart} aria-haspopup="dialog">
            <Icon name="cart" />
            <span className="visually-hidden">Cart, {count === 1 ? '1 item' : `${count} items`}</span>
            {count > 0 && (
              <span className={styles.count} aria-hidden="true">
                {count}
              </span>
            )}
          </button>
        </div>
      </div>
      <nav className={styles.aisles} aria-label="Categories">
        <ul className="page">
          {aisles.map((aisle) => (
            <li key={aisle.id}>
              <NavLink to={`/categories/${toUrlId(aisle.id)}`}>{aisle.name}</NavLink>
            </li>
          ))}
          {look?.navigation?.header?.map(({ to, label }) => (
            <li key={to}>
              <ShopLink to={to}>{label}</ShopLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.awning} aria-hidden="true" />
      {menu && (
        <Suspense fallback={null}>
          <MenuDrawer close={() => setMenu(false)} />
        </Suspense>
      )}
    </header>
  );
}
