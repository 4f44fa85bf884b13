/** The fields of an address that are typed, with what they are called; the country is chosen. */
export const ADDRESS = [
  ['name', 'orders.name'],
  ['line1', 'order.line1'],
  ['line2', 'order.line2'],
  ['postal_code', 'order.postalCode'],
  ['city', 'order.city'],
  ['region', 'order.region'],
  ['phone', 'orders.phone'],
] as const;
export const REQUIRED = new Set<string>(['name', 'line1']);
