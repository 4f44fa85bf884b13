import { lazy, Suspense, useEffect } from 'react';
import { Link } from 'react-router';
import type { WishlistItem } from '../api/types';
import { usePage } from '../app/page';
import { Button, ButtonLink } from '../components/Button';
import { Blank, ErrorNotice, LoadFailed } from '../components/Notice';
import { Picture } from '../components/Picture';
import { LoadingRows } from '../components/Skeleton';
import { here } from '../lib/markets';
import { formatMoney } from '../lib/money';
import { loadWishlist, moveToCart, unwish, wishlist } from '../state/cart';
import { session } from '../state/session';
import { useRow } from './cart/useRow';
import styles from './Wishlist.module.css';

const AskLetters = lazy(() => import('./AskLetters'));

export default function Wishlist() {
  usePage('Your wishlist');
  const { data, error } = wishlist.use();
  const { status } = session.use();

  useEffect(() => {
    if (status !== 'starting') void loadWishlist();
  }, [status]);

  return (
    <div className="page" style={{ paddingTop: 'var(--space-6)' }}>
      <h1 style={{ marginBottom: 'var(--space-5)' }}>Your wishlist</h1>
      {status === 'signed-in' && (
        <Suspense>
          <AskLetters kind="price_drop" source="wishlist" />
        </Suspense>
      )}
      {!data && !error && <LoadingRows what="your wishlist" />}
      {!data && Boolean(error) && (
        <LoadFailed what="your wishlist" error={error} retry={() => void loadWishlist()} />
      )}
      {data?.items.length === 0 && (
        <Blank icon="heart" title="No wishes yet" actions={<ButtonLink to="/">To the market</ButtonLink>}>
          <p className="muted">Tap the heart beside a thing you like, and find it here again.</p>
        </Blank>
      )}
      <ul className={styles.grid}>
        {data?.items.map((item) => (
          <Wish key={item.sku} item={item} />
        ))}
      </ul>
    </div>
  );
}

function Wish({ item }: { item: WishlistItem }) {
  const { row, busy, error, run } = useRow();
  const gone = item.status === 'sold_out' || item.status === 'unavailable';

  return (
    <li ref={row} className={styles.wish}>
      <Picture src={item.image} alt="" />
      <div>
        <Link to={`/products/${item.handle}?sku=${encodeURIComponent(item.sku)}`}>{item.title}</Link>
        <p className="muted small">{item.variant_title}</p>
        <p>{formatMoney(here(item.unit_price))}</p>
      </div>
      <div className={styles.tools}>
        <Button
          disabled={gone}
          busy={busy}
          onClick={() => void run(() => moveToCart(item.sku), `${item.title} moved to your cart`)}
        >
          {gone ? 'Sold out' : 'Move to cart'}
        </Button>
        <Button
          look="plain"
          aria-label={`Remove ${item.title}`}
          aria-disabled={busy || undefined}
          onClick={() => void run(() => unwish(item.sku), `${item.title} taken off your wishlist`)}
        >
          Remove
        </Button>
      </div>
      {Boolean(error) && <ErrorNotice error={error} />}
    </li>
  );
}
