import { deliveredTo } from './address/rules';

export interface Country {
  code: string;
  name: string;
}

const names = new Intl.DisplayNames(['en'], { type: 'region' });
let sorted: Country[] | undefined;

/** The countries the shop ships to, by name. */
export function countries(): Country[] {
  sorted ??= deliveredTo
    .map((code) => ({ code, name: countryName(code) }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return sorted;
}

/** With the one that was chosen before: a saved address may be of a country the shop does not ship to. */
export function countriesWith(code: string): Country[] {
  const offered = countries();
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
