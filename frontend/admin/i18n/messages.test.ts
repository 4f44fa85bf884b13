import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filled, type Message } from './language';

const FOLDER = 'admin/i18n/messages';
const areas = readdirSync(`${FOLDER}/en`);
const read = (language: string, area: string) =>
  JSON.parse(readFileSync(`${FOLDER}/${language}/${area}`, 'utf8')) as Record<string, Message>;

const forms = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message);
/** Plural forms that say the number in words ("one row") may leave it out. */
const placeholders = (message: Message): string[] =>
  [...new Set(forms(message).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();

describe.each(['de', 'ar'])('the messages in %s', (language) => {
  it('are in the same files', () => {
    expect(readdirSync(`${FOLDER}/${language}`)).toEqual(areas);
  });

  it.each(areas)('%s: have the same keys and placeholders, and every plural form', (area) => {
    const english = read('en', area);
    const theirs = read(language, area);
    expect(Object.keys(theirs)).toEqual(Object.keys(english));
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
    for (const [key, message] of Object.entries(english)) {
      const translated = theirs[key] ?? '';
      expect(placeholders(translated), key).toEqual(placeholders(message));
      expect(typeof translated, key).toBe(typeof message);
      if (typeof translated === 'object') expect(Object.keys(translated).sort(), key).toEqual(categories);
      expect(forms(translated).every(Boolean), key).toBe(true);
    }
  });
});

describe('a message', () => {
  it('belongs to one area alone', () => {
    const keys = areas.flatMap((area) => Object.keys(read('en', area)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('takes the plural form of its language, and writes numbers as the locale does', () => {
    const loaded = read('ar', 'patterns.json')['list.loaded'] ?? '';
    expect([0, 1, 2, 3, 11, 100].map((count) => filled(loaded, { count }, 'ar', 'ar'))).toEqual([
      'لا صفوف',
      'صف واحد',
      'صفان',
      '3 صفوف',
      '11 صفًا',
      '100 صف',
    ]);
    expect(filled({ one: '{count} row', other: '{count} rows' }, { count: 12000 }, 'de', 'de')).toBe(
      '12.000 rows',
    );
  });
});
