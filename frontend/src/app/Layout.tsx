import { lazy, Suspense, useEffect } from 'react';
import { Outlet, useLocation } from 'react-router';
import { LoadingRows } from '../components/Skeleton';
import { followCart, loadCart } from '../state/cart';
import { session } from '../state/session';
import { Announcer } from './announce';
import { cartDrawer } from './drawers';
import { ErrorBoundary } from './ErrorBoundary';
import { Header } from './Header';
import { useArrival } from './page';
import styles from './Layout.module.css';

const CartDrawer = lazy(() => import('./CartDrawer'));
// Not needed to show what is between them, so they need not hold it up.
const surroundings = () => import('./surroundings');
const Footer = lazy(() => surroundings().then((m) => ({ default: m.Footer })));
const News = lazy(() => surroundings().then((m) => ({ default: m.News })));

/** The frame around every page. */
export function Layout() {
  const { pathname } = useLocation();
  const { status } = session.use();
  const drawer = cartDrawer.use();
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
      <Suspense fallback={null}>
        <News />
      </Suspense>
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
