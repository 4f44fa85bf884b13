import { useState } from 'react';
import { ShopLink } from '../components/ShopLink';
import type { Shop } from '../api/types';
import { formatDay } from '../lib/dates';
import styles from './ShopNotices.module.css';

/** What the merchant tells on every page: that the shop is closed, and the banners of the moment. */
export function ShopNotices({ look: { closed, banners } }: { look: Shop }) {
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
