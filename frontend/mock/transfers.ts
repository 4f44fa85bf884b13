import type { Said } from './routes.ts';
import type { Asked } from './till.ts';

const ok = (body: unknown, status = 200): Said => ({ status, body });
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const DAY = 86_400_000;
const day = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const date = (days: number) => day(days).slice(0, 10);

/** An order that waits for its transfer, since and until so many days from now. */
const rowOf = (
  orderId: string,
  number: string,
  name: string,
  total: number,
  [since, until]: [number, number],
  received = 0,
) => ({
  ...{ order_id: orderId, number, customer_id: 'c1', guest: false, name, country: 'DE' },
  ...{ email: `${number.toLowerCase()}@shop.example`, state: 'AWAITING_PAYMENT' },
  payment: received > 0 ? 'partially_captured' : 'pending',
  ...{ total: eur(total), refunded: eur(0), received: eur(received), tracking_codes: [], disputed: false },
  ...{ placed_at: day(since), pay_by: day(until), lines: [], waiting: ['transfer'] },
});

const backOf = (index: number, reference: string, more: { surplus?: unknown[]; refunds?: unknown[] }) => ({
  ...{ payment_id: `payment-${index}`, order_id: 'order-00000', reference, amount: eur(0), since: day(-3) },
  ...{ surplus: [], refunds: [], ...more },
});

const ENTRY = { bookable: true, text: '', missing: eur(0), surplus: eur(0), parts: [] };
const partOf = (reference: string, amount: number, due = amount) => [
  { order_id: 'order-00000', reference, amount: eur(amount), due: eur(due) },
];

/** Bank transfers as staff see them: who is waited for, what a statement tells, and what is to be given back. */
export function transfersApi(): (asked: Asked) => Said | null {
  const waiting = [
    rowOf('order-00000', 'SK-7Q2M9-XK4TD', 'Amira Haddad', 12_900, [-6.2, 0.8]),
    rowOf('order-00006', 'SK-3FH8W-P6RAN', 'Jonas Weber', 8_480, [-4.1, 2.9], 5_000),
    rowOf('order-00012', 'SK-9VC4B-T2MJE', 'ليلى حسن', 21_450, [-2.6, 4.4]),
    rowOf('order-00018', 'SK-5KD7Y-G8HQS', 'Sanne de Vries', 4_390, [-0.3, 6.7]),
  ];
  const back = [
    backOf(2, 'SK-6TR2N-W9XPA', {
      surplus: [
        {
          ...{ transfer_id: 't1', amount: eur(810), arrived_on: date(-3), payer: 'Lea Fontaine' },
          account: 'FR7630006000011234567890189',
        },
      ],
    }),
    backOf(3, 'SK-2BM5J-D7KEH', {
      refunds: [{ refund_id: 'r1', amount: eur(6_940), requested_at: day(-1.4) }],
    }),
  ];
  const entries = [
    {
      ...{ ...ENTRY, entry_id: 'e1', match: 'exact', amount: eur(12_900), booked_on: date(-1) },
      ...{ payer: 'Amira Haddad', text: 'SK-7Q2M9-XK4TD', parts: partOf('SK-7Q2M9-XK4TD', 12_900) },
    },
    {
      ...{ ...ENTRY, entry_id: 'e2', match: 'under', amount: eur(2_000), booked_on: date(-1) },
      ...{ payer: 'Jonas Weber', text: 'Rest SK3FH8WP6RAN', missing: eur(1_480) },
      parts: partOf('SK-3FH8W-P6RAN', 2_000, 3_480),
    },
    {
      ...{ ...ENTRY, entry_id: 'e3', match: 'over', amount: eur(4_500), booked_on: date(-2) },
      ...{ payer: 'S. de Vries', text: 'order SK-5KD7Y-G8HQS', surplus: eur(110) },
      parts: partOf('SK-5KD7Y-G8HQS', 4_500, 4_390),
    },
    {
      ...{ ...ENTRY, entry_id: 'e4', match: 'unknown', amount: eur(21_450), booked_on: date(-2) },
      ...{ payer: 'Samir Hassan', text: 'for the rug, thank you', bookable: false },
    },
    {
      ...{ ...ENTRY, entry_id: 'e5', match: 'booked', amount: eur(3_200), booked_on: date(-2) },
      ...{
        payer: 'Mina Park',
        text: 'SK-8XA3P-N5VDC',
        bookable: false,
        parts: partOf('SK-8XA3P-N5VDC', 3_200),
      },
    },
  ];

  function received(reference: unknown, amount: number) {
    const at = waiting.findIndex(({ number }) => number === reference);
    const row = waiting[at];
    if (!row) return { due: eur(0), to_give_back: eur(amount) };
    row.received = eur(row.received.amount + amount);
    const due = row.total.amount - row.received.amount;
    if (due <= 0) waiting.splice(at, 1);
    return { due: eur(Math.max(due, 0)), to_give_back: eur(Math.max(-due, 0)) };
  }

  function book(chosen: { entry_id: string; reference: string }[]) {
    for (const { entry_id, reference } of chosen) {
      const entry = entries.find((one) => one.entry_id === entry_id);
      if (!entry || entry.match === 'booked') continue;
      received(entry.parts[0]?.reference ?? reference, entry.amount.amount);
      Object.assign(entry, { match: 'booked', bookable: false });
    }
    return { account: 'DE02120300000000202051', own_account: true, passed_over: 3, entries };
  }

  /** Once a payment's only sum was sent, it is not listed any more. */
  function sent(paymentId: unknown) {
    const at = back.findIndex(({ payment_id }) => payment_id === paymentId);
    return ok(back.splice(at, at < 0 ? 0 : 1)[0] ?? {});
  }

  return ({ method, path, query, body }) => {
    if (path === '/admin/backoffice/orders' && query.get('waiting') === 'transfer')
      return ok({ items: waiting, next_cursor: null });
    const refund = /^\/admin\/payments\/([^/]+)\/refunds\/[^/]+\/mark-sent$/.exec(path);
    if (refund) return sent(refund[1]);
    if (path === '/admin/transfers/returns') return sent(body.payment_id);
    if (path === '/admin/transfers/statements') return ok(book(body.book as Parameters<typeof book>[0]));
    if (path !== '/admin/transfers') return null;
    if (method === 'GET') return ok({ items: back, next_cursor: null });
    return ok(received(body.reference, (body.amount as { amount: number }).amount), 201);
  };
}
