import { useState, useSyncExternalStore } from 'react';
import { ShopLink } from '../components/ShopLink';
import type { Shop } from '../api/types';
import { formatDay } from '../lib/dates';
import { shop } from '../state/shop';
import styles from './News.module.css';

function followConnection(changed: () => void) {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

/** What is to be known on every page: that the connection is gone, and what the merchant tells. */
export function News() {
  const online = useSyncExternalStore(followConnection, () => navigator.onLine);
  const look = shop.use();
  return (
    <>
      {!online && (
        <p className={styles.down} role="status">
          You are offline. What you have opened stays readable; buying needs a connection.
        </p>
      )}
      {look && (look.closed ?? look.banners[0]) && <Told look={look} />}
    </>
  );
}

/** That the shop is closed, and the banners of the moment. */
function Told({ look: { closed, banners } }: { look: Shop }) {
  const [now] = useState(Date.now);
  const isClosed = closed && Date.parse(closed.since) <= now && now < Date.parse(closed.until);
  return (
    <div role="region" aria-label="News of the shop" className={styles.notices}>
      {isClosed && (
        <p className={styles.closed}>
          {closed.message ?? ''}{' '}
          {closed.takes_orders
            ? `We are away until ${formatDay(closed.until)}; what you order now is sent after that.`
            : `We are closed until ${formatDay(closed.until)} and take no orders until then.`}
        </p>
      )}
      {banners.map(({ text, link }, index) => (
        <p key={index}>
          {text} {link && <ShopLink to={link.to}>{link.label}</ShopLink>}
        </p>
      ))}
    </div>
  );
}
