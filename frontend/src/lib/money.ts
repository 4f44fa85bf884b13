/** An amount in the currency's minor units: 1999 EUR is 19.99 €, 500 JPY is ¥500, 1500 KWD is 1.500 KD. */
export interface Money {
  amount: number;
  currency: string;
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(currency: string): Intl.NumberFormat {
  let found = formatters.get(currency);
  if (!found) {
    found = new Intl.NumberFormat(undefined, { style: 'currency', currency });
    formatters.set(currency, found);
  }
  return found;
}

/** How many decimals the currency's minor unit has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function exponent(currency: string): number {
  return formatter(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

export function formatMoney(money: Money): string {
  return formatter(money.currency).format(money.amount / 10 ** exponent(money.currency));
}

/** Without the decimals when they are zero: for limits like "under €20". */
export function formatRound(money: Money): string {
  const style = {
    style: 'currency',
    currency: money.currency,
    trailingZeroDisplay: 'stripIfInteger',
  } as const;
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
