import { useEffect } from 'react';
import { checkoutOptions, quote as requestQuote, type Place } from '../../api/orders';
import { isProblem } from '../../api/problem';
import type { Cart, CheckoutOptions, Quote } from '../../api/types';
import type { AddressDraft } from '../../lib/address';
import { normalPostalCode } from '../../lib/address/postalCode';
import { ruleOf } from '../../lib/address/rules';
import { shownIn } from '../../lib/shown';
import { useLast } from '../../lib/useLast';
import { useSettled } from '../../lib/useSettled';
import { useLoad, type Load } from '../../lib/useLoad';
import { reloadCart } from '../../state/cart';

export interface Quoted {
  options: Load<CheckoutOptions>;
  quote: Load<Quote>;
  shippingMethods: CheckoutOptions['shipping_methods'];
  paymentMethods: CheckoutOptions['payment_methods'];
  /** The method that pays: the one that was wished for, else the first on offer. */
  payment: CheckoutOptions['payment_methods'][number] | undefined;
  /** Why the sum cannot be paid by it. */
  unpayable: Quote['unpayable'][number] | undefined;
  /** All that the shop sends to, once that is known. */
  countries: readonly string[] | undefined;
  shipping: CheckoutOptions['shipping_methods'][number] | undefined;
  /** Whether anything of it goes into a parcel, as far as is known. */
  sent: boolean;
}

/** The way of delivery of what needs no parcel. */
export const NOTHING_TO_SEND = 'none';

/** As much of an address as prices of delivery hang on: a postal code once it is one. */
function usePlace({ country, region, postal_code }: AddressDraft): Place {
  const [code, whole] = normalPostalCode(postal_code, ruleOf(country)?.postal_code);
  const rest = useSettled(JSON.stringify([country, region.trim(), whole ? code : '']));
  const [of, known, at] = JSON.parse(rest) as [string, string, string];
  // What was typed for another country says nothing of this one.
  return of === country
    ? { country, region: known, postal_code: at }
    : { country, region: '', postal_code: '' };
}

/** Gift cards by their codes, and whether store credit pays, too. */
export interface Credit {
  gift_cards: string[];
  store_credit: boolean;
}

/** What the basket costs, sent to the address by the wished method, to a business with the seal of its VAT number. What
 *  is on the page stays while something loads. */
export function useQuote(
  own: boolean,
  basket: Cart,
  address: AddressDraft,
  wished: string,
  paidBy: string,
  credit: Credit,
  vatSeal = '',
): Quoted {
  const shown = shownIn(basket);
  const place = usePlace(address);
  const country = place.country;
  const seal = `${own}:${basket.id}:${JSON.stringify(shown)}:${JSON.stringify(place)}`;
  const options = useLoad(country ? `checkout:${seal}` : null, (signal) =>
    checkoutOptions(own, place, signal),
  );
  const known = useLast(options.data);
  const offered = known?.shipping_methods ?? [];
  const chosen = offered.find((method) => method.id === wished) ?? offered[0];
  const empty = basket.lines.length === 0;
  const paymentMethods = known?.payment_methods ?? [];
  const payment = paymentMethods.find((method) => method.id === paidBy) ?? paymentMethods[0];
  // Without credit a quote is the same for every method.
  const by = credit.gift_cards.length > 0 || credit.store_credit ? payment?.id : '';
  const paying = JSON.stringify([credit, vatSeal, by]);
  const quote = useLoad(
    chosen && country && !empty ? `quote:${seal}:${chosen.id}:${paying}` : null,
    (signal) => requestQuote(own, shown, place, chosen?.id ?? '', vatSeal, signal, credit, by),
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
    paymentMethods,
    payment,
    unpayable: quote.data?.unpayable.find((each) => each.payment_method === payment?.id),
    countries: known?.countries,
    shipping: shippingMethods.find((method) => method.id === chosen?.id) ?? chosen,
    sent: !shippingMethods.some(({ id }) => id === NOTHING_TO_SEND),
  };
}
