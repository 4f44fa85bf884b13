import { afterEach, describe, expect, it } from 'vitest';
import { card, eur, product } from '../test/data';
import { config } from './config';
import examples from './markets.examples.json';
import { currencyHere, keepMarket, learnMarkets, market, type Market } from './chosenMarket';
import { cardHere, here, ownAtLeast, ownAtMost, productHere, rangeHere } from './markets';

const swiss: Market = {
  ...{ id: 'ch', name: 'Switzerland', countries: ['CH'], currency: 'CHF', language: '' },
  ...{ rate: '0.9468', rounding: 'step', step: 5 },
};
const chf = (amount: number) => ({ amount, currency: 'CHF' });
const shopCurrency = config().currency;
afterEach(() => {
  keepMarket(null);
  config().currency = shopCurrency;
});

describe('prices in a market', () => {
  it.each(examples)(
    '$because: as the cart works them out',
    ({ own, currency, rate, rounding, step, prices }) => {
      config().currency = own;
      const rule = { currency, rate, rounding: rounding as Market['rounding'], step: step ?? 1 };
      for (const [amount = 0, cost] of prices)
        expect(here({ amount, currency: own }, rule)).toEqual({ amount: cost, currency });
    },
  );

  it('are the shop\u2019s own until one is chosen', () => {
    expect([here(eur(1999)), currencyHere(), ownAtLeast(500), ownAtMost(500)]).toEqual([
      eur(1999),
      'EUR',
      500,
      500,
    ]);
    expect(cardHere(card('lamp'))).toEqual(card('lamp'));
    keepMarket(swiss);
    expect([here(eur(1999)), currencyHere()]).toEqual([chf(1895), 'CHF']);
    // What is in its currency already is a price of the cart's.
    expect(here(chf(1895))).toEqual(chf(1895));
  });

  it('are found between bounds in its currency', () => {
    for (const wanted of [500, 1895, 1896]) {
      const least = ownAtLeast(wanted, swiss);
      expect(here(eur(least), swiss).amount).toBeGreaterThanOrEqual(wanted);
      expect(here(eur(least - 1), swiss).amount).toBeLessThan(wanted);
      const most = ownAtMost(wanted, swiss);
      expect(here(eur(most), swiss).amount).toBeLessThanOrEqual(wanted);
      expect(here(eur(most + 1), swiss).amount).toBeGreaterThan(wanted);
    }
  });

  it('stand beside no former price, which was shown in another currency, but beside a recommended one', () => {
    keepMarket(swiss);
    const reduced = card('lamp', {
      ...{ price_from: eur(1999), price_to: eur(2999), compare_at: eur(2999), compare_at_kind: 'former' },
      list_price: eur(3499),
      price_per_measure: { price: eur(2665), per: 'kg' },
    });
    expect(cardHere(reduced)).toMatchObject({
      ...{ price_from: chf(1895), price_to: chf(2840), compare_at: null, compare_at_kind: null },
      list_price: null,
      price_per_measure: { price: chf(2526), per: 'kg' },
    });
    expect(cardHere({ ...reduced, compare_at_kind: 'recommended' })).toMatchObject({
      compare_at: chf(2840),
    });
    expect(productHere(product()).variants[0]?.price).toEqual(chf(3220));
    expect(rangeHere({ min: 100, max: null })).toEqual({ min: 95, max: null });
  });

  it('follow what the shop tells of the market, which may be closed', () => {
    keepMarket(swiss);
    expect(learnMarkets([swiss])).toBe(false);
    expect(learnMarkets([{ ...swiss, rate: '1.1' }])).toBe(true);
    expect(market()?.rate).toBe('1.1');
    expect(learnMarkets([])).toBe(true);
    expect([market(), learnMarkets([swiss])]).toEqual([null, false]);
  });
});
