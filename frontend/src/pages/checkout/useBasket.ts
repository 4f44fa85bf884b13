import { useState } from 'react';
import type { Cart } from '../../api/types';
import { changesBetween } from '../../lib/shown';

/**
 * What the checkout shows, quotes and orders: the cart as the shopper last agreed to it. The cart itself may change at any
 * time, in another tab or on another device; what is shown changes only when the shopper says so.
 */
export function useBasket(latest: Cart | null): [basket: Cart | null, agree: (to: Cart) => void] {
  const [basket, setBasket] = useState<Cart | null>(null);
  const first = basket === null && latest !== null && latest.lines.length > 0;
  // Another version or stock of the same lines is nothing the shopper would see.
  const same =
    basket !== null && latest !== null && latest !== basket && changesBetween(basket, latest).length === 0;
  if (first || same) setBasket(latest);
  return [first || same ? latest : basket, setBasket];
}
