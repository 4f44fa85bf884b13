import { market, type Market } from './chosenMarket';
import { config } from './config';
import { exponent, type Money } from './money';

/**
 * What things cost in the market that the shopper is in. The catalogue answers the shop's own prices, the same
 * for everybody; they are worked out here by the rules of docs/pricing.md, as the cart and the checkout work them out
 * (`souk.pricing.markets`). Both are tried with the same examples.
 */
export type Rule = Pick<Market, 'currency' | 'rate' | 'rounding' | 'step'>;

/** What costs so much in the shop costs here. */
export function here(own: Money, at: Rule | null = market()): Money {
  if (!at || (own.currency === at.currency && own.currency !== config().currency)) return own;
  return { amount: Number(priced(BigInt(own.amount), own.currency, at)), currency: at.currency };
}

function priced(own: bigint, currency: string, { currency: to, rate, rounding, step }: Rule): bigint {
  if (own <= 0n) return 0n;
  const [whole = '0', fraction = ''] = rate.split('.');
  const shift = exponent(to) - exponent(currency) - fraction.length;
  const numerator = own * BigInt(whole + fraction) * 10n ** BigInt(Math.max(shift, 0));
  const denominator = 10n ** BigInt(Math.max(-shift, 0));
  // Prices are multiples of the first, less the second: of 100 less 1 for …99.
  const hundred = 10n ** BigInt(Math.max(exponent(to), 2));
  const [width, below]: [bigint, bigint] = {
    minor: [1n, 0n] as [bigint, bigint],
    ending_99: [hundred, hundred / 100n] as [bigint, bigint],
    ending_95: [hundred, hundred / 20n] as [bigint, bigint],
    whole: [10n ** BigInt(exponent(to)), 0n] as [bigint, bigint],
    step: [BigInt(step), 0n] as [bigint, bigint],
  }[rounding];
  const number = nearest(numerator + below * denominator, denominator * width);
  return (number > 0n ? number : 1n) * width - below;
}

const nearest = (numerator: bigint, denominator: bigint): bigint =>
  (2n * numerator + denominator) / (2n * denominator);

/** The least amount of the shop's currency that costs at least so much here: bounds of a search are the shop's. */
export function ownAtLeast(amount: number, at: Rule | null = market()): number {
  if (!at) return amount;
  let [low, high] = [0, 1e12];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (here({ amount: middle, currency: config().currency }, at).amount >= amount) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The largest one that costs no more than so much here. */
export const ownAtMost = (amount: number, at: Rule | null = market()): number =>
  at ? Math.max(ownAtLeast(amount + 1, at) - 1, 0) : amount;

interface Priced {
  compare_at: Money | null;
  compare_at_kind: 'former' | 'recommended' | null;
  list_price: Money | null;
  price_per_measure: { price: Money; per: string } | null;
}

/** What stands beside a price. A former price was shown in the shop's currency: of this one nothing is known. */
function beside<T extends Priced>(priced: T, own: Money, at: Market): T {
  const price = here(own, at);
  const former = priced.compare_at_kind === 'former' && own.currency !== at.currency;
  const told = priced.price_per_measure;
  const measured = told && {
    ...told,
    price: {
      amount: Number(
        nearest(BigInt(told.price.amount) * BigInt(price.amount), BigInt(Math.max(own.amount, 1))),
      ),
      currency: at.currency,
    },
  };
  return {
    ...priced,
    compare_at: priced.compare_at && !former ? here(priced.compare_at, at) : null,
    compare_at_kind: former ? null : priced.compare_at_kind,
    // Told beside a former price alone.
    list_price: priced.list_price && !former ? here(priced.list_price, at) : null,
    price_per_measure: measured,
  };
}

/** A product of a list, at what it costs here. */
export function cardHere<T extends Priced & { price_from: Money; price_to: Money }>(card: T): T {
  const at = market();
  if (!at) return card;
  const { price_from, price_to } = card;
  return {
    ...beside(card, price_from, at),
    price_from: here(price_from, at),
    price_to: here(price_to, at),
  };
}

export function productHere<T extends { variants: (Priced & { price: Money })[] }>(product: T): T {
  const at = market();
  if (!at) return product;
  const variants = product.variants.map((variant) => ({
    ...beside(variant, variant.price, at),
    price: here(variant.price, at),
  }));
  return { ...product, variants };
}

export function rangeHere<T extends { min?: number | null; max?: number | null }>(range: T): T {
  const at = market();
  if (!at) return range;
  const cost = (amount: number | null | undefined) =>
    amount === null || amount === undefined
      ? amount
      : here({ amount, currency: config().currency }, at).amount;
  return { ...range, min: cost(range.min), max: cost(range.max) };
}
