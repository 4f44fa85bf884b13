import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Order } from '../../api/types';
import { Button } from '../../components/Button';
import { Notice, messageOf } from '../../components/Notice';
import { addToCart } from '../../state/cart';

type Line = Order['lines'][number];
interface Refused {
  line: Line;
  error: unknown;
}

interface Props {
  lines: Line[];
  /** The order came to something, and is wanted once more. */
  again?: boolean;
  /** Which order, where several are listed. */
  of?: string;
}

/**
 * Puts what was ordered into the cart, as much as the shop still has, at the prices of today: of an order that emptied the
 * cart and came to nothing, or once more. What does not go there is named.
 */
export function BuyAgain({ lines, again = false, of }: Props) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused[]>([]);
  const [left, setLeft] = useState(lines);

  async function putBack() {
    setBusy(true);
    const failed: Refused[] = [];
    for (const line of left) {
      try {
        await addToCart(line.sku, line.quantity);
      } catch (error) {
        failed.push({ line, error });
      }
    }
    setBusy(false);
    if (failed.length === 0) return void navigate('/cart');
    // A second try takes only what is not in the cart yet.
    setLeft(failed.map(({ line }) => line));
    setRefused(failed);
  }

  return (
    <>
      <Button
        look={!again ? 'accent' : of ? 'quiet' : 'night'}
        busy={busy}
        aria-label={of && refused.length === 0 ? `Order again: ${of}` : undefined}
        onClick={() => void putBack()}
      >
        {refused.length > 0
          ? 'Try the rest again'
          : again
            ? 'Order again'
            : 'Put the things back into your cart'}
      </Button>
      {refused.length > 0 && (
        <Notice tone="warn" title={`Not everything could go ${again ? '' : 'back '}into your cart`}>
          <ul>
            {refused.map(({ line, error }) => (
              <li key={line.sku}>
                {line.quantity} × {line.title}: {messageOf(error)}
              </li>
            ))}
          </ul>
          <Link to="/cart">See your cart</Link>
        </Notice>
      )}
    </>
  );
}
