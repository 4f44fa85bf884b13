import type { components } from '../../src/api/schema';
import { eur } from '../../src/test/data';

type Schemas = components['schemas'];
const AT = '2026-11-23T10:00:00Z';

/** What the API answers of orders, customers and figures at a glance, for tests of pages. */
export const ROW: Schemas['OrderRowView'] = {
  order_id: 'order-0001',
  number: 'S-1001',
  customer_id: 'u9',
  guest: false,
  email: 'amira@shop.example',
  name: 'Amira Haddad',
  country: 'DE',
  state: 'PAID',
  payment: 'captured',
  total: eur(4390),
  refunded: eur(0),
  placed_at: AT,
  lines: [{ sku: 'MUG-1', units: 2 }],
  tracking_codes: ['T-1'],
  disputed: false,
  waiting: ['exception'],
  pay_by: null,
  received: eur(0),
};

export const CUSTOMER: Schemas['BackofficeCustomerView'] = {
  customer_id: 'u9',
  guest: false,
  email: 'amira@shop.example',
  name: 'Amira Haddad',
  orders: 4,
  spent: eur(17560),
  last_paid_at: AT,
};

export const ACCOUNT: Schemas['UsersCustomersCustomerView'] = {
  id: 'u9',
  email: 'amira@shop.example',
  name: 'Amira Haddad',
  locale: 'de-DE',
  status: 'active',
  created_at: AT,
  closes_at: null,
  block: null,
  version: 2,
  second_factor: false,
  sessions: 1,
  addresses: [
    {
      id: 'a1',
      is_default: true,
      name: 'Amira Haddad',
      line1: 'Sonnenallee 12',
      line2: '',
      city: 'Berlin',
      postal_code: '12047',
      region: '',
      country: 'DE',
      phone: '',
    },
  ],
};

export const NOTE: Schemas['NoteView'] = {
  note_id: 'n1',
  about: 'customer:u9',
  text: 'Rings twice.',
  author: 'mira',
  created_at: AT,
  edited_at: null,
  version: 3,
};

const numbers = (paid: number): Schemas['NumbersView'] => ({
  placed: paid * 2,
  converted: paid,
  paid,
  cancelled: 0,
  expired: 0,
  units: paid,
  gross: paid * 1000,
  refunds: 0,
  refunded: 0,
  net: paid * 1000,
  average: paid ? 1000 : null,
  conversion: paid ? 0.5 : null,
  payments_failed: 2,
});

const list = (query: Schemas['LinkView']['query']): Schemas['LinkView'] => ({
  route: '/admin/backoffice/orders',
  query,
});

/** A day on which all was sold in its first hour: `then` orders when it is compared with. */
export const figures = (then: number): Schemas['FiguresView'] => {
  const steps = (first: number) =>
    ['00', '01'].map((hour, index) => ({ at: `2026-11-29T${hour}`, ...numbers(index ? 0 : first) }));
  return {
    first: '2026-11-29',
    last: '2026-11-29',
    time_zone: 'UTC',
    currency: 'EUR',
    total: numbers(6),
    steps: steps(6),
    compared: { first: '2026-11-22', last: '2026-11-22', total: numbers(90), steps: steps(then) },
    best_sellers: [{ sku: 'MUG-1', units: 6, link: list({ q: 'MUG-1' }) }],
    all_counted: true,
    links: {
      paid: list({ payment: ['captured', 'refunded'], from: '2026-11-29T00:00:00+00:00' }),
      placed: list({}),
      payments_failed: list({ payment: 'failed' }),
    },
  };
};

export const WAITING: Schemas['WaitingsView'] = {
  items: [
    {
      what: 'exception',
      count: 3,
      more: false,
      permission: 'shipments.write',
      link: list({ waiting: 'exception' }),
    },
    {
      what: 'refund_failed',
      count: 1,
      more: false,
      permission: 'payments.refund',
      link: list({ waiting: 'refund_failed' }),
    },
    {
      what: 'unpaid',
      count: 0,
      more: false,
      permission: 'orders.read',
      link: list({ state: 'AWAITING_PAYMENT' }),
    },
    {
      what: 'to_send',
      count: 100,
      more: true,
      permission: 'shipments.write',
      link: list({ state: ['PAID', 'FULFILLING'] }),
    },
  ],
};
