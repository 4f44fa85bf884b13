import { type Ref } from 'react';
import { Link } from 'react-router';
import type { Cart } from '../../api/types';
import { Button } from '../../components/Button';
import { ErrorNotice, Notice, Reference } from '../../components/Notice';
import { formatMoney, type Money } from '../../lib/money';
import {
  changesBetween,
  sameMoney,
  type AmountChange,
  type Change,
  type PromotionChange,
} from '../../lib/shown';
import { useAttempt } from '../../lib/useAttempt';
import { addToCart, cart, removeLine, setQuantity } from '../../state/cart';
import type { Obstacles } from './obstacles';
import type { Shortage } from './place';
import styles from '../Checkout.module.css';

interface Props {
  obstacles: Obstacles;
  basket: Cart;
  latest: Cart | null;
  /** The shopper goes on with this cart. */
  agree: (to: Cart) => void;
  ref: Ref<HTMLDivElement>;
}

/** What has changed since it was shown, and what the shopper can do about it right here. */
export function ObstacleNotice({ obstacles, basket, latest, agree, ref }: Props) {
  const { busy, error: failure, attempt } = useAttempt();
  const { shortages, changes, amounts, promotions, total, error } = obstacles;

  async function takeWhatIsLeft() {
    for (const { sku, available } of shortages) {
      await (available > 0 ? setQuantity(sku, available) : removeLine(sku));
    }
    const left = cart.get().data;
    const others = left
      ? changesBetween(basket, left).filter(({ sku }) => !shortages.some((s) => s.sku === sku))
      : [];
    if (left && others.length === 0) agree(left);
  }

  async function putBack() {
    for (const { sku, quantity } of basket.lines) await addToCart(sku, quantity);
    const filled = cart.get().data;
    if (filled) agree(filled);
  }

  const titleOf = (sku: string) => basket.lines.find((line) => line.sku === sku)?.title ?? sku;
  const emptied = latest?.lines.length === 0 && changes.length > 0;
  return (
    <div ref={ref} tabIndex={-1} className="stack">
      {changes.length + amounts.length + promotions.length > 0 && (
        <Notice tone="warn" title={titleFor(changes, emptied)}>
          <ul className={styles.shortages}>
            {changes.map((change) => (
              <li key={change.sku}>{told(change)}</li>
            ))}
            {promotions.map((promotion) => (
              <li key={promotion.promotion_id}>{toldPromotion(promotion)}</li>
            ))}
            {amounts.map((amount) => (
              <li key={amount.name}>{toldSum(amount)}</li>
            ))}
          </ul>
          <p>
            {emptied
              ? 'It was ordered or emptied in another tab or on another device. What you typed here is kept.'
              : 'Nothing was ordered. Look at it, and go on if you agree.'}
          </p>
          {emptied ? (
            <Button look="plain" busy={busy} onClick={() => void attempt(putBack)}>
              Put the things back
            </Button>
          ) : (
            <Button look="plain" busy={busy} onClick={() => agree(latest ?? basket)}>
              Go on with this
            </Button>
          )}{' '}
          or <Link to={emptied ? '/' : '/cart'}>{emptied ? 'go to the market' : 'change your cart'}</Link>
          {total && amounts.length === 0 && <p>Your order now comes to {formatMoney(total)}.</p>}
          <Reference of={error} />
        </Notice>
      )}
      {shortages.length > 0 && (
        <Notice tone="bad" title="Somebody was faster">
          <ul className={styles.shortages}>
            {shortages.map((shortage) => (
              <li key={shortage.sku}>
                {titleOf(shortage.sku)}: {toldShortage(shortage, latest)}
              </li>
            ))}
          </ul>
          <p>Nothing was ordered and nothing was charged.</p>
          <Button look="plain" busy={busy} onClick={() => void attempt(takeWhatIsLeft)}>
            Take what is left
          </Button>{' '}
          or <Link to="/cart">change your cart</Link>
          <Reference of={error} />
        </Notice>
      )}
      {Boolean(failure) && <ErrorNotice error={failure} title="Your cart could not be changed" />}
    </div>
  );
}

function titleFor(changes: Change[], emptied: boolean): string {
  if (emptied) return 'Your cart is empty now';
  const priced = changes.every(({ shown, now }) => shown?.quantity === now?.quantity);
  return priced ? 'A price has changed' : 'Your cart has changed';
}

const price = (money: Money | null) => (money ? formatMoney(money) : 'not for sale any more');

function told({ title, shown, now }: Change): string {
  if (!now) return `${title}: no longer in your cart`;
  if (!shown) return `new: ${now.quantity} × ${title}, ${price(now.unit_price)} each`;
  const parts = [
    ...(shown.quantity === now.quantity ? [] : [`${shown.quantity} → ${now.quantity}`]),
    ...(sameMoney(shown.unit_price, now.unit_price)
      ? []
      : [`${price(shown.unit_price)} → ${price(now.unit_price)}`]),
  ];
  return `${title}: ${parts.join(', ')}`;
}

function toldPromotion({ name, shown, now, why }: PromotionChange): string {
  const called = name ? `\u201c${name}\u201d` : 'A promotion';
  if (!now) return `${called} takes nothing off any more${why ? `: ${why}` : ''}`;
  return `${called} takes off ${shown ? `${formatMoney(shown)} → ` : ''}${formatMoney(now)}`;
}

const SUMS: Record<string, string> = {
  shipping: 'Delivery',
  tax: 'Tax',
  total: 'Total',
  due: 'Left to pay',
};

function toldSum({ name, shown, now }: AmountChange): string {
  return `${SUMS[name] ?? name}: ${formatMoney(shown)} → ${formatMoney(now)}`;
}

function toldShortage({ sku, available, requested }: Shortage, latest: Cart | null): string {
  if (available > 0) return `only ${available} left, you want ${requested}`;
  const status = latest?.lines.find((line) => line.sku === sku)?.status;
  return status === 'unavailable' ? 'no longer for sale' : 'sold out';
}
