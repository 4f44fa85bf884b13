import type { CheckoutAddress } from '../api/types';
import { Problem, isRecord } from '../api/problem';
import { settle } from './address/check';
import { countryName } from './countries';

export type AddressField =
  'name' | 'line1' | 'line2' | 'city' | 'postal_code' | 'region' | 'country' | 'phone';
export type AddressDraft = Record<AddressField, string>;
export type FieldErrors = Record<string, string>;

export const NO_ADDRESS: AddressDraft = {
  name: '',
  line1: '',
  line2: '',
  city: '',
  postal_code: '',
  region: '',
  country: '',
  phone: '',
};

/** What is wrong with the address, by field, in the words of the form and of the services. */
export const addressErrors = (address: AddressDraft): FieldErrors => settle(address).errors;

/** As the API takes it: in its usual form, and without the lines that were left empty. */
export function toAddress(draft: AddressDraft): CheckoutAddress {
  const filled = Object.entries(settle(draft).address).filter(([, value]) => value !== '');
  return Object.fromEntries(filled) as unknown as CheckoutAddress;
}

export function toDraft(address: Partial<Record<AddressField, string | null>>): AddressDraft {
  const draft = { ...NO_ADDRESS };
  for (const field of Object.keys(draft) as AddressField[]) draft[field] = address[field] ?? '';
  return draft;
}

/** Where it is, line by line, as far as it is known. */
export const placeLines = (address: Omit<AddressDraft, 'name' | 'phone'>): string[] =>
  [
    address.line1,
    address.line2,
    `${address.postal_code} ${address.city}`.trim(),
    address.region,
    countryName(address.country),
  ].filter(Boolean);

const ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LOCAL_PART = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`);
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** Whether a mail server would take it; the services judge by the same rule (`souk.shopper.contact`). */
export function isEmail(text: string): boolean {
  const [, local = '', domain = ''] = /^(.*)@([^@]*)$/su.exec(text.trim().toLowerCase()) ?? [];
  return (
    local.length <= 64 &&
    LOCAL_PART.test(local) &&
    !/=\?.*\?=/.test(local) &&
    DOMAIN.test(asciiDomain(domain))
  );
}

/** The domain as the domain name system has it; the browser's URLs know how. */
function asciiDomain(domain: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(domain)) return domain;
  const address = `http://${domain}`;
  return URL.canParse(address) ? new URL(address).hostname : '';
}

/** The server's complaints by field, without the part of the path that the form does not know. */
export function fieldErrors(error: unknown): FieldErrors {
  const said = error instanceof Problem ? error.extra.errors : undefined;
  if (!Array.isArray(said)) return {};
  const entries = said.filter(isRecord).map(({ field, message }): [string, string] => {
    const name = String(field).split('.').at(-1) ?? '';
    return [name, String(message)];
  });
  return Object.fromEntries(entries);
}
