import type { components } from '../../../src/api/schema';
import { exponent, type Money } from '../../../src/lib/money';
import { formatNumber, spoken } from '../../i18n/language';

export type Report = components['schemas']['TaxReportView'];
export type Row = components['schemas']['TaxRowView'];

/** The year of the first version that reports. */
const FIRST = 2026;
const QUARTER = 3;

const monthOf = (day: Date): string =>
  `${String(day.getFullYear())}-${String(day.getMonth() + 1).padStart(2, '0')}`;

const quarterOf = (day: Date): string =>
  `${String(day.getFullYear())}-Q${String(Math.floor(day.getMonth() / QUARTER) + 1)}`;

/** Those that have begun, the latest first. */
function begun(nameOf: (day: Date) => string, now: Date): string[] {
  const found: string[] = [];
  for (let day = new Date(now.getFullYear(), now.getMonth(), 1); day.getFullYear() >= FIRST;) {
    if (found.at(-1) !== nameOf(day)) found.push(nameOf(day));
    day = new Date(day.getFullYear(), day.getMonth() - 1, 1);
  }
  return found;
}

export const monthsUntil = (now: Date): string[] => begun(monthOf, now);
export const quartersUntil = (now: Date): string[] => begun(quarterOf, now);

/** "France", and a part of a country by its code: "Portugal (PT-30)". Northern Ireland has none of its own. */
export function placeName(place: string): string {
  const [country = place] = place.split('-');
  if (country === 'XI') return 'Northern Ireland (XI)';
  const land = new Intl.DisplayNames([spoken.get().locale], { type: 'region' }).of(country) ?? country;
  return country === place ? land : `${land} (${place})`;
}

export const percent = (points: number): string =>
  formatNumber(points / 10_000, { style: 'percent', maximumFractionDigits: 2 });

/** For a spreadsheet: "1990.00", whatever the language. */
export const decimal = ({ amount, currency }: Money): string =>
  (amount / 10 ** exponent(currency)).toFixed(exponent(currency));

export const HEAD = [
  ...['period', 'return', 'place', 'supply', 'rate', 'category', 'corrects', 'currency'],
  ...['net', 'tax', 'net_eur', 'tax_eur', 'documents'],
];

/** Every row of a report, corrections too, by names that no language changes. */
export const linesOf = ({ period, rows, corrections }: Report): string[][] =>
  [...rows, ...corrections].map((row) => [
    ...[period, row.scheme, row.place, row.supply, (row.rate / 100).toFixed(2), row.category, row.corrects],
    ...[row.net.currency, decimal(row.net), decimal(row.tax)],
    ...[row.euros ? decimal(row.euros.net) : '', row.euros ? decimal(row.euros.tax) : ''],
    String(row.documents),
  ]);
