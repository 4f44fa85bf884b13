import { Link } from 'react-router';
import { Blank, ErrorNotice } from '../components/Notice';
import { Button, ButtonLink } from '../components/Button';
import { Dialog } from '../components/Dialog';
import { PerMeasure } from '../components/PerMeasure';
import { Picture } from '../components/Picture';
import { LoadingRows } from '../components/Skeleton';
import { formatMoney } from '../lib/money';
import { cart } from '../state/cart';
import { cartDrawer, closeCart } from './drawers';
import styles from './CartDrawer.module.css';

/** A glance at the cart without leaving the page. */
export default function CartDrawer() {
  const { data, error } = cart.use();
  const { added } = cartDrawer.use();
  const lines = [...(data?.lines ?? [])].sort((a, b) => Number(b.sku === added) - Number(a.sku === added));
  const foot = data && lines.length > 0 && (
    <div className="stack">
      <p className={styles.sum}>
        <span>Subtotal</span> <strong>{formatMoney(data.subtotal)}</strong>
      </p>
      <ButtonLink to="/checkout" wide look="accent" onClick={closeCart}>
        Go to checkout
      </ButtonLink>
      <ButtonLink to="/cart" wide look="quiet" onClick={closeCart}>
        View the cart
      </ButtonLink>
    </div>
  );

  return (
    <Dialog title={added ? 'Added to your cart' : 'Your cart'} side="right" onClose={closeCart} foot={foot}>
      {!data && !error && <LoadingRows what="your cart" />}
      {!data && Boolean(error) && <ErrorNotice error={error} title="We could not load your cart" />}
      {data && lines.length === 0 && (
        <Blank
          icon="cart"
          title="Your cart is empty"
          actions={<Button onClick={closeCart}>Keep looking</Button>}
        >
          <p className="muted">Things you add wait here for you.</p>
        </Blank>
      )}
      <ul className={styles.lines}>
        {lines.map((line) => (
          <li key={line.sku} className={line.sku === added ? styles.added : undefined}>
            <Picture src={line.image} alt="" className={styles.picture} />
            <div>
              <Link to={`/products/${line.handle}`} onClick={closeCart}>
                {line.title}
              </Link>
              <p className="muted small">{line.variant_title}</p>
              <p className="small">
                {line.quantity} × {formatMoney(line.unit_price)}
                <PerMeasure of={line} inline />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
