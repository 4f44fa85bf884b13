import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { Outlet, useLocation } from 'react-router';
import { LoadingRows } from '../components/Skeleton';
import { followCart, loadCart } from '../state/cart';
import { session } from '../state/session';
import { shop } from '../state/shop';
import { Announcer } from './announce';
import { cartDrawer } from './drawers';
import { ErrorBoundary } from './ErrorBoundary';
import { Header } from './Header';
import { useArrival } from './page';
import styles from './Layout.module.css';

const CartDrawer = lazy(() => import('./CartDrawer'));
// Below the fold on every page, so it need not hold up what is above.
const surroundings = () => import('./surroundings');
const Footer = lazy(() => surroundings().then((m) => ({ default: m.Footer })));
const ShopNotices = lazy(() => surroundings().then((m) => ({ default: m.ShopNotices })));

function followConnection(changed: () => void) {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

/** The frame around every page. */
export function Layout() {
  const { pathname } = useLocation();
  const { status } = session.use();
  const drawer = cartDrawer.use();
  const look = shop.use();
  const online = useSyncExternalStore(followConnection, () => navigator.onLine);
  useArrival();

  useEffect(() => {
    if (status !== 'starting') void loadCart();
  }, [status]);
  useEffect(followCart, []);

  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      {!online && (
        <p className={styles.down} role="status">
          You are offline. What you have opened stays readable; buying needs a connection.
        </p>
      )}
      {look && (look.closed ?? look.banners[0]) && (
        <Suspense fallback={null}>
          <ShopNotices look={look} />
        </Suspense>
      )}
      <Header />
      <ErrorBoundary key={pathname}>
        <main id="main" className={styles.main} tabIndex={-1}>
          <Suspense
            fallback={
              <div className="page" style={{ paddingBlock: 'var(--space-6)' }}>
                <LoadingRows what="the page" />
              </div>
            }
          >
            <Outlet />
          </Suspense>
        </main>
      </ErrorBoundary>
      <Suspense fallback={null}>
        <Footer />
      </Suspense>
      {drawer.open && (
        <Suspense fallback={null}>
          <CartDrawer />
        </Suspense>
      )}
      <Announcer />
    </div>
  );
}
