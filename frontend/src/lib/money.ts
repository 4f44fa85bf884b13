/** An amount in the currency's minor units: 1999 EUR is 19.99 €, 500 JPY is ¥500, 1500 KWD is 1.500 KD. */
export interface Money {
  amount: number;
  currency: string;
}

/** Digits after the point by ISO 4217, where they are other than two: browsers know fewer of some, as none of HUF. */
const DIGITS = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((of) => [of, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((of) => [of, 3] as const),
]);

/** How many decimals the currency's minor unit has: 2 for EUR, 0 for JPY, 3 for KWD. */
export const exponent = (currency: string): number => DIGITS.get(currency) ?? 2;

/** How an amount is written. Where people leave the decimals out, so it is done, unless there are some. */
export function moneyStyle(currency: string): Intl.NumberFormatOptions {
  const style = { style: 'currency', currency } as const;
  const digits = exponent(currency);
  const usual = new Intl.NumberFormat('en', style).resolvedOptions().maximumFractionDigits;
  if (usual === digits) return style;
  const trailingZeroDisplay = 'stripIfInteger';
  return { ...style, minimumFractionDigits: digits, maximumFractionDigits: digits, trailingZeroDisplay };
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(currency: string): Intl.NumberFormat {
  let found = formatters.get(currency);
  if (!found) {
    found = new Intl.NumberFormat(undefined, moneyStyle(currency));
    formatters.set(currency, found);
  }
  return found;
}

export function formatMoney(money: Money): string {
  return formatter(money.currency).format(money.amount / 10 ** exponent(money.currency));
}

/** Without the decimals when they are zero: for limits like "under €20". */
export function formatRound(money: Money): string {
  const style = { ...moneyStyle(money.currency), trailingZeroDisplay: 'stripIfInteger' } as const;
  return new Intl.NumberFormat(undefined, style).format(money.amount / 10 ** exponent(money.currency));
}

/** "19.99" typed by a person, in minor units; null when it is no amount. A comma is taken for the decimal point. */
export function parseAmount(text: string, currency: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (!/^\d+(\.\d+)?$/.test(trimmed)) return null;
  return Math.round(Number(trimmed) * 10 ** exponent(currency));
}

/** The inverse of parseAmount, for filling a field: 1990 EUR is "19.90", 2000 EUR is "20". */
export function plainAmount(amount: number, currency: string): string {
  const text = (amount / 10 ** exponent(currency)).toFixed(exponent(currency));
  return text.replace(/\.0+$/, '');
}

export function isLess(one: Money, other: Money): boolean {
  return one.currency === other.currency && one.amount < other.amount;
}
