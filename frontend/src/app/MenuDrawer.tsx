import { Link } from 'react-router';
import { toUrlId } from '../api/catalogue';
import { Dialog } from '../components/Dialog';
import { Icon } from '../components/Icon';
import { ShopLink } from '../components/ShopLink';
import { session } from '../state/session';
import { shop } from '../state/shop';
import { useAisles } from './useCategories';
import styles from './MenuDrawer.module.css';

/** The way around the shop on a narrow screen. */
export default function MenuDrawer({ close }: { close: () => void }) {
  const { user } = session.use();
  const aisles = useAisles();
  return (
    <Dialog title="Menu" side="left" onClose={close}>
      <nav aria-label="Menu" className={styles.links}>
        {aisles.map((aisle) => (
          <Link key={aisle.id} to={`/categories/${toUrlId(aisle.id)}`} onClick={close}>
            {aisle.name} <Icon name="right" size={18} />
          </Link>
        ))}
        {shop.use()?.navigation?.header?.map(({ to, label }) => (
          <ShopLink key={to} to={to} onClick={close}>
            {label} <Icon name="right" size={18} />
          </ShopLink>
        ))}
        <Link to="/wishlist" onClick={close}>
          Wishlist <Icon name="heart" size={18} />
        </Link>
        <Link to={user ? '/account' : '/sign-in'} onClick={close}>
          {user ? 'Your account' : 'Sign in'} <Icon name="person" size={18} />
        </Link>
      </nav>
    </Dialog>
  );
}
