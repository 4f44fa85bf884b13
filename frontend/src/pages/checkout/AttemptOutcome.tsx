import { Link } from 'react-router';
import type { Cart } from '../../api/types';
import { Button } from '../../components/Button';
import { ErrorNotice, Notice, Reference } from '../../components/Notice';
import { formatMoney } from '../../lib/money';
import { removeLine, setQuantity } from '../../state/cart';
import { isOffline, type Placed, type Shortage } from './place';
import styles from '../Checkout.module.css';

interface Props {
  result: Exclude<Placed, { outcome: 'placed' }>;
  cart: Cart;
  /** After the cart was changed to what can be had. */
  adjusted: () => void;
  again: () => void;
}

/** Why the order was not placed, and what the shopper can do about it right here. */
export function AttemptOutcome({ result, cart, adjusted, again }: Props) {
  const titleOf = (sku: string) => cart.lines.find((line) => line.sku === sku)?.title ?? sku;

  async function takeWhatIsLeft(shortages: Shortage[]) {
    for (const { sku, available } of shortages) {
      await (available > 0 ? setQuantity(sku, available) : removeLine(sku));
    }
    adjusted();
  }

  if (result.outcome === 'out-of-stock') {
    return (
      <Notice tone="bad" title="Somebody was faster">
        <ul className={styles.shortages}>
          {result.shortages.map(({ sku, requested, available }) => (
            <li key={sku}>
              {titleOf(sku)}: {available > 0 ? `only ${available} left, you want ${requested}` : 'sold out'}
            </li>
          ))}
        </ul>
        <p>Nothing was ordered and nothing was charged.</p>
        <Button look="plain" onClick={() => void takeWhatIsLeft(result.shortages)}>
          Take what is left
        </Button>{' '}
        or <Link to="/cart">change your cart</Link>
        <Reference of={result.error} />
      </Notice>
    );
  }
  if (result.outcome === 'price-changed') {
    return (
      <Notice tone="warn" title="A price has changed">
        <p>
          {result.total ? `Your order now comes to ${formatMoney(result.total)}. ` : ''}
          Nothing was ordered: look at the new total, and place the order again if you agree.
        </p>
        <Reference of={result.error} />
      </Notice>
    );
  }
  if (result.outcome === 'unknown') {
    return (
      <Notice
        tone="bad"
        title={isOffline(result.error) ? 'The connection was lost' : 'The shop did not answer in time'}
      >
        <p>
          Your order may or may not have come through. Ask again: it will not be placed, or charged, twice.
        </p>
        <Button look="plain" onClick={again}>
          Ask again
        </Button>
        <Reference of={result.error} />
      </Notice>
    );
  }
  const declined = result.error.code === 'payment_declined';
  return (
    <ErrorNotice
      error={result.error}
      title={declined ? 'The payment was declined' : 'The order was not placed'}
    />
  );
}
