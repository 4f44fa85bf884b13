import type { Money } from './money';

/** What promotions take off a cart, a quote or an order. */
export interface Reduced {
  subtotal: Money;
  discount: Money;
  reductions: { promotion_id: string; name: string; amount: Money }[];
}

/** What the lines cost without promotions. */
export const listPrice = ({ subtotal, discount }: Reduced): Money => ({
  ...subtotal,
  amount: subtotal.amount + discount.amount,
});

/** What the delivery costs without promotions; what they take off is in a row of its own. */
export const listDelivery = (sum: { shipping: Money; shipping_reduction: Money }): Money => ({
  ...sum.shipping,
  amount: sum.shipping.amount + sum.shipping_reduction.amount,
});
