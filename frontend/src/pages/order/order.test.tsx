import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { MemoryRouter, useLocation } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cartWith, eur, line, order } from '../../test/data';
import { json, problem, fakeNetwork } from '../../test/fakeApi';
import { Pages } from '../../app/App';
import { session } from '../../state/session';
import { renderShop } from '../../test/renderShop';
import { isFinal, isHeld, sentence, standing, stepsOf } from './states';
import { nextPause } from './useOrder';

const net = fakeNetwork();

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  net.api.on('GET /categories', { items: [] }).on('GET /cart', cartWith());
});

afterEach(() => {
  vi.useRealTimers();
});

const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

function Address() {
  const { pathname, search, hash } = useLocation();
  return <span title="address">{pathname + search + hash}</span>;
}

describe('the order page', () => {
  it('follows the order with its ETag, and seldom once it has arrived', async () => {
    net.api.onEach(
      'GET /orders/o1',
      () => json(order('PAID'), 200, { ETag: '"1"' }),
      () => json(null, 304),
      () => json(order('DELIVERED'), 200, { ETag: '"2"' }),
      () => json(null, 304),
    );
    renderShop('/orders/o1#key=k');
    expect(await screen.findByText('Thank you, your order is paid')).toBeInTheDocument();
    await wait(60_000);
    expect(screen.getByText('Your order has arrived')).toBeInTheDocument();
    const asked = net.api.to('GET /orders/o1').map((call) => call.headers.get('If-None-Match'));
    expect(asked).toEqual([null, '"1"', '"1"']);
    const before = net.api.to('GET /orders/o1').length;
    await wait(3_600_000);
    const more = net.api.to('GET /orders/o1').length - before;
    expect(more).toBeGreaterThan(2);
    expect(more).toBeLessThan(15);
  });

  it('says where, when and for which code the order is picked up', async () => {
    const pickup = {
      ...{
        location: 'main',
        name: 'Souk Berlin',
        line1: 'Torstraße 1',
        postal_code: '10119',
        city: 'Berlin',
      },
      ...{ country: 'DE', hours: 'Mo–Fr 10–18' },
    };
    const parcel = {
      ...{ id: 'o1-1', carrier: 'manual', tracking_code: '', tracking_url: '', state: 'shipped' },
      lines: [],
    };
    const shown = order('SHIPPED', { pickup, shipping_method: 'pickup-main', shipments: [parcel] });
    net.api.on('GET /orders/o1', shown).on('GET /shipments', {
      items: [
        {
          ...parcel,
          order_id: 'o1',
          trouble: '',
          outcome: '',
          replaces: '',
          pickup,
          pickup_code: '042137',
          awaits: [],
          events: [],
        },
      ],
    });
    renderShop('/orders/o1#key=k');
    expect(await screen.findByText('Your order is ready to be picked up')).toBeInTheDocument();
    expect(await screen.findByText('042137')).toBeInTheDocument();
    expect(screen.getByText('To be picked up at Souk Berlin')).toBeInTheDocument();
    expect(screen.getByText('Ready to be picked up')).toBeInTheDocument();
    expect(screen.getByText('Billed to')).toBeInTheDocument();
    expect(screen.queryByText('Delivery to')).not.toBeInTheDocument();
  });

  it('says at which pick-up point the parcel is, and that it was collected', async () => {
    const pickup_point = {
      ...{ carrier: 'sandbox', id: 'P1', kind: 'shop', name: 'Corner kiosk', line1: 'Am Markt 2' },
      ...{ postal_code: '10117', city: 'Berlin', country: 'DE', hours: 'Mo–Sa 9–19' },
    };
    const parcel = {
      ...{ id: 'o1-1', carrier: 'sandbox', tracking_code: 'T1', tracking_url: '', state: 'ready' },
      lines: [],
    };
    const tracked = {
      ...{ ...parcel, state: 'shipped', order_id: 'o1', trouble: '', outcome: '', replaces: '' },
      ...{ awaits: [], pickup: null, pickup_code: '', pickup_point, at_point: true },
      events: [{ at: '2026-11-25T10:00:00Z', state: 'ready', description: '', location: '' }],
    };
    const shown = order('SHIPPED', { pickup_point, shipping_method: 'point', shipments: [parcel] });
    net.api.on('GET /orders/o1', shown).on('GET /shipments', { items: [tracked] });
    renderShop('/orders/o1#key=k');
    expect(await screen.findByText('Your order is ready to be collected')).toBeInTheDocument();
    expect(await screen.findByText('Ready to be collected')).toBeInTheDocument();
    expect(await screen.findByText('Your parcel is ready to be collected')).toBeInTheDocument();
    expect(screen.getByText('Sent to Corner kiosk')).toBeInTheDocument();
    expect(screen.getByText('Billed to')).toBeInTheDocument();
  });

  it('keeps showing the order while the shop does not answer, and goes on asking', async () => {
    net.api.onEach(
      'GET /orders/o1',
      () => json(order('PAID'), 200, { ETag: '"1"' }),
      () => new Response('', { status: 502 }),
      () => json(order('FULFILLING'), 200, { ETag: '"2"' }),
    );
    renderShop('/orders/o1#key=k');
    await screen.findByText('Thank you, your order is paid');
    await wait(3_000);
    expect(screen.getByText('This may not be the latest news')).toBeInTheDocument();
    await wait(10_000);
    expect(screen.getByText('Your order is being packed')).toBeInTheDocument();
    expect(screen.queryByText('This may not be the latest news')).not.toBeInTheDocument();
  });

  it.each(['/orders/o1#key=k', '/orders/o1?key=k'])('takes the key out of the address %s', async (link) => {
    net.api.on('GET /orders/o1', order('DELIVERED'));
    session.set({ status: 'guest', user: null });
    render(
      <MemoryRouter initialEntries={[link]}>
        <Pages />
        <Address />
      </MemoryRouter>,
    );
    expect(await screen.findByText('Your order has arrived')).toBeInTheDocument();
    expect(screen.getByTitle('address')).toHaveTextContent(/^\/orders\/o1$/);
    const [asked] = net.api.to('GET /orders/o1');
    expect(asked?.headers.get('X-Order-Key')).toBe('k');
    expect(asked?.query.get('key')).toBeNull();
  });

  it('asks strangers to sign in, and asks the API nothing', async () => {
    renderShop('/orders/o1');
    expect(await screen.findByText('Whose order is it?')).toBeInTheDocument();
    expect(net.api.to('GET /me/orders/o1')).toHaveLength(0);
  });

  it('says so when the order is not known', async () => {
    net.api.on('GET /orders/o1', () => problem(404, 'not_found'));
    renderShop('/orders/o1#key=wrong');
    expect(await screen.findByText('We do not know this order')).toBeInTheDocument();
  });
});

describe('a new link', () => {
  async function ask(email: string) {
    fireEvent.change(await screen.findByLabelText('E-mail'), { target: { value: email } });
    fireEvent.click(screen.getByRole('button', { name: 'Send me a new link' }));
  }

  it('is offered where the key of the letter has ended', async () => {
    net.api
      .on('GET /orders/o1', () => problem(403, 'order_key_expired'))
      .on('POST /orders/o1/access-link', () => new Response(null, { status: 202 }));
    renderShop('/orders/o1#key=old');
    expect(await screen.findByRole('heading', { name: 'This link has ended' })).toBeInTheDocument();
    await ask('ada@example.org');
    expect(await screen.findByText(/a new link is on its way to you/)).toBeInTheDocument();
    expect(net.api.to('POST /orders/o1/access-link').map((call) => call.body)).toEqual([
      { email: 'ada@example.org' },
    ]);
    await wait(60_000);
    expect(net.api.to('GET /orders/o1')).toHaveLength(1);
  });

  it('is offered to who has no key, and says what was wrong', async () => {
    net.api.on('POST /orders/o1/access-link', () => problem(429, 'rate_limited'));
    renderShop('/orders/o1');
    fireEvent.click(await screen.findByRole('button', { name: 'Send me a new link' }));
    await ask('ada@example.org');
    expect(await screen.findByText(/Please wait a moment/)).toBeInTheDocument();
    expect(screen.queryByText(/is on its way/)).not.toBeInTheDocument();
  });
});

describe('a cancellation', () => {
  const wish = (state: 'requested' | 'accepted' | 'refused', answer = '') => ({
    state,
    requested_at: '2026-11-23T10:05:00Z',
    requested_by: 'shopper',
    reason: '',
    answered_at: state === 'requested' ? null : '2026-11-23T10:06:00Z',
    answer,
    as_credit: false,
  });
  const paid = { authorised: eur(3890), captured: eur(3890), refunded: eur(0), disputed: eur(0) };
  const asked = order('FULFILLING', { money: paid, cancellation: wish('requested') });

  async function askToCancel(answers: (() => Response)[]) {
    net.api
      .onEach(
        'GET /orders/o1',
        () => json(order('FULFILLING', { money: paid }), 200, { ETag: '"1"' }),
        ...answers,
      )
      .on('POST /orders/o1/cancel', asked);
    renderShop('/orders/o1#key=k');
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel this order' }));
    expect(screen.getByText(/If it has, you can send it back/)).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel the order' }));
    expect(await screen.findByText('We are trying to cancel your order')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Cancel this order' })).not.toBeInTheDocument();
    await wait(60_000);
  }

  it('is asked for, and the page watches for the answer: cancelled', async () => {
    const cancelled = order('CANCELLED', { money: paid, cancellation: wish('accepted') });
    await askToCancel([() => json(asked), () => json(cancelled, 200, { ETag: '"3"' })]);
    expect(screen.getByText('This order was cancelled')).toBeInTheDocument();
    expect(screen.getByText('€38.90 goes back to you.')).toBeInTheDocument();
  });

  it('is asked for, and the page watches for the answer: too late', async () => {
    const refused = order('SHIPPED', { money: paid, cancellation: wish('refused', 'it is on its way') });
    await askToCancel([() => json(asked), () => json(refused, 200, { ETag: '"3"' })]);
    expect(screen.getByText('Your order is on its way')).toBeInTheDocument();
    expect(
      screen.getByText(
        'You asked us to cancel it, but the parcel was on its way already. You can send it back when it arrives.',
      ),
    ).toBeInTheDocument();
  });

  it.each([
    [eur(0), eur(0), 'Nothing was charged.'],
    [eur(3890), eur(0), '€38.90 goes back to you.'],
    [eur(3890), eur(890), '€30.00 goes back to you.'],
    [eur(3890), eur(3890), '€38.90 went back to you.'],
  ])('says what becomes of the money (%o taken, %o given back)', async (captured, refunded, words) => {
    const cancelled = order('CANCELLED', {
      money: { authorised: captured, captured, refunded, disputed: eur(0) },
    });
    net.api.on('GET /orders/o1', cancelled);
    renderShop('/orders/o1#key=k');
    expect(await screen.findByText(words)).toBeInTheDocument();
  });
});

describe('a cancellation of which store credit is wanted', () => {
  const card = { kind: 'gift_card' as const, last_four: 'ABCD', amount: eur(890), left: eur(0) };
  it.each([
    [[], eur(0), '€38.90 goes back to you as store credit.'],
    [[], eur(3890), '€38.90 went back to you as store credit.'],
    [[card], eur(0), '€38.90 goes back to you.'],
  ])('says so, unless a gift card has its part (%o)', async (credits, refunded, words) => {
    const money = { authorised: eur(3890), captured: eur(3890), refunded, disputed: eur(0) };
    const cancellation = {
      ...{ state: 'accepted' as const, requested_at: '2026-11-23T10:05:00Z', requested_by: 'shopper' },
      ...{ reason: '', answered_at: '2026-11-23T10:06:00Z', answer: '', as_credit: true },
    };
    net.api.on('GET /orders/o1', order('CANCELLED', { money, credits, cancellation }));
    renderShop('/orders/o1#key=k');
    expect(await screen.findByText(words)).toBeInTheDocument();
  });
});

describe('what was added to an order', () => {
  it('names the other one, in both', async () => {
    const line = { sku: 'JUG', title: 'Jug', quantity: 2, unit_price: eur(1850) };
    const supplement = {
      ...{
        number: 1,
        lines: [line],
        shipping: eur(0),
        total: eur(3700),
        order_id: 'o2',
        order_number: 'SK-2',
      },
      ...{ refusal: null, requested_at: '2026-11-23T10:00:00Z', requested_by: 'staff', reason: '' },
    };
    const supplement_of = { order_id: 'o0', number: 'SK-0' };
    const free = { ...supplement, ...{ number: 2, total: eur(0), order_id: 'o3', order_number: 'SK-3' } };
    net.api.on('GET /orders/o1', order('PAID', { supplements: [supplement, free], supplement_of }));
    renderShop('/orders/o1#key=k');
    expect(await screen.findByRole('link', { name: 'order SK-2' })).toHaveAttribute('href', '/orders/o2');
    const [paid, gift] = screen.getAllByText(/Added, as agreed with you: 2 × Jug/);
    expect(paid).toHaveTextContent(/order SK-2, in a parcel of its own. Our letter says how to pay it.$/);
    expect(gift, 'nothing is to be paid').toHaveTextContent(/order SK-3, in a parcel of its own.$/);
    expect(screen.getByRole('link', { name: 'order SK-0' })).toHaveAttribute('href', '/orders/o0');
  });
});

describe('an order of which nothing is sent', () => {
  const hour = { sku: 'HOUR', product_id: 'p', title: 'An hour', variant_title: '', image: '', quantity: 1 };
  const lines = [
    { ...hour, cancelled: 0, unit_price: eur(1000), total: eur(1000), requires_shipping: false },
  ].map((each) => ({
    ...each,
    withdrawal_exclusion: null,
    waiting: 0,
    available_from: null,
    digital: false,
    gift_card: false,
    reductions: [],
  }));

  it('is complete once it is paid, and can be cancelled while the shop lets it', async () => {
    net.api
      .on('GET /orders/o1', order('PAID', { lines, cancellable: [], shipping: eur(0) }))
      .on('GET /orders/o1/files', { lines: [] });
    renderShop('/orders/o1#key=k');
    expect(await screen.findByText('Nothing of it needs a parcel.')).toBeInTheDocument();
    expect(within(screen.getByRole('list', { name: 'Progress' })).getAllByRole('listitem')).toHaveLength(2);
    expect(screen.queryByText('Delivery to')).not.toBeInTheDocument();
    expect(screen.getByText('Billed to')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Cancel this order' })).not.toBeInTheDocument();
  });
});

describe('the receipt', () => {
  it('names each promotion with its amount, and where what went back is', async () => {
    const reductions = [
      { promotion_id: 'spring', name: 'Spring', amount: eur(400) },
      { promotion_id: 'free', name: 'Free delivery', amount: eur(490) },
    ];
    const refunds = [
      { id: 'r1', amount: eur(500), to: 'store_credit' as const },
      { id: 'r2', amount: eur(100), to: 'payment' as const },
    ];
    const money = { authorised: eur(0), captured: eur(3000), refunded: eur(600), disputed: eur(0) };
    const sums = { subtotal: eur(3000), discount: eur(400), shipping: eur(0), shipping_reduction: eur(490) };
    net.api.on(
      'GET /orders/o1',
      order('DELIVERED', { ...sums, reductions, refunds, money, total: eur(3000) }),
    );
    renderShop('/orders/o1#key=k');
    const receipt = await screen.findByRole('region', { name: 'Receipt' });
    expect(receipt).toHaveTextContent(
      'Subtotal€34.00Delivery (Standard)€4.90Spring-€4.00Free delivery-€4.90',
    );
    expect(receipt).toHaveTextContent('€6.00 was refunded, €5.00 of it as store credit.');
  });
});

describe('an order that came to nothing', () => {
  const bought = (sku: string, title: string, quantity: number) => ({
    ...{ sku, title, quantity, variant_title: '', image: '', withdrawal_exclusion: null },
    ...{ waiting: 0, available_from: null, requires_shipping: true, digital: false, reductions: [] },
    gift_card: false,
    ...{ product_id: sku, cancelled: 0, unit_price: eur(1000), total: eur(1000 * quantity) },
  });
  const lines = [bought('a', 'Lantern', 2), bought('b', 'Kettle', 1)];

  it.each(['CANCELLED', 'EXPIRED'] as const)('when %s puts its things back into the cart', async (state) => {
    net.api
      .on('GET /orders/o1', order(state, { lines }))
      .on('POST /cart/lines', cartWith(line({ sku: 'a', title: 'Lantern' })));
    renderShop('/orders/o1#key=k');
    fireEvent.click(await screen.findByRole('button', { name: 'Put the things back into your cart' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Your cart' })).toBeInTheDocument();
    expect(net.api.to('POST /cart/lines').map((call) => call.body)).toEqual([
      { sku: 'a', quantity: 2 },
      { sku: 'b', quantity: 1 },
    ]);
  });

  it('says what cannot go back, and tries only that again', async () => {
    net.api.on('GET /orders/o1', order('CANCELLED', { lines }));
    net.api.onEach(
      'POST /cart/lines',
      () => problem(409, 'out_of_stock', { detail: 'It is sold out.' }),
      () => json(cartWith(line({ sku: 'b' }))),
    );
    renderShop('/orders/o1#key=k');
    fireEvent.click(await screen.findByRole('button', { name: 'Put the things back into your cart' }));
    expect(await screen.findByText('2 × Lantern: It is sold out.')).toBeInTheDocument();
    expect(screen.queryByText(/Kettle:/)).not.toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Try the rest again' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Your cart' })).toBeInTheDocument();
    const asked = net.api.to('POST /cart/lines').map((call) => (call.body as { sku: string }).sku);
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it('and what came to something can be ordered again', async () => {
    net.api
      .on('GET /orders/o1', order('DELIVERED', { lines }))
      .on('POST /cart/lines', cartWith(line({ sku: 'a', title: 'Lantern' })));
    renderShop('/orders/o1#key=k');
    fireEvent.click(await screen.findByRole('button', { name: 'Order again' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Your cart' })).toBeInTheDocument();
    expect(net.api.to('POST /cart/lines')).toHaveLength(2);
  });

  it('does not offer it while the order stands', async () => {
    net.api.on('GET /orders/o1', order('AWAITING_PAYMENT', { lines }));
    renderShop('/orders/o1#key=k');
    await screen.findByText('Waiting for your payment');
    expect(screen.queryByRole('button', { name: /Put the things back|Order again/ })).not.toBeInTheDocument();
  });
});

describe('polling', () => {
  it('backs off to half a minute and is quick again after a change', () => {
    let pause = 1500;
    for (let turn = 0; turn < 20; turn += 1) pause = nextPause(pause, false);
    expect(pause).toBe(30_000);
    expect(nextPause(pause, true)).toBe(1500);
  });

  it('ends at states that nothing follows', () => {
    expect(['DELIVERED', 'CANCELLED', 'EXPIRED'].every(isFinal)).toBe(true);
    expect(['PAID', 'SHIPPED', 'SENT_BACK'].some(isFinal)).toBe(false);
  });

  it('tell of money that is only held that it is charged when the order leaves', () => {
    const money = { authorised: eur(3890), captured: eur(0), refunded: eur(0), disputed: eur(0) };
    const held = order('PAID', { money });
    expect(standing(held).title).toBe('Thank you, your order is confirmed');
    expect(standing(order('FULFILLING', { money })).text).toMatch(/is charged when your order leaves/);
    expect(stepsOf(held)[1]).toBe('Confirmed');
    expect(standing(order('PAID', { money: { ...money, captured: eur(3890) } })).title).toMatch(/is paid/);
    expect(isHeld(order('AWAITING_PAYMENT', { money }))).toBe(false);
  });

  it('names unknown states in plain words', () => {
    expect(sentence('SENT_BACK')).toBe('Sent back');
  });
});

describe('the documents of an order', () => {
  it('are listed once it is paid, and fetched by a link that is made when it is asked for', async () => {
    const paid = { ...order('PAID'), money: { ...order('PAID').money, captured: eur(4390) } };
    const note = { number: 'CN-2026-000001', type: 'credit_note', refers_to: 'INV-2026-000001' };
    const invoice = { number: 'INV-2026-000001', type: 'invoice', refers_to: null };
    const rest = { issued_on: '2026-11-23', total: eur(4390), tax: eur(701) };
    net.api
      .on('GET /orders/o1', () => json(paid, 200, { ETag: '"1"' }))
      .on('GET /orders/o1/documents', { items: [invoice, note].map((one) => ({ ...one, ...rest })) })
      .on('GET /orders/o1/documents/INV-2026-000001', { url: '#fetched' });
    renderShop('/orders/o1#key=k');
    expect(await screen.findByRole('heading', { name: 'Invoice and credit notes' })).toBeInTheDocument();
    const list = within(screen.getByRole('region', { name: 'Invoice and credit notes' }));
    expect(list.getByText(/Credit note CN-2026-000001/)).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: /Download PDF INV-2026-000001/ }));
    await wait(100);
    expect(window.location.hash).toBe('#fetched');
    expect(net.api.to('GET /orders/o1/documents')[0]?.headers.get('X-Order-Key')).toBe('k');
  });
});
