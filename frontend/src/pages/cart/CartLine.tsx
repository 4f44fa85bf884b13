import { Link } from 'react-router';
import type { CartLine as Line } from '../../api/types';
import { Button } from '../../components/Button';
import { Exclusion } from '../../components/Exclusion';
import { Icon } from '../../components/Icon';
import { ErrorNotice } from '../../components/Notice';
import { PerMeasure } from '../../components/PerMeasure';
import { Picture } from '../../components/Picture';
import { Promised } from '../../components/Promised';
import { Quantity } from '../../components/Quantity';
import { formatMoney } from '../../lib/money';
import { moveToWishlist, removeLine, setQuantity } from '../../state/cart';
import { useRow } from './useRow';
import styles from '../Cart.module.css';

const MOST = 99;

export function CartLine({ line }: { line: Line }) {
  const { row, busy, error, run } = useRow();
  const gone = line.status === 'sold_out' || line.status === 'unavailable';

  const change = (quantity: number) =>
    run(() => setQuantity(line.sku, quantity), `${line.title}: quantity is now ${quantity}`);

  return (
    <li ref={row} className={`${styles.line} ${gone ? styles.gone : ''}`} aria-busy={busy || undefined}>
      <Picture src={line.image} alt="" className={styles.picture} />
      <div className={styles.name}>
        <Link to={`/products/${line.handle}?sku=${encodeURIComponent(line.sku)}`}>{line.title}</Link>
        <p className="muted small">
          {line.variant_title && `${line.variant_title} · `}
          {formatMoney(line.unit_price)} each
          <PerMeasure of={line} inline />
        </p>
        <Exclusion of={line} />
        <Promised of={line} />
        <Flags line={line} reduce={(quantity) => void change(quantity)} />
        <div className={styles.tools}>
          {!gone && (
            <Quantity
              label={`Quantity of ${line.title}`}
              value={line.quantity}
              max={
                line.status === 'ok'
                  ? Math.min(Math.max(line.available ?? MOST, line.quantity), MOST)
                  : line.quantity
              }
              busy={busy}
              onChange={(quantity) => void change(quantity)}
            />
          )}
          <Button
            look="plain"
            aria-disabled={busy || undefined}
            onClick={() => void run(() => moveToWishlist(line.sku), `${line.title} moved to your wishlist`)}
          >
            Move to wishlist
          </Button>
          <Button
            look="plain"
            aria-disabled={busy || undefined}
            aria-label={`Remove ${line.title}`}
            onClick={() => void run(() => removeLine(line.sku), `${line.title} removed from your cart`)}
          >
            Remove
          </Button>
        </div>
        {Boolean(error) && <ErrorNotice error={error} />}
      </div>
      <p className={styles.total}>{formatMoney(line.total)}</p>
    </li>
  );
}

function Flags({ line, reduce }: { line: Line; reduce: (quantity: number) => void }) {
  const left = line.available ?? 0;
  return (
    <>
      {line.status === 'sold_out' && <Flag bad>Sold out. Move it to your wishlist to keep it in mind.</Flag>}
      {line.status === 'unavailable' && <Flag bad>No longer for sale.</Flag>}
      {line.status === 'insufficient' && (
        <Flag bad>
          Only {left} left.
          <Button look="plain" onClick={() => reduce(left)}>
            Take {left}
          </Button>
        </Flag>
      )}
      {line.price_changed && (
        <Flag>The price has changed since you added it. It is now {formatMoney(line.unit_price)}.</Flag>
      )}
    </>
  );
}

function Flag({ bad = false, children }: { bad?: boolean; children: React.ReactNode }) {
  return (
    <p className={`${styles.flag} ${bad ? styles.bad : ''}`}>
      <Icon name="warning" size={18} /> <span>{children}</span>
    </p>
  );
}
