import type { components } from '../../../src/api/schema';
import { config } from '../../../src/lib/config';
import { here } from '../../../src/lib/markets';
import type { Money } from '../../../src/lib/money';
import { spoken } from '../../i18n/language';

/** As the API answers it: nothing is left out. */
export type Market = Required<components['schemas']['Market']>;

export const ROUNDINGS = ['minor', 'ending_99', 'ending_95', 'whole', 'step'] as const;
export const RATE = '[0-9]{1,7}([.][0-9]{1,8})?';
const WHOLE_RATE = new RegExp(`^${RATE}$`);
const CODE = /^[A-Z]{3}$/;

/** Staff never see its id: carts and orders keep it. */
export const newMarket = (): Market => ({
  id: `m-${crypto.randomUUID().slice(0, 13)}`,
  name: '',
  countries: [],
  currency: config().currency,
  language: '',
  rate: '1',
  rounding: 'minor',
  step: 1,
  prices_include_tax: null,
  payment_methods: [],
  open: true,
});

/** What a currency or a language is called; undefined where there is none of this code. */
export const nameOf = (type: 'currency' | 'language', code: string): string | undefined =>
  type === 'currency' && !CODE.test(code)
    ? undefined
    : new Intl.DisplayNames([spoken.get().locale], { type, fallback: 'none' }).of(code);

/** What costs so much in the shop costs there; null while the market has no whole rule. */
export function priceThere(own: Money, market: Market): Money | null {
  const { currency, rate, rounding, step } = market;
  const whole = CODE.test(currency) && WHOLE_RATE.test(rate) && Number(rate) > 0;
  return whole && (rounding !== 'step' || step > 0) ? here(own, market) : null;
}
