import { Navigate, NavLink, Outlet, useLocation, useNavigate } from 'react-router';
import { announce } from '../../app/announce';
import { usePage } from '../../app/page';
import { LoadingRows } from '../../components/Skeleton';
import { refreshAfterChange } from '../../state/cart';
import { session, signOut } from '../../state/session';
import styles from './Account.module.css';

const PLACES: [to: string, name: string][] = [
  ['/account', 'Profile'],
  ['/account/addresses', 'Addresses'],
  ['/account/orders', 'Orders'],
  ['/account/activity', 'Activity'],
  ['/account/security', 'Security'],
  ['/account/consents', 'Consents'],
];

/** The frame of the signed-in shopper's pages. */
export function Account() {
  const { status } = session.use();
  const { pathname } = useLocation();
  const navigate = useNavigate();

  async function leave() {
    await navigate('/');
    await signOut().catch(() => undefined);
    await refreshAfterChange();
    announce('You are signed out');
  }

  if (status === 'guest') return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname)}`} replace />;
  return (
    <div className={`page ${styles.layout}`}>
      <nav className={styles.nav} aria-label="Your account">
        {PLACES.map(([to, name]) => (
          <NavLink key={to} to={to} end>
            {name}
          </NavLink>
        ))}
        <button type="button" onClick={() => void leave()}>
          Sign out
        </button>
      </nav>
      <div className={styles.section}>{status === 'starting' ? <Starting /> : <Outlet />}</div>
    </div>
  );
}

/** Names the page until it can name itself. */
function Starting() {
  usePage('Your account');
  return <LoadingRows what="your account" />;
}
