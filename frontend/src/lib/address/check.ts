import type { AddressDraft, AddressField, FieldErrors } from '../address';
import { normalPostalCode } from './postalCode';
import { ruleOf, type PlaceField, type Rule } from './rules';

const LABELS: Record<AddressField, string> = {
  name: 'Full name',
  line1: 'Street and number',
  line2: 'Flat, floor, company',
  city: 'Town or city',
  postal_code: 'Postal code',
  region: 'State or region',
  country: 'Country',
  phone: 'Phone',
};
const FIELDS = Object.keys(LABELS) as AddressField[];
const LONGEST: Partial<Record<AddressField, number>> = { postal_code: 20, phone: 40 };
const LONGEST_LINE = 100;
// Control characters, breaks, and marks that turn the direction of text.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/u;
const PHONE = /^(\+?[0-9 ()/.-]+?)(?:[ ,;]*(?:extension|ext|x|#)[.:=]?[ ]*[0-9]{1,7})?$/i;
const PHONE_FORM = 'Phone: digits, spaces and + ( ) - . / only; an extension as in “ext. 9”.';

export function labelOf(field: AddressField, rule: Rule | undefined): string {
  return (rule?.labels as Partial<Record<AddressField, string>> | undefined)?.[field] ?? LABELS[field];
}

/** The fields in their usual form, and what is wrong with them: what the services would say of it. */
export function settle(typed: AddressDraft): { address: AddressDraft; errors: FieldErrors } {
  const address = { ...typed };
  for (const field of FIELDS) address[field] = oneLine(typed[field]);
  const rule = ruleOf(address.country);
  const errors: FieldErrors = {};
  for (const field of FIELDS) {
    const wrong = textProblem(field, address[field], rule);
    if (wrong) errors[field] = wrong;
  }
  if (!rule) return { address, errors: { ...errors, country: 'Choose the country.' } };
  const byCountry = placeProblems(address, rule, errors);
  return { address, errors: { ...byCountry, ...phoneProblem(address), ...errors } };
}

const oneLine = (text: string): string => text.trim().replace(/[^\S\n\r\t\v\f\u2028\u2029]+/g, ' ');

function textProblem(field: AddressField, text: string, rule: Rule | undefined): string | undefined {
  const label = labelOf(field, rule);
  if (UNPRINTABLE.test(text)) return `${label}: use letters, digits and signs of one line only.`;
  const longest = LONGEST[field] ?? LONGEST_LINE;
  if (Array.from(text).length > longest) return `${label}: at most ${longest} characters fit.`;
  return field === 'name' && !text ? 'Enter the full name.' : undefined;
}

function phoneProblem(address: AddressDraft): FieldErrors {
  address.phone = oneLine(address.phone.normalize('NFKC'));
  if (!address.phone) return {};
  const digits = PHONE.exec(address.phone)?.[1]?.replace(/\D/g, '').length ?? 0;
  return digits >= 5 && digits <= 17 ? {} : { phone: PHONE_FORM };
}

/** Also brings code and region to their usual form, unless they were refused as text. */
function placeProblems(address: AddressDraft, rule: Rule, refused: FieldErrors): FieldErrors {
  const errors: FieldErrors = {};
  for (const field of rule.required) if (!address[field]) errors[field] = missing(field, rule);
  if (rule.either && !address.city && !address.region) {
    const field = rule.fields.includes('city') ? 'city' : 'region';
    errors[field] = `Enter the ${rule.labels.city.toLowerCase()} or the ${rule.labels.region.toLowerCase()}.`;
  }
  if (!refused.postal_code) {
    const [code, fits] = normalPostalCode(address.postal_code, rule.postal_code);
    address.postal_code = code;
    if (!fits)
      errors.postal_code = `${rule.labels.postal_code}: ${rule.postal_code?.example} is the form (${rule.name}).`;
  }
  if (address.region && rule.regions && !refused.region) {
    const code = regionCode(address.region, rule.regions);
    if (code) address.region = code;
    else errors.region = `${rule.labels.region}: ${address.region} is none of ${rule.name}; choose one.`;
  }
  return errors;
}

function missing(field: PlaceField, rule: Rule): string {
  const label = labelOf(field, rule);
  const name = /^\p{Lu}{2}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
  return `${field === 'region' && rule.regions ? 'Choose' : 'Enter'} the ${name}.`;
}

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

function regionCode(text: string, regions: [string, string][]): string | undefined {
  const wanted = folded(text);
  return regions.find((region) => region.some((name) => folded(name) === wanted))?.[0];
}
