import { createStore } from '../../src/lib/store';
import { isProblem, Unreachable } from '../../src/api/problem';
import { exponent, moneyStyle, type Money } from '../../src/lib/money';
import type english from './en';

/** A message, or one for each plural form the language has (https://www.unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules). */
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Key = keyof typeof english;
export type Messages = Record<Key, Message>;
export type Values = Record<string, string | number>;

export const LANGUAGES = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const;
export type Language = keyof typeof LANGUAGES;

/** What every page needs; the rest comes with the page that says it. */
const COMMON = ['frame', 'patterns'];
const FILES = import.meta.glob<Partial<Messages>>('./messages/*/*.json', { import: 'default' });
const CHOSEN = 'souk.office.language';

interface Spoken {
  language: Language;
  /** What formats of numbers and dates follow: the person's own region where it is of this language. */
  locale: string;
  messages: Messages;
}

/** The language the back office speaks; outside React, as helpers without a component format too. */
export const spoken = createStore<Spoken>({ language: 'en', locale: 'en', messages: {} as Messages });

export const direction = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

const isLanguage = (text: string | null | undefined): text is Language => !!text && text in LANGUAGES;

/** The chosen language, or the first of the browser's that is spoken here. */
export function preferred(): Language {
  const chosen = localStorage.getItem(CHOSEN);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}

const known = new Set(COMMON);

async function messagesOf(language: Language, areas: Iterable<string>): Promise<Partial<Messages>> {
  const files = [...areas].flatMap((area) => FILES[`./messages/${language}/${area}.json`] ?? []);
  return Object.assign({}, ...(await Promise.all(files.map((load) => load())))) as Partial<Messages>;
}

/** Loads the messages of these areas, now and whenever another language is chosen. */
export async function learn(areas: string[]): Promise<void> {
  const missing = areas.filter((area) => !known.has(area));
  for (const area of missing) known.add(area);
  const { language } = spoken.get();
  const learnt = await messagesOf(language, missing);
  const now = spoken.get();
  if (now.language === language) spoken.set({ ...now, messages: { ...now.messages, ...learnt } });
}

export async function speak(language: Language): Promise<void> {
  const messages = (await messagesOf(language, known)) as Messages;
  const locale = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
  document.documentElement.lang = language;
  document.documentElement.dir = direction(language);
  spoken.set({ language, locale, messages });
}

export const startLanguage = (): Promise<void> => speak(preferred());

export function chooseLanguage(language: Language): void {
  localStorage.setItem(CHOSEN, language);
  void speak(language);
}

/** The message with its values; `count` chooses the plural form, and numbers are written as the locale does. */
export function text(key: Key, values: Values = {}): string {
  const { locale, language, messages } = spoken.get();
  return filled(messages[key], values, locale, language);
}

/** The message of a name that comes from the API (a state, a code); the name itself where nobody has worded it. */
export function worded(prefix: string, name: string): string {
  const { messages } = spoken.get();
  const found: Message | undefined = (messages as Record<string, Message>)[`${prefix}.${name}`];
  return typeof found === 'string' ? found : name.replaceAll('_', ' ');
}

export function filled(message: Message, values: Values, locale: string, language: string): string {
  const form =
    typeof message === 'string'
      ? message
      : (message[new Intl.PluralRules(language).select(Number(values.count))] ?? message.other ?? '');
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

/** What an error says, in the person's language where its code is known. */
export function errorText(error: unknown): string {
  if (error instanceof Unreachable) return text(error.kind === 'offline' ? 'error.offline' : 'error.gateway');
  if (!isProblem(error)) return text('error.page');
  const { messages } = spoken.get();
  const known = (messages as Record<string, Message>)[`error.${error.code}`];
  if (typeof known === 'string') return known;
  if (error.status === 403) return text('error.forbidden');
  if (error.status === 429) return text('error.busy');
  return error.status >= 500 ? text('error.server') : error.detail;
}

export const formatNumber = (value: number, options?: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(spoken.get().locale, options).format(value);

export const formatMoney = ({ amount, currency }: Money): string =>
  formatNumber(amount / 10 ** exponent(currency), moneyStyle(currency));

const STYLES: Record<'moment' | 'day' | 'time', Intl.DateTimeFormatOptions> = {
  moment: { dateStyle: 'medium', timeStyle: 'short' },
  day: { dateStyle: 'medium' },
  time: { timeStyle: 'medium' },
};

export const formatWhen = (iso: string, style: keyof typeof STYLES = 'moment'): string =>
  new Intl.DateTimeFormat(spoken.get().locale, STYLES[style]).format(new Date(iso));

/** A day of the calendar ("2026-12-24"), which is the same everywhere. */
export const formatDate = (day: string): string =>
  new Intl.DateTimeFormat(spoken.get().locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );

const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 hours ago", "tomorrow". */
export function formatAgo(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(spoken.get().locale, { numeric: 'auto' });
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return format.format(Math.round(seconds / size), unit);
}
