const CODES =
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE CH NO IS LI GB US CA AU NZ JP';

export interface Country {
  code: string;
  name: string;
}

let sorted: Country[] | undefined;

/** The countries offered in address forms, by name; whether one is delivered to is the server's to say. */
export function countries(): Country[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  sorted ??= CODES.split(' ')
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return sorted;
}

export function countryName(code: string): string {
  return new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? code;
}

/** The country of the browser's language, when it is one of ours: saves most shoppers a choice. */
export function likelyCountry(): string {
  const region = new Intl.Locale(navigator.language).maximize().region ?? '';
  return CODES.split(' ').includes(region) ? region : 'DE';
}
