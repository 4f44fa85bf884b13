import type { components } from '../../../src/api/schema';
import { formatMoney } from '../../i18n/language';

type Schemas = components['schemas'];
export type Evidence = Schemas['EvidenceView'];
export type DisputeFile = Schemas['ShownFileRequest'];
export type FileKind = DisputeFile['kind'];

/** What a file shows; a dispute takes one of each. */
export const FILE_KINDS: FileKind[] = [
  'uncategorized_file',
  'receipt',
  'shipping_documentation',
  'customer_communication',
  'service_documentation',
  'refund_policy',
  'cancellation_policy',
  'customer_signature',
  'duplicate_charge_documentation',
];

/** What is known of the order, as far as somebody may read it. */
export interface Known {
  order?: Schemas['StaffOrderView'];
  parcels?: Schemas['StaffShipmentView'][];
  documents?: Schemas['OrderDocumentView'][];
  letters?: Schemas['LetterView'][];
  policy?: string;
}

/** The members in their order, and how many characters each may have; the API has the last word. */
export const LIMITS: Record<keyof Evidence, number> = {
  explanation: 8000,
  product: 10000,
  customer_name: 200,
  customer_email: 320,
  billing_address: 1000,
  shipping_address: 1000,
  carrier: 500,
  tracking_numbers: 1000,
  shipped_on: 200,
  delivered_on: 200,
  invoice: 4000,
  correspondence: 6000,
  refund_policy: 10000,
};
export const MEMBERS = Object.keys(LIMITS) as (keyof Evidence)[];

/**
 * What the bank is told as far as the shop knows it; why the money is the shop's is for people to say. Days are those of UTC in
 * ISO 8601, which every bank reads alike.
 */
export function filled({ order, parcels = [], documents = [], letters = [], policy = '' }: Known): Evidence {
  const sent = parcels.filter(({ state }) => LEFT.has(state));
  const evidence: Evidence = {
    explanation: '',
    product: order ? order.lines.map(lineOf).join('\n') : '',
    customer_name: order?.shipping_address.name ?? '',
    customer_email: order?.email ?? '',
    billing_address: '',
    shipping_address: order ? whereTo(order) : '',
    carrier: joined(sent.map(({ carrier }) => carrier)),
    tracking_numbers: joined(sent.map(({ tracking_code }) => tracking_code)),
    shipped_on: joined(sent.map((parcel) => dayOf(parcel, SHIPPED))),
    delivered_on: joined(sent.map((parcel) => dayOf(parcel, DELIVERED))),
    invoice: documents.map(documentOf).join('\n'),
    correspondence: letters
      .filter(({ state }) => state === 'sent')
      .map(letterOf)
      .sort()
      .join('\n'),
    refund_policy: policy,
  };
  for (const member of MEMBERS) evidence[member] = evidence[member].slice(0, LIMITS[member]);
  return evidence;
}

const LEFT = new Set(['shipped', 'in_transit', 'out_for_delivery', 'delivered', 'exception']);
const SHIPPED = new Set(['shipped', 'picked_up', 'in_transit']);
const DELIVERED = new Set(['delivered']);

const joined = (texts: string[]): string => [...new Set(texts.filter(Boolean))].join(', ');

const lineOf = ({ quantity, title, variant_title, sku, total }: Schemas['OrderLineView']): string =>
  `${quantity} × ${[title, variant_title].filter(Boolean).join(', ')} (${sku}), ${formatMoney(total)}`;

/** Where it goes: what is collected elsewhere never comes to the address. */
function whereTo({ shipping_address: address, pickup, pickup_point }: Schemas['StaffOrderView']): string {
  const at = pickup_point ?? pickup;
  if (!at) return addressOf(address);
  const place = [at.name, at.line1, `${at.postal_code} ${at.city}`.trim(), at.country].join('\n');
  return `To be collected by the customer at:\n${place}\n\nAddress of the customer:\n${addressOf(address)}`;
}

const addressOf = (address: Schemas['OrdersAddressView']): string =>
  [
    address.name,
    address.line1,
    address.line2,
    [address.postal_code, address.city].filter(Boolean).join(' '),
    address.region,
    address.country,
  ]
    .filter(Boolean)
    .join('\n');

/** The first day on which the carrier said so. */
function dayOf({ events }: Schemas['StaffShipmentView'], states: ReadonlySet<string>): string {
  const told = events.filter(({ state }) => states.has(state)).map(({ at }) => at);
  return told.sort()[0]?.slice(0, 10) ?? '';
}

const documentOf = ({ type, number, issued_on, total }: Schemas['OrderDocumentView']): string =>
  `${type.replace('_', ' ')} ${number}, ${issued_on}, ${formatMoney(total)}`;

const letterOf = ({ at, kind, to }: Schemas['LetterView']): string =>
  `${at.slice(0, 16).replace('T', ' ')} UTC: e-mail "${kind.replaceAll('_', ' ')}" to ${to}`;

/** Evidence as the API takes it. */
export const evidenceOf = (values: Record<string, string>): Evidence =>
  Object.fromEntries(MEMBERS.map((member) => [member, (values[member] ?? '').trim()])) as unknown as Evidence;
