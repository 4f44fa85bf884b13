import { useEffect } from 'react';
import { checkoutOptions, quote as requestQuote, type Where } from '../../api/orders';
import { isProblem } from '../../api/problem';
import type { Cart, CheckoutOptions, Quote } from '../../api/types';
import { shownIn } from '../../lib/shown';
import { useLast } from '../../lib/useLast';
import { useLoad, type Load } from '../../lib/useLoad';
import { reloadCart } from '../../state/cart';

export interface Quoted {
  options: Load<CheckoutOptions>;
  quote: Load<Quote>;
  shippingMethods: CheckoutOptions['shipping_methods'];
  paymentMethods: CheckoutOptions['payment_methods'];
  shipping: CheckoutOptions['shipping_methods'][number] | undefined;
  /** Whether anything of it goes into a parcel, as far as is known. */
  sent: boolean;
}

/** The way of delivery of what needs no parcel. */
export const NOTHING_TO_SEND = 'none';

/** What the basket costs, sent there by the wished method. What is on the page stays while something loads. */
export function useQuote(own: boolean, basket: Cart, where: Where, wished: string, vatSeal = ''): Quoted {
  const { country } = where;
  const shown = shownIn(basket);
  const seal = `${own}:${basket.id}:${JSON.stringify([shown, where])}`;
  const options = useLoad(country ? `checkout:${seal}` : null, (signal) =>
    checkoutOptions(own, where, signal),
  );
  const known = useLast(options.data);
  const offered = known?.shipping_methods ?? [];
  const chosen = offered.find((method) => method.id === wished) ?? offered[0];
  const empty = basket.lines.length === 0;
  const quote = useLoad(
    chosen && country && !empty ? `quote:${seal}:${chosen.id}:${vatSeal}` : null,
    (signal) => requestQuote(own, shown, where, chosen?.id ?? '', vatSeal, signal),
  );
  // The prices of delivery that belong to this very basket.
  const shippingMethods = useLast(quote.data)?.shipping_methods ?? offered;
  const changed = isProblem(quote.error, 'cart_changed') || isProblem(quote.error, 'price_changed');
  useEffect(() => {
    if (changed) void reloadCart();
  }, [changed]);
  return {
    options,
    quote,
    shippingMethods,
    paymentMethods: known?.payment_methods ?? [],
    shipping: shippingMethods.find((method) => method.id === chosen?.id) ?? chosen,
    sent: !shippingMethods.some(({ id }) => id === NOTHING_TO_SEND),
  };
}
