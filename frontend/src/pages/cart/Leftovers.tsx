import type { Leftover } from '../../api/types';
import { Button } from '../../components/Button';
import { ErrorNotice, Notice } from '../../components/Notice';
import { dismissLeftover, takeLeftoverIn, wish } from '../../state/cart';
import { useRow } from './useRow';
import styles from '../Cart.module.css';

const WHY: Record<Leftover['limit'], string> = {
  quantity: 'a cart holds at most 99 of one product',
  lines: 'a cart holds at most 33 different products',
};

/** What did not fit when the things of before signing in joined the shopper's own; nothing of it is lost. */
export function Leftovers({ items }: { items: Leftover[] }) {
  return (
    <Notice tone="warn" title="Not everything you collected fits into your cart">
      <p>It is kept here, and not part of an order, until you put it into the cart or dismiss it.</p>
      <ul className={styles.leftovers}>
        {items.map((item) => (
          <Row key={item.sku} item={item} />
        ))}
      </ul>
    </Notice>
  );
}

function Row({ item }: { item: Leftover }) {
  const { row, busy, error, run } = useRow();
  const name = item.variant_title ? `${item.title}, ${item.variant_title}` : item.title;

  async function toWishlist() {
    await wish(item.sku);
    await dismissLeftover(item.sku);
  }

  return (
    <li ref={row}>
      <p>
        <b>{name}</b>: {item.quantity} of {item.wanted} did not fit, for {WHY[item.limit]}.
      </p>
      <div className={styles.tools}>
        <Button
          look="plain"
          aria-disabled={busy || undefined}
          aria-label={`Add ${name} to the cart`}
          onClick={() => void run(() => takeLeftoverIn(item.sku), `${name} added to your cart`)}
        >
          Add to cart
        </Button>
        <Button
          look="plain"
          aria-disabled={busy || undefined}
          aria-label={`Move ${name} to the wishlist`}
          onClick={() => void run(toWishlist, `${name} moved to your wishlist`)}
        >
          Move to wishlist
        </Button>
        <Button
          look="plain"
          aria-disabled={busy || undefined}
          aria-label={`Dismiss ${name}`}
          onClick={() => void run(() => dismissLeftover(item.sku), `${name} dismissed`)}
        >
          Dismiss
        </Button>
      </div>
      {Boolean(error) && <ErrorNotice error={error} />}
    </li>
  );
}
