import { deskOf, lettersOf, parcelsOf, refundsOf } from './desk.ts';
import type { Goods } from './goods.ts';
import type { Said } from './routes.ts';
import type { Asked } from './till.ts';

const PERMISSIONS = [
  'orders.read',
  'orders.cancel',
  'orders.write',
  'payments.read',
  'payments.refund',
  'payments.capture',
  'payments.void',
  'payments.mark_received',
  'shipments.read',
  'shipments.write',
  'products.read',
  'products.write',
  'products.import',
  'products.export',
  'stock.read',
  'stock.write',
  'customers.read',
  'staff.manage',
  'webhooks.read',
  'logs.read',
  'audit.read',
  'content.read',
  'content.write',
];
const AT = '2026-11-23T10:00:00Z';
const STATES = ['AWAITING_PAYMENT', 'PAID', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'CANCELLED'];
const NAMES = ['Amira Haddad', 'Jonas Weber', 'ليلى حسن', 'Mina Park', 'Olu Adeyemi', 'Sofia Rossi'];
const BULKS = ['checking', 'checked', 'running', 'stopped', 'succeeded'];
const HOUR = 3_600_000;

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const before = (hours: number) => new Date(Date.parse(AT) - hours * HOUR).toISOString();

function orderOf(goods: Goods[], index: number) {
  const lines = [goods[index % goods.length], goods[(index * 7 + 3) % goods.length]].flatMap((item, at) => {
    const variant = item?.variants[0];
    if (!item || !variant) return [];
    const quantity = ((index + at) % 3) + 1;
    return {
      sku: variant.sku,
      product_id: item.handle,
      title: item.title,
      variant_title: variant.title,
      image: item.images[0]?.src ?? '',
      quantity,
      unit_price: variant.price,
      total: eur(variant.price.amount * quantity),
    };
  });
  const subtotal = lines.reduce((sum, { total }) => sum + total.amount, 0);
  const name = NAMES[index % NAMES.length] ?? '';
  const state = STATES[index % STATES.length];
  const paid = state === 'AWAITING_PAYMENT' ? 0 : subtotal + 490;
  const order = {
    id: `order-${String(index).padStart(5, '0')}`,
    number: `S-${20_000 - index}`,
    state: state ?? '',
    version: 3,
    email: `customer${index}@shop.example`,
    placed_at: before(index),
    expires_at: before(index - 1),
    lines,
    subtotal: eur(subtotal),
    shipping: eur(490),
    tax: eur(Math.round(subtotal * 0.16)),
    tax_included: true,
    total: eur(subtotal + 490),
    money: { authorised: eur(paid), captured: eur(paid), refunded: eur(0), disputed: eur(0) },
    shipping_address: {
      ...{ name, line1: 'Sonnenallee 12', line2: '', city: 'Berlin', postal_code: '12047' },
      ...{ region: '', country: 'DE', phone: '+49 30 1234567' },
    },
    shipping_method: 'standard',
    payment_method: index % 4 === 0 ? 'manual' : 'stripe',
    payment: { id: `payment-${index}`, provider: 'stripe', status: paid ? 'captured' : 'pending' },
    history: [
      { state: 'PENDING', at: before(index), by: 'shopper', reason: '', event_id: 'e1' },
      { state, at: before(index - 0.5), by: 'payments', reason: '', event_id: 'e2' },
    ],
    cancellation: null,
    notes: '',
    kept_until: '2029-12-31T00:00:00Z',
    suspicions: index % 9 === 1 ? [{ code: 'velocity', reason: 'The fifth order in an hour.' }] : [],
    owner: 'guest',
    disputes: [],
    events: [],
  };
  return { ...order, ...deskOf(order) };
}

function paymentOf(order: ReturnType<typeof orderOf>, id: string) {
  const { captured } = order.money;
  return {
    payment_id: id,
    order_id: order.id,
    ...{ attempt: '1', provider: 'stripe', provider_reference: 'pi_3Q', status: 'captured' },
    ...{ amount: order.total, authorised: captured, captured, voided: eur(0), refunded: eur(0) },
    ...{ disputed: eur(0), refundable: captured, reason: '', decline_code: '', difference: '' },
    ...{ correlation_id: 'trace-0001', instructions: '', created_at: AT, updated_at: AT, version: 2 },
    ledger: [{ sequence: 1, kind: 'captured', amount: captured, at: AT, reference: 'pi_3Q', by: 'stripe' }],
    ...refundsOf(order),
    disputes: [],
  };
}

/** A page of the list, as the API cuts them. */
function pageOf(items: unknown[], query: URLSearchParams) {
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 24);
  return { items: items.slice(from, to), next_cursor: to < items.length ? String(to) : null };
}

/** The staff's part of the API for looking at pages: it shows, and takes no change. */
export function officeApi(goods: Goods[]): (asked: Asked) => Said | null {
  const orders = Array.from({ length: 500 }, (_, index) => orderOf(goods, index));
  const cards = goods.map((item) => ({
    ...{ id: item.handle, handle: item.handle, title: item.title, image: item.images[0]?.src ?? '' },
    price_from: item.variants[0]?.price,
    price_to: item.variants.at(-1)?.price,
    ...{ compare_at: null, available: true, vendor: item.vendor, status: 'active' },
    category_ids: item.categories.map(({ id }) => id),
  }));
  const lines = ['ERROR', 'WARNING', 'INFO'].map((level, index) => ({
    ...{ id: `l${index}`, time: before(index), level, service: 'orders', function: 'orders-api' },
    ...{ message: 'the carrier did not answer', correlation_id: 'trace-0001', request_id: 'q1' },
    ...{ error: null, fields: { order_id: 'order-00001', attempt: index } },
  }));
  const group = {
    ...{ fingerprint: 'f1', service: 'shipping', type: 'CarrierSilent', message: 'no answer within 14 s' },
    ...{ count: 3, first_seen: before(30), last_seen: AT },
    sample: {
      ...lines[0],
      error: { type: 'CarrierSilent', message: '', stack: 'Traceback …', fingerprint: 'f1' },
    },
  };
  const bulkOf = (id: string) => ({
    ...{ bulk_id: id, status: id, undo_of: null, created_by: 'mira', created_at: AT, updated_at: AT },
    ...{ products_total: id === 'checking' ? null : 14, products_unchanged: 1, products_failed: 1 },
    ...{ products_changed: 12, report_url: id === 'succeeded' ? '/media/report.csv' : null },
    examples: goods.slice(0, 6).map((item, index) => {
      const priced = (part: number) =>
        Object.fromEntries(
          item.variants.map(({ sku, price }) => [
            sku,
            {
              ...{ price: Math.round(price.amount * part), compare_at: null },
              ...{ backorder: false, tracked: true },
            },
          ]),
        );
      const fails = index === 5;
      return {
        ...{ product_id: item.id, handle: item.handle, title: item.title },
        outcome: fails ? 'failed' : 'changed',
        reason: fails ? 'others kept changing it' : '',
        before: fails ? {} : { variants: priced(1) },
        after: fails ? {} : { variants: priced(1.1) },
      };
    }),
  });
  const one = (id: string) => orders.find((order) => order.id === id);
  const stock = (sku: string) => ({
    ...{ sku, product_id: goods[0]?.handle, handle: goods[0]?.handle, on_hand: 12, reserved: 2 },
    ...{ available: 10, over_held: 0, backorder: false, threshold: 5, version: 7, next_cursor: null },
    movements: [
      {
        id: 'm1',
        kind: 'reservation',
        on_hand: 0,
        reserved: 2,
        at: AT,
        actor: 'orders',
        reference: 'S-20000',
        reason: '',
      },
      {
        id: 'm2',
        kind: 'receipt',
        on_hand: 12,
        reserved: 0,
        at: before(40),
        actor: 'mira',
        reference: '',
        reason: 'delivery 7',
      },
    ],
  });

  const routes: [path: RegExp, answer: (query: URLSearchParams, id: string) => unknown][] = [
    [/^\/me$/, () => ({ ...PROFILE, permissions: PERMISSIONS })],
    [/^\/me\/second-factors$/, () => ({ totp: true, passkeys: [] })],
    [/^\/me\/sessions$/, () => ({ items: [] })],
    [
      /^\/admin\/orders$/,
      (query) =>
        pageOf(
          orders.filter(({ state }) => !query.get('state') || state === query.get('state')),
          query,
        ),
    ],
    [/^\/admin\/orders\/(.+)$/, (_, id) => one(id)],
    [
      /^\/admin\/letters$/,
      (query) =>
        pageOf(
          [one(query.get('order_id') ?? '')].flatMap((order) => (order ? lettersOf(order) : [])),
          query,
        ),
    ],
    [
      /^\/admin\/shipments$/,
      (query) =>
        pageOf(
          [one(query.get('order_id') ?? '')].flatMap((order) => (order ? parcelsOf(order) : [])),
          query,
        ),
    ],
    [
      /^\/admin\/payments\/payment-(\d+)$/,
      (_, index) => paymentOf(orderOf(goods, Number(index)), `payment-${index}`),
    ],
    [/^\/admin\/products$/, (query) => pageOf(cards, query)],
    [/^\/admin\/stock\/(.+)$/, (_, sku) => stock(sku)],
    [
      /^\/admin\/staff$/,
      () => ({
        items: ['admin', 'support', 'merchandiser', 'fulfilment', 'finance'].map((role) => ({
          ...{ id: role, email: `${role}@souk.example`, roles: ['shopper', role] },
        })),
      }),
    ],
    [/^\/ops\/errors$/, (query) => pageOf([group], query)],
    [/^\/ops\/errors\/.+$/, () => group],
    [/^\/ops\/logs$/, (query) => pageOf(lines, query)],
    [
      /^\/ops\/traces\/(.+)$/,
      (_, id) => ({ correlation_id: id, services: ['orders', 'shipping'], entries: lines }),
    ],
    [/^\/admin\/products\/bulk-edits$/, (query) => pageOf(BULKS.map(bulkOf), query)],
    [/^\/admin\/products\/bulk-edits\/([^/]+)$/, (_, id) => bulkOf(id)],
    [/^\/admin\/products\/bulk-edits\/.+\/rows$/, (query) => pageOf(bulkOf('running').examples, query)],
    [/^\/admin\/products\/([^/]+)\/preview$/, (_, id) => goods.find(({ handle }) => handle === id)],
    [/^\/admin\/products\/(imports|exports)$/, (query) => pageOf([], query)],
    [
      /^\/admin\/products\/([^/]+)$/,
      (_, id) => {
        const item = goods.find(({ handle }) => handle === id);
        return (
          item && {
            ...item,
            ...{ status: 'active', gift_card: false, version: 1, seo_title: item.seo.title },
            ...{ created_at: AT, updated_at: AT, published_at: AT },
            attributes: [{ name: 'Made in', value: 'Fes' }],
            variants: item.variants.map((variant) => ({
              ...variant,
              ...{ tax_class: 'standard', requires_shipping: true },
              ...{ on_hand: variant.available + 2, reserved: 2 },
            })),
          }
        );
      },
    ],
    [/^\/(admin|ops)\/.+$/, (query) => pageOf([], query)],
  ];

  return ({ method, path, query }) => {
    if (method !== 'GET') return null;
    for (const [pattern, answer] of routes) {
      const hit = pattern.exec(path);
      if (!hit) continue;
      const body = answer(query, decodeURIComponent(hit[1] ?? ''));
      return body ? { status: 200, body } : null;
    }
    return null;
  };
}

const PROFILE = {
  ...{
    id: 'mock-user',
    email: 'amira@example.com',
    name: 'Amira Haddad',
    groups: ['admin'],
    closes_at: null,
  },
  ...{ locale: 'en', created_at: AT, roles: ['shopper', 'admin'] },
};
