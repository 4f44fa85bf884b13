import { knownCountries } from './address/known';
import { deliveredTo } from './address/rules';

export interface Country {
  code: string;
  name: string;
}

const names = new Intl.DisplayNames(['en'], { type: 'region' });
const byName = (codes: readonly string[]): Country[] =>
  codes.map((code) => ({ code, name: countryName(code) })).sort((a, b) => a.name.localeCompare(b.name));
let sorted: Country[] | undefined;
let all: Country[] | undefined;

/** The countries the shop ships to, by name. */
export function countries(): Country[] {
  sorted ??= byName(deliveredTo);
  return sorted;
}

/** All countries there are, by name: who fetches an order may live in any. */
export function allCountries(): Country[] {
  all ??= byName(knownCountries);
  return all;
}

/** With the one that was chosen before: a saved address may be of a country the shop does not ship to. `delivered` are
 * those that it sends to by now. */
export function countriesWith(code: string, anywhere = false, delivered?: readonly string[]): Country[] {
  const offered = anywhere ? allCountries() : delivered ? byName(delivered) : countries();
  return code === '' || offered.some((country) => country.code === code)
    ? offered
    : [...offered, { code, name: countryName(code) }];
}

export function countryName(code: string): string {
  return names.of(code) ?? code;
}

/** The country of the browser's language, when it is one of ours: saves most shoppers a choice. */
export function likelyCountry(): string {
  const region = new Intl.Locale(navigator.language).maximize().region ?? '';
  return deliveredTo.includes(region) ? region : 'DE';
}
