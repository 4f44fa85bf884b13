import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { MemoryRouter, useLocation } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Order, OrderDocument, Shipment } from '../../api/types';
import { Pages } from '../../app/App';
import { formatAgo, zoneName } from '../../lib/dates';
import { forget } from '../../lib/useLoad';
import { session } from '../../state/session';
import { cartWith, eur, order } from '../../test/data';
import { fakeNetwork, json, problem } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';
import { momentsOf } from './timeline';

type Told = Order['timeline'][number];

const net = fakeNetwork();
const told = (kind: Told['kind'], time: string, changes: Partial<Told> = {}): Told => ({
  ...{ kind, at: `2026-11-23T${time}Z`, subject: '', amount: null, lines: [], by: '' },
  ...changes,
});
const shipment = (id: string, events: Shipment['events'] = []): Shipment =>
  ({
    id,
    carrier: 'sandbox',
    tracking_code: '',
    tracking_url: '',
    state: 'shipped',
    awaits: [],
    lines: [],
    events,
  }) as never;
const scan = (state: string, time: string, location = '') => ({
  ...{ at: `2026-11-23T${time}Z`, state, description: '', location },
});
const timeline = [
  told('placed', '10:00:00'),
  told('paid', '10:00:00', { subject: 'p1', amount: eur(3890) }),
  told('parcel_packed', '10:01:00', {
    subject: 'o1-1',
    lines: [{ sku: 'MUG', quantity: 2, title: 'Mug' }],
  }),
  told('parcel_shipped', '12:00:00', { subject: 'o1-1' }),
];

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  forget();
  net.api.on('GET /categories', { items: [] }).on('GET /cart', cartWith());
  net.api.on('GET /shipments', { items: [] }).on('GET /returns', { items: [], returnable: [] });
});

afterEach(() => {
  vi.useRealTimers();
});

const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const titles = (moments: { title: string }[]) => moments.map(({ title }) => title);

describe('the moments of an order', () => {
  it('tell that a letter was sent, came back or could not be delivered', () => {
    const at = '2026-11-23T10:00:05Z';
    const letters = [
      { kind: 'order_confirmed', state: 'sent', at },
      { kind: 'shipped', state: 'bounced', at: '2026-11-23T12:00:05Z' },
      { kind: 'return_approved', state: 'undeliverable', at: '2026-11-24T12:00:05Z' },
      { kind: 'invoice', state: 'sent', at: '2026-11-24T12:00:06Z' },
    ] as const;
    const moments = momentsOf(order('SHIPPED', { timeline: timeline.slice(0, 1) }), [], [], [...letters]);
    expect(titles(moments)).toEqual([
      'E-mail sent: your invoice',
      'E-mail could not be delivered: your return',
      'E-mail came back: your parcel is on its way',
      'E-mail sent: your order is confirmed',
      'You ordered',
    ]);
  });

  it('say where a refund went that did not go the way it was paid', () => {
    const back = (subject: string, time: string) => told('refunded', time, { subject, amount: eur(500) });
    const refunds = (['payment', 'store_credit', 'credits'] as const).map((to, index) => ({
      ...{ id: `r${String(index)}`, amount: eur(500), to },
    }));
    const moments = [back('r0', '13:00:00'), back('r1', '13:01:00'), back('r2', '13:02:00')];
    expect(titles(momentsOf(order('DELIVERED', { timeline: moments, refunds })))).toEqual([
      'Paid back to the gift card or credit that paid it: €5.00',
      'Paid back as store credit: €5.00',
      'Paid back: €5.00',
    ]);
  });

  it('are in the order in which they happened, the newest first', () => {
    const moments = momentsOf(order('SHIPPED', { timeline, shipments: [shipment('o1-1')] as never }));
    expect(titles(moments)).toEqual([
      'Your parcel has left us',
      'Your parcel is being packed',
      expect.stringMatching(/^Paid: .*38\.90/),
      'You ordered',
    ]);
    expect(moments[1]?.text).toBe('2 × Mug');
  });

  it("have a carrier's scans in place of the news of them, and name parcels where there are several", () => {
    const two = [
      shipment('o1-1', [scan('picked_up', '11:30:00', 'Berlin'), scan('in_transit', '11:45:00')]),
      shipment('o1-2'),
    ];
    const moments = momentsOf(
      order('SHIPPED', {
        timeline: [...timeline, told('parcel_held_up', '13:00:00', { subject: 'o1-2' })],
        shipments: two,
      }),
      two,
    );
    expect(titles(moments).slice(0, 4)).toEqual([
      'Parcel 2 is held up',
      'Parcel 1 is on its way',
      'Parcel 1 has left us',
      'Parcel 1 is being packed',
    ]);
    expect(moments[2]).toMatchObject({ at: '2026-11-23T11:30:00Z', text: 'Berlin' });
  });

  it('do not say that a parcel is packed for which goods have to come in', () => {
    const one = { ...shipment('o1-1'), awaits: ['MUG'] };
    const shown = order('FULFILLING', { timeline: timeline.slice(0, 3), shipments: [one] });
    expect(titles(momentsOf(shown, [one]))[0]).toBe('Your parcel waits for what is not in stock yet');
  });

  it('have documents behind what happened on their day, and returns with their number', () => {
    const invoice = {
      number: 'RE-1',
      type: 'invoice',
      issued_on: '2026-11-23',
      total: eur(3890),
    } as OrderDocument;
    const moments = momentsOf(
      order('PAID', { timeline: [...timeline, told('return_received', '12:30:00', { subject: 'o1-R2' })] }),
      [],
      [invoice],
    );
    expect(titles(moments).slice(0, 2)).toEqual(['Invoice RE-1', 'Return 2: arrived at ours']);
  });

  it('say what they can of a kind that the page does not know', () => {
    const later = told('placed', '10:00:00', { kind: 'gift_wrapped' as never });
    expect(titles(momentsOf(order('PAID', { timeline: [later] })))).toEqual(['gift wrapped']);
  });

  it('are told by the clock, and of today by how long ago they were', () => {
    const now = new Date(2026, 10, 23, 12);
    const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
    expect([0, 5, 125, 1440].map((minutes) => formatAgo(before(minutes), now))).toEqual([
      'now',
      '5 minutes ago',
      '2 hours ago',
      '',
    ]);
    expect(zoneName()).toContain(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  });
});

describe('the timeline', () => {
  it('shows what is new without a reload, and says it once', async () => {
    net.api.onEach(
      'GET /orders/o1',
      () => json(order('PAID', { timeline: timeline.slice(0, 2) }), 200, { ETag: '"1"' }),
      () => json(order('FULFILLING', { timeline: timeline.slice(0, 3), version: 2 }), 200, { ETag: '"2"' }),
      () => json(null, 304),
    );
    renderShop('/orders/o1#key=k');
    const list = await screen.findByRole('region', { name: 'What happened' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(2);
    expect(screen.queryByText(/News of your order/)).not.toBeInTheDocument();
    await wait(5_000);
    expect(within(list).getAllByRole('listitem')).toHaveLength(3);
    expect(screen.getByText('News of your order: Your parcel is being packed')).toBeInTheDocument();
    const time = within(list).getAllByRole('time')[0];
    expect(time).toHaveAttribute('datetime', '2026-11-23T10:01:00Z');
    expect(within(list).getByText(/^Times are in /)).toBeInTheDocument();
  });
});

function Address() {
  const { pathname, search, hash } = useLocation();
  return <span title="address">{pathname + search + hash}</span>;
}

describe('a link that works once', () => {
  function follow() {
    session.set({ status: 'guest', user: null });
    render(
      <MemoryRouter initialEntries={['/orders/o1#code=1.ab.cd']}>
        <Pages />
        <Address />
      </MemoryRouter>,
    );
    return screen.findByRole('button', { name: 'Open my order' });
  }

  it('is used only when somebody asks to, and opens the order for this tab', async () => {
    net.api
      .on('POST /orders/o1/access', { access_key: 'visit', expires_at: '2026-11-24T10:00:00Z' })
      .on('GET /orders/o1', order('DELIVERED'));
    const button = await follow();
    await waitFor(() => expect(screen.getByTitle('address')).toHaveTextContent(/^\/orders\/o1$/));
    expect(net.api.to('POST /orders/o1/access')).toHaveLength(0);
    fireEvent.click(button);
    expect(await screen.findByText('Your order has arrived')).toBeInTheDocument();
    const [used] = net.api.to('POST /orders/o1/access');
    expect(used?.body).toEqual({ code: '1.ab.cd' });
    expect(used?.headers.get('Idempotency-Key')).toBeTruthy();
    expect(net.api.to('GET /orders/o1')[0]?.headers.get('X-Order-Key')).toBe('visit');
    expect(sessionStorage.getItem('souk.order.o1')).toBe('visit');
  });

  it('has another one sent where it was used before', async () => {
    net.api.on('POST /orders/o1/access', () => problem(403, 'order_key_expired'));
    fireEvent.click(await follow());
    expect(await screen.findByRole('heading', { name: 'This link has ended' })).toBeInTheDocument();
  });
});

describe('finding an order', () => {
  it('says the same whatever there is', async () => {
    net.api.on('POST /order-look-ups', () => new Response(null, { status: 202 }));
    renderShop('/find-order');
    fireEvent.change(await screen.findByLabelText('Order number'), { target: { value: ' SK-1 ' } });
    fireEvent.change(screen.getByLabelText('E-mail you ordered with'), {
      target: { value: 'ada@example.org' },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Send me a link' }));
    expect(
      await screen.findByText(/If an order has this number and goes with ada@example.org/),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(net.api.to('POST /order-look-ups').map((call) => call.body)).toEqual([
        { order_number: 'SK-1', email: 'ada@example.org' },
      ]),
    );
  });
});
