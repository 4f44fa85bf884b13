import { deskOf, lettersOf, parcelsOf, refundsOf } from './desk.ts';
import type { Goods } from './goods.ts';
import { opsRoutes } from './ops.ts';
import type { Said } from './routes.ts';
import type { Asked } from './till.ts';

const PERMISSIONS = [
  'orders.read',
  'orders.cancel',
  'orders.write',
  'orders.export',
  'reports.read',
  'customers.write',
  'customers.export',
  'customers.erase',
  'payments.read',
  'payments.refund',
  'payments.capture',
  'payments.void',
  'payments.mark_received',
  'shipments.read',
  'shipments.write',
  'returns.write',
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
  'rates.read',
  'rates.write',
  'integrations.manage',
  'events.retry',
];
const AT = '2026-11-23T10:00:00Z';
const STATES = ['AWAITING_PAYMENT', 'PAID', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'CANCELLED'];
const NAMES = ['Amira Haddad', 'Jonas Weber', 'ليلى حسن', 'Mina Park', 'Olu Adeyemi', 'Sofia Rossi'];
const IMPORTS = ['checking', 'checked', 'running', 'stopped', 'succeeded'];
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
      ...{ cancelled: 0, requires_shipping: true, withdrawal_exclusion: null },
      ...{ waiting: 0, available_from: null, digital: false, gift_card: false, reductions: [] },
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
    discount: eur(0),
    shipping_reduction: eur(0),
    reductions: [],
    promotions: [],
    carried: null,
    refunds: [],
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
    ...{
      pickup: null,
      pickup_point: null,
      arrives: { earliest: '2026-12-02', latest: '2026-12-04' },
      timeline: [],
      cancellation: null,
      line_cancellations: [],
      edits: [],
    },
    cancellable: state === 'PAID' ? lines.map(({ sku, title, quantity }) => ({ sku, title, quantity })) : [],
    ...{ downloads: [], granted: [] },
    exchanges: [],
    exchange_of: null,
    supplements: [],
    supplement_of: null,
    digital_consent: null,
    withdrawal: {
      ...{ possible: true, until: null, declared_at: [] },
      lines: lines.map(({ sku, title, quantity }) => ({ sku, title, quantity })),
    },
    unread:
      index % 11 === 4
        ? [
            {
              ...{
                id: `words-${index}`,
                declared_at: before(index - 0.2),
                name,
                contact: `customer${index}@shop.example`,
              },
              words: 'One of the bowls, the smaller one. It does not match the others.',
            },
          ]
        : [],
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
    fraud_warnings: [],
  };
}

/** The row of an order in the back office's own list. */
function rowOf(order: ReturnType<typeof orderOf>, index: number) {
  return {
    ...{ order_id: order.id, number: order.number, customer_id: `c${index % 30}`, guest: index % 3 === 0 },
    ...{ email: order.email, name: order.shipping_address.name, country: 'DE', state: order.state },
    payment: order.money.captured.amount > 0 ? 'captured' : 'pending',
    ...{ total: order.total, refunded: eur(0), placed_at: order.placed_at, tracking_codes: [] },
    lines: order.lines.map(({ sku, quantity }) => ({ sku, units: quantity })),
    ...{ disputed: false, waiting: index % 11 === 2 ? ['exception'] : [] },
  };
}

const list = (query: Record<string, unknown> = {}) => ({ route: '/admin/backoffice/orders', query });

/** Sales that go up and down with the hours; `size` makes another time of them. */
function figuresOf(query: URLSearchParams, goods: Goods[]) {
  const day = query.get('step') === 'day';
  const numbers = (paid: number) => ({
    ...{
      placed: paid + 2,
      converted: paid,
      paid,
      cancelled: 0,
      requires_shipping: true,
      expired: 1,
      units: paid * 2,
      payments_failed: 1,
    },
    ...{ gross: paid * 5400, refunds: 0, refunded: 0, net: paid * 5400, average: 5400 },
    conversion: paid / (paid + 2),
  });
  const first = new Date(query.get('from') ?? new Date().toISOString().slice(0, 10)).getTime();
  const last = new Date(query.get('to') ?? new Date().toISOString().slice(0, 10)).getTime();
  const count = day ? Math.round((last - first) / (24 * HOUR)) + 1 : 24;
  const steps = (size: number) =>
    Array.from({ length: count }, (_, index) => ({
      at: new Date(first + index * (day ? 24 : 1) * HOUR).toISOString().slice(0, day ? 10 : 13),
      ...numbers(Math.round(size * (2 + Math.sin(index / 3)))),
    }));
  const sum = (size: number) => numbers(steps(size).reduce((all, { paid }) => all + paid, 0));
  const before = query.get('compare') === 'year' ? 4 : 6;
  const days = {
    first: new Date(first).toISOString().slice(0, 10),
    last: new Date(last).toISOString().slice(0, 10),
  };
  return {
    ...{ ...days, time_zone: 'UTC', currency: 'EUR', total: sum(7), steps: steps(7), all_counted: true },
    compared: { ...days, total: sum(before), steps: steps(before) },
    best_sellers: goods.slice(0, 6).map(({ variants }, index) => ({
      ...{ sku: variants[0]?.sku ?? '', units: 40 - index * 5, link: list({ q: variants[0]?.sku }) },
    })),
    links: {
      paid: list({ payment: ['captured', 'refunded'] }),
      placed: list(),
      payments_failed: list({ payment: 'failed' }),
    },
  };
}

const WAITING = [
  ['exception', 3, 'shipments.write', list({ waiting: 'exception' })],
  ['dispute', 1, 'payments.read', list({ waiting: 'dispute' })],
  ['to_send', 42, 'shipments.write', list({ state: ['PAID', 'FULFILLING'] })],
  ['reorder', 2, 'stock.write', { route: '/admin/backoffice/stock', query: {} }],
].map(([what, count, permission, link]) => ({ what, count, more: false, permission, link }));

const customerOf = (index: number) => ({
  ...{ customer_id: `c${index}`, guest: index % 3 === 0, email: `customer${index}@shop.example` },
  ...{ name: NAMES[index % NAMES.length], orders: 1 + (index % 7), spent: eur(8900 * (1 + (index % 7))) },
  last_paid_at: before(index),
});

const NOTE = {
  ...{ note_id: 'n1', about: 'customer:c1', text: 'Wants the parcel left with the neighbour.' },
  ...{ author: 'mira@souk.example', created_at: before(30), edited_at: null, version: 1 },
};

const accountOf = (id: string) => ({
  ...{
    id,
    email: `customer${id.slice(1)}@shop.example`,
    name: 'Jonas Weber',
    locale: 'de',
    status: 'active',
  },
  ...{
    created_at: before(9000),
    closes_at: null,
    block: null,
    version: 2,
    second_factor: false,
    sessions: 2,
  },
  addresses: [
    {
      ...{
        id: 'a1',
        is_default: true,
        name: 'Jonas Weber',
        line1: 'Sonnenallee 12',
        line2: '',
        city: 'Berlin',
      },
      ...{ postal_code: '12047', region: '', country: 'DE', phone: '+49 30 1234567' },
    },
  ],
});

const CONSENTS = ['activity', 'marketing'].map((kind, index) => ({
  ...{
    kind,
    version: '1',
    text: 'What they agreed to.',
    given: index === 0,
    outdated: false,
    since: before(900),
  },
  decisions: [
    { given: index === 0, version: '1', text: 'What was said.', at: before(900), source: 'account' },
  ],
}));

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
    ...{
      compare_at: null,
      compare_at_kind: null,
      list_price: null,
      price_per_measure: null,
      available: true,
      vendor: item.vendor,
      status: 'active',
    },
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
  const importOf = (id: string) => ({
    ...{ import_id: id, filename: 'goods.csv', mode: 'set_stock', status: id, created_by: 'mira' },
    ...{ created_at: AT, updated_at: AT, rows_total: 31, rows_done: id === 'checked' ? 31 : 12 },
    ...{
      products_total: 14,
      products_created: 4,
      products_updated: 4,
      products_unchanged: 4,
      products_failed: 2,
    },
    ...{ error_count: 2, warning_count: 0, failure: null, resumable_from: 12, errors: [], warnings: [] },
    dry_run: id.startsWith('check'),
    to_correct_url: id === 'checked' ? '/media/correct.csv' : null,
  });
  const exportOf = (status: string) => ({
    ...{ export_id: status, status, drafts: true, query: { country: 'DE' }, created_by: 'mira' },
    ...{ created_at: before(60), updated_at: AT, products_total: 14, products_done: 9, orders_done: 120 },
    ...{ url: status === 'succeeded' ? '/media/file.csv' : null, available_until: AT },
  });
  const OUTCOMES = ['created', 'updated', 'unchanged', 'failed'];
  const triedOf = (outcome: string | null) =>
    goods
      .slice(0, 14)
      .map((item, index) => {
        const comes = OUTCOMES[index % 4];
        const sku = item.variants[0]?.sku ?? '';
        return {
          ...{ handle: item.handle, title: item.title, line: 2 + 3 * index, rows: 3, outcome: comes },
          ...{ more_differences: 0, warnings: [] },
          errors:
            comes === 'failed'
              ? [{ line: 3, handle: item.handle, field: 'Variant Price', message: "'cheap' is no price" }]
              : [],
          differences:
            comes === 'updated'
              ? [
                  { field: 'Title', sku: null, before: item.title, after: `${item.title}, large` },
                  { field: 'Variant Price', sku, before: '12.00', after: '13.20' },
                ]
              : [],
        };
      })
      .filter((row) => !outcome || row.outcome === outcome);
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
    ...{ limit: 0, promised: '', waiting: 0 },
    locations: { main: 9, lyon: 3 },
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
        moved: {},
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
        moved: {},
      },
    ],
  });

  const routes: [path: RegExp, answer: (query: URLSearchParams, id: string) => unknown][] = [
    [/^\/me$/, () => ({ ...PROFILE, permissions: PERMISSIONS })],
    [/^\/me\/second-factors$/, () => ({ totp: true, passkeys: [] })],
    [/^\/admin\/backoffice\/figures$/, (query) => figuresOf(query, goods)],
    [/^\/admin\/backoffice\/waiting$/, () => ({ items: WAITING })],
    [
      /^\/admin\/backoffice\/stock$/,
      (query) =>
        pageOf(
          goods.slice(0, 2).map(({ handle, variants }, index) => ({
            ...{ sku: variants[0]?.sku, product_id: handle, available: index * 3, threshold: 5 },
          })),
          query,
        ),
    ],
    [
      /^\/admin\/backoffice\/orders$/,
      (query) => {
        const states = query.getAll('state');
        const q = (query.get('q') ?? '').toLowerCase();
        return pageOf(
          orders
            .map(rowOf)
            .filter(({ state }) => states.length === 0 || states.includes(state))
            .filter(({ number, name, email }) => `${number} ${name} ${email}`.toLowerCase().includes(q)),
          query,
        );
      },
    ],
    [/^\/admin\/backoffice\/views$/, () => ({ items: [] })],
    [/^\/admin\/backoffice\/notes$/, (query) => pageOf([NOTE], query)],
    [
      /^\/admin\/backoffice\/customers$/,
      (query) => {
        const q = (query.get('q') ?? '').toLowerCase();
        return pageOf(
          Array.from({ length: 30 }, (_, index) => customerOf(index)).filter(({ name, email }) =>
            `${name} ${email}`.toLowerCase().includes(q),
          ),
          query,
        );
      },
    ],
    [
      /^\/admin\/backoffice\/customers\/c(\d+)$/,
      (query, index) => ({
        ...customerOf(Number(index)),
        ...pageOf(orders.slice(0, 3).map(rowOf), query),
      }),
    ],
    [/^\/admin\/customers\/([^/]+)$/, (_, id) => accountOf(id)],
    [/^\/admin\/customers\/[^/]+\/consents$/, () => ({ items: CONSENTS })],
    [
      /^\/admin\/customers\/[^/]+\/export$/,
      () => ({
        ...{ state: 'none', asked_at: null, parts_done: 0, parts: null, available_until: null },
        ...{ size: null, missing: [], link: null },
      }),
    ],
    [/^\/admin\/customers\/[^/]+\/activity$/, () => ({ items: [], next_cursor: null, agreed: false })],
    [/^\/me\/sessions$/, () => ({ items: [] })],
    [
      /^\/admin\/orders$/,
      (query) =>
        pageOf(
          orders.filter(({ state, unread }) =>
            query.get('unread') ? unread.length > 0 : !query.get('state') || state === query.get('state'),
          ),
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
    [
      /^\/admin\/locations$/,
      () => ({
        ...{ enabled: true, rule: 'nearest' },
        locations: [
          { id: 'main', name: 'Berlin', country: 'DE', city: 'Berlin', priority: 1 },
          { id: 'lyon', name: 'Lyon', country: 'FR', city: 'Lyon', priority: 2 },
        ].map((one) => ({ ...one, line1: '', postal_code: '', active: true, position: null })),
      }),
    ],
    [/^\/admin\/stock\/(.+)$/, (_, sku) => stock(sku)],
    [
      /^\/admin\/staff\/names$/,
      () => ({
        items: ['Mira', 'Admin', 'Support', 'Fulfilment'].map((name) => ({ id: name.toLowerCase(), name })),
      }),
    ],
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
    [/^\/admin\/products\/imports$/, (query) => pageOf(IMPORTS.map(importOf), query)],
    [/^\/admin\/products\/imports\/([^/]+)$/, (_, id) => importOf(id)],
    [/^\/admin\/products\/imports\/.+\/rows$/, (query) => pageOf(triedOf(query.get('outcome')), query)],
    [
      /^\/admin\/(products|backoffice)\/exports$/,
      (query) => pageOf([exportOf('running'), exportOf('succeeded')], query),
    ],
    [
      /^\/admin\/products\/([^/]+)$/,
      (_, id) => {
        const item = goods.find(({ handle }) => handle === id);
        return (
          item && {
            ...item,
            ...{
              status: 'active',
              gift_card: false,
              earlier_handles: [],
              version: 1,
              seo_title: item.seo.title,
            },
            ...{ created_at: AT, updated_at: AT, published_at: AT },
            attributes: [{ name: 'Made in', value: 'Fes' }],
            variants: item.variants.map((variant) => ({
              ...variant,
              ...{ tax_class: 'standard', size_class: '', requires_shipping: true },
              ...{ on_hand: variant.available + 2, reserved: 2 },
            })),
          }
        );
      },
    ],
    ...opsRoutes(AT),
    [
      /^\/admin\/rates$/,
      () => ({
        ...{ currency: 'EUR', tax_included: true, payment_methods: ['Card', 'Bank transfer'] },
        taxes: [
          { country: 'DE', standard: 1900, reduced: 700 },
          { country: 'FI', standard: 2550, reduced: 1350 },
          { country: 'US', standard: 0, reduced: 0 },
        ],
        zones: [
          {
            ...{ id: 'home', name: 'Germany', countries: ['DE'] },
            methods: [
              {
                ...{ id: 'standard', name: 'Standard', by: 'weight', estimate: '2–3 working days' },
                free_from: { amount: 5000, currency: 'EUR' },
                bands: [
                  { up_to: 5000, size_class: '', price: { amount: 490, currency: 'EUR' } },
                  { up_to: null, size_class: '', price: { amount: 990, currency: 'EUR' } },
                ],
              },
            ],
          },
        ],
      }),
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
