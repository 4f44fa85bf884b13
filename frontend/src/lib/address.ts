import type { CheckoutAddress } from '../api/types';
import { Problem, isRecord } from '../api/problem';

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

const REQUIRED: [AddressField, string][] = [
  ['name', 'Enter the name of the person who receives it'],
  ['line1', 'Enter the street and house number'],
  ['postal_code', 'Enter the postal code'],
  ['city', 'Enter the town or city'],
  ['country', 'Choose the country'],
];

export function addressErrors(address: AddressDraft): FieldErrors {
  return Object.fromEntries(REQUIRED.filter(([field]) => !address[field].trim()));
}

/** As the API takes it: trimmed, and without the lines that were left empty. */
export function toAddress(draft: AddressDraft): CheckoutAddress {
  const filled = Object.entries(draft).filter(([, value]) => value.trim() !== '');
  return Object.fromEntries(
    filled.map(([field, value]) => [field, value.trim()]),
  ) as unknown as CheckoutAddress;
}

export function toDraft(address: Partial<Record<AddressField, string | null>>): AddressDraft {
  const draft = { ...NO_ADDRESS };
  for (const field of Object.keys(draft) as AddressField[]) draft[field] = address[field] ?? '';
  return draft;
}

export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim());
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
