interface Line {
  sku: string;
  title: string;
  quantity: number;
  total: { amount: number; currency: string };
}

interface Ordered {
  id: string;
  number: string;
  state: string;
  email: string;
  placed_at: string;
  lines: Line[];
  shipping: { amount: number; currency: string };
  shipping_address: object;
}

const LEFT = new Set(['SHIPPED', 'DELIVERED']);
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const after = ({ placed_at }: Ordered, minutes: number) =>
  new Date(Date.parse(placed_at) + minutes * 60_000).toISOString();
const parcelLines = ({ lines }: Ordered) =>
  lines.map(({ sku, quantity, title }) => ({ sku, quantity, title }));

/** What the staff's page of an order shows beside what lists show. */
export function deskOf(order: Ordered) {
  const hasLeft = LEFT.has(order.state);
  const isPaid = hasLeft || order.state === 'PAID' || order.state === 'FULFILLING';
  const refunded = order.state === 'DELIVERED' ? 1 : 0;
  return {
    units: order.lines.map(({ sku, quantity }, index) => ({
      ...{ sku, ordered: quantity, shipped: hasLeft ? quantity : 0 },
      refunded: index === 0 ? refunded : 0,
    })),
    original_email: order.email,
    original_address: order.shipping_address,
    readdressing: null,
    reviewed: null,
    agreed: [],
    letters: ['order_confirmed', ...(hasLeft ? ['shipped'] : [])],
    traces: [
      { correlation_id: 'trace-0001', at: order.placed_at, events: ['order.placed'] },
      { correlation_id: 'trace-0002', at: after(order, 2), events: ['order.paid', 'order.fulfilling'] },
    ],
    shipments: isPaid
      ? [
          {
            ...{ id: `${order.id}-1`, carrier: 'sandbox', state: hasLeft ? 'shipped' : 'booked' },
            ...{ tracking_code: 'SB20000001DE', tracking_url: 'https://carrier.example/SB20000001DE' },
            lines: parcelLines(order),
          },
        ]
      : [],
  };
}

export const parcelsOf = (order: Ordered) =>
  deskOf(order).shipments.map((parcel) => ({
    ...parcel,
    ...{
      order_id: order.id,
      order_number: order.number,
      queue: parcel.state === 'booked' ? 'to_ship' : null,
    },
    ...{ address: order.shipping_address, weight_grams: 900, carrier_reference: 'SB-1', label_url: '' },
    ...{
      created_at: after(order, 3),
      next_attempt_at: null,
      attempts: 0,
      silent_since: null,
      held: [],
      note: '',
    },
    ...{ trouble: '', outcome: '', return_id: '', replaces: '', decided_by: '', decided_why: '' },
    ...{ version: 2, service: 'standard', work: null },
    events: LEFT.has(order.state)
      ? [
          {
            ...{ at: after(order, 300), state: 'in_transit' },
            ...{ description: 'Sorted', location: 'Leipzig' },
          },
          {
            ...{ at: after(order, 200), state: 'picked_up' },
            ...{ description: 'Picked up', location: 'Berlin' },
          },
        ]
      : [],
  }));

export const lettersOf = (order: Ordered) => [
  ...(LEFT.has(order.state)
    ? [
        {
          ...{ event_id: 'e3', kind: 'shipped', state: 'rejected', at: after(order, 201) },
          ...{ to: 'c•••@shop.example', reason: 'MessageRejected' },
        },
      ]
    : []),
  {
    ...{ event_id: 'e2', kind: 'order_confirmed', state: 'sent', at: after(order, 3) },
    ...{ to: 'c•••@shop.example', reason: '' },
  },
];

/** A payment's refunds, disputes and what is left of it. */
export function refundsOf(order: Ordered) {
  const units = deskOf(order).units;
  const refunds = units
    .filter(({ refunded }) => refunded > 0)
    .map(({ sku, ordered }) => {
      const line = order.lines.find((one) => one.sku === sku);
      const amount = eur(Math.round((line?.total.amount ?? 0) / ordered));
      return {
        ...{ refund_id: 'r1', amount, status: 'succeeded', reason: 'arrived broken' },
        ...{
          requested_by: 'user:fin-00000001',
          requested_at: after(order, 600),
          settled_at: after(order, 601),
        },
        ...{
          failure: '',
          lines: [{ sku, quantity: 1, amount }],
          restock: false,
          shipping: null,
          to: 'payment' as const,
        },
      };
    });
  return {
    refunds,
    refundable_lines: order.lines.map(({ sku, quantity, total }, index) => {
      const refunded = units[index]?.refunded ?? 0;
      const left = quantity - refunded;
      return {
        ...{ sku, ordered: quantity, units: left },
        amount: eur(Math.round((total.amount * left) / quantity)),
      };
    }),
    refundable_shipping: order.shipping,
  };
}
