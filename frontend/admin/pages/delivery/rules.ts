import { knownCountries } from '../../../src/lib/address/known';
import { parseAmount, plainAmount } from '../../../src/lib/money';
import type { components } from '../../../src/api/schema';
import { spoken } from '../../i18n/language';

type Schemas = components['schemas'];
/** The document as the API always answers it: nothing is left out. */
type Whole<T> = T extends (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [K in keyof T]-?: Whole<T[K]> }
    : T;
export type Rules = Whole<Schemas['Delivery']>;
export type Zone = Rules['zones'][number];
export type Area = Zone['areas'][number];
export type Method = Zone['methods'][number];
export type Band = Method['bands'][number];
export type Surcharge = Rules['surcharges'][number];

/** Everywhere that no other area is. */
export const ANYWHERE = '*';
export const MEASURES = ['weight', 'value', 'quantity', 'size'] as const;
export const WEEK = [1, 2, 3, 4, 5, 6, 7];

export const NEW_BAND: Band = { price: 0, up_to: null, size_class: '' };
export const NEW_METHOD: Method = {
  ...{ id: 'standard', name: '', bands: [NEW_BAND], by: 'weight', free_from: null, not_for: [] },
  ...{ to_point: false, min_days: null, max_days: null },
};
export const NEW_ZONE: Zone = { id: '', name: '', areas: [], methods: [NEW_METHOD], excluded: false };
export const NEW_SURCHARGE: Surcharge = {
  ...{ id: '', name: '', price: 0, size_class: '', areas: [], methods: [], per_unit: false, when_free: true },
};

interface Option {
  value: string;
  label: string;
}

/** Names take long to look up and the page draws them with each letter that is typed: they are kept by language. */
const named = new Map<string, { names: Intl.DisplayNames; options: Option[] }>();

function spokenNames() {
  const { locale } = spoken.get();
  let known = named.get(locale);
  if (!known) {
    const names = new Intl.DisplayNames([locale], { type: 'region' });
    const order = new Intl.Collator(locale);
    const options = knownCountries
      .map((value) => ({ value, label: names.of(value) ?? value }))
      .sort((one, other) => order.compare(one.label, other.label));
    known = { names, options };
    named.set(locale, known);
  }
  return known;
}

export const countryName = (code: string): string => spokenNames().names.of(code) ?? code;

/** Every country by its name, in the order of the alphabet. */
export const countryOptions = (): Option[] => spokenNames().options;

/** The name of a day of the week, 1 is Monday. */
export const dayName = (day: number): string =>
  new Intl.DateTimeFormat(spoken.get().locale, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, day)),
  );

/** What is written in a field of several: apart by commas or lines, each once. */
export const listed = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,;\n]/)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];

/** Whole numbers of what was typed; null where nothing is. What is no number is sent as -1, and refused at its field. */
export const wholeOf = (text: string): number | null =>
  text.trim() === '' ? null : /^\d{1,9}$/.test(text.trim()) ? Number(text) : -1;

export const wholeText = (whole: number | null): string => (whole === null || whole < 0 ? '' : String(whole));

export const amountOf = (text: string, currency: string): number | null =>
  text.trim() === '' ? null : (parseAmount(text, currency) ?? -1);

export const amountText = (amount: number | null, currency: string): string =>
  amount === null || amount < 0 ? '' : plainAmount(amount, currency);
