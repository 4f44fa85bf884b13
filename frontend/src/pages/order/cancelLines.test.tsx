import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { cartWith, eur, order } from '../../test/data';
import { fakeNetwork, json, problem } from '../../test/fakeApi';
import { forget } from '../../lib/useLoad';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const paid = { authorised: eur(3890), captured: eur(3890), refunded: eur(0), disputed: eur(0) };
const lamp = { sku: 'LAMP', title: 'Lamp', quantity: 2 };
const rug = { sku: 'RUG', title: 'Rug', quantity: 1 };
const cancellable = [lamp, rug];
const wish = (state: 'requested' | 'accepted' | 'refused', changes = {}) => ({
  ...{ number: 1, state, lines: [{ ...lamp, quantity: 1 }], amount: eur(1000), was_paid: true },
  ...{ requested_at: '2026-11-23T10:05:00Z', requested_by: 'shopper', reason: '' },
  ...{ answered_at: null, answer: '', as_credit: false, ...changes },
});
const lines = [lamp, rug].map((line) => ({
  ...{
    ...line,
    variant_title: '',
    image: '',
    product_id: line.sku,
    cancelled: 0,
    withdrawal_exclusion: null,
    ...{ waiting: 0, available_from: null, requires_shipping: true, digital: false, reductions: [] },
    gift_card: false,
  },
  ...{ unit_price: eur(1000), total: eur(1000 * line.quantity) },
}));

beforeEach(() => {
  forget();
  net.api.on('GET /categories', { items: [] }).on('GET /cart', cartWith());
});

async function choose(count: string) {
  renderShop('/orders/o1#key=k');
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel some of it' }));
  fireEvent.change(screen.getByLabelText('How many of Lamp'), { target: { value: count } });
  fireEvent.click(screen.getByRole('button', { name: 'See what comes back' }));
}

describe('units of an order', () => {
  it('are chosen, shown with what comes back, and cancelled under one key', async () => {
    const before = order('FULFILLING', { money: paid, cancellable, lines });
    const asked = { ...before, line_cancellations: [wish('requested')] };
    net.api.on('GET /orders/o1', before).onEach(
      'POST /orders/o1/cancel',
      () => json(asked),
      () => problem(503, 'unavailable'),
      () => json(asked),
    );
    await choose('1');
    expect(await screen.findByText('€10.00 goes back the way you paid.')).toBeInTheDocument();
    expect(screen.getByText('The delivery costs what it did, for the rest is sent.')).toBeInTheDocument();
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map(({ id }) => id)).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel these items' }));
    expect(await screen.findByText('It was not cancelled')).toBeInTheDocument();
    net.api.on('GET /orders/o1', asked); // what the page learns when it asks for news
    fireEvent.click(screen.getByRole('button', { name: 'Cancel these items' }));
    expect(
      await screen.findByText(/We are asking whether the parcel can still be opened/),
    ).toBeInTheDocument();
    const sent = net.api.to('POST /orders/o1/cancel');
    expect(sent.map(({ body }) => body)).toEqual([
      { reason: '', lines: [{ sku: 'LAMP', quantity: 1 }], preview: true },
      { reason: '', lines: [{ sku: 'LAMP', quantity: 1 }], preview: false },
      { reason: '', lines: [{ sku: 'LAMP', quantity: 1 }], preview: false },
    ]);
    expect(sent[2]?.headers.get('Idempotency-Key')).toBe(sent[1]?.headers.get('Idempotency-Key'));
    expect(sent[0]?.headers.get('X-Order-Key')).toBe('k');
  });

  it('are asked for', async () => {
    net.api.on('GET /orders/o1', order('FULFILLING', { money: paid, cancellable, lines }));
    await choose('0');
    expect(await screen.findByText('Choose how many you do not want any more.')).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Keep it all' }));
    expect(screen.getByRole('button', { name: 'Cancel some of it' })).toBeInTheDocument();
    expect(net.api.to('POST /orders/o1/cancel')).toEqual([]);
  });

  it.each([
    [paid, 'That is all of it: the whole order is cancelled, and €38.90 goes back the way you paid.'],
    [
      { ...paid, captured: eur(0) },
      'That is all of it: the whole order is cancelled, and nothing is charged.',
    ],
  ])('are the whole order when they are all', async (money, words) => {
    net.api
      .on('GET /orders/o1', order('AWAITING_PAYMENT', { money, cancellable, lines }))
      .on('POST /orders/o1/cancel', order('CANCELLED', { lines }));
    await choose('2');
    expect(await screen.findByText(words)).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Choose again' }));
    expect(screen.getByLabelText('How many of Rug')).toBeInTheDocument();
  });

  it('of an order nobody has paid lower what is to be paid', async () => {
    const after = order('AWAITING_PAYMENT', {
      total: eur(2890),
      lines,
      line_cancellations: [wish('accepted', { was_paid: false })],
    });
    net.api
      .on('GET /orders/o1', order('AWAITING_PAYMENT', { cancellable, lines }))
      .on('POST /orders/o1/cancel', after);
    await choose('1');
    expect(await screen.findByText('You pay €28.90 instead of €38.90.')).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel these items' }));
    expect(await screen.findByText('Cancelled. Your order costs €10.00 less.')).toBeInTheDocument();
  });

  it.each([
    ['accepted', { answer: '' }, 'Cancelled. €10.00 goes back to you.'],
    ['accepted', { as_credit: true }, 'Cancelled. €10.00 goes back to you as store credit.'],
    ['accepted', { amount: eur(0) }, 'Cancelled.'],
    ['refused', { answer: 'it is packed already' }, /It could not be cancelled: it was packed/],
  ] as const)('say what became of a wish (%s)', async (state, changes, words) => {
    net.api.on(
      'GET /orders/o1',
      order('SHIPPED', {
        money: paid,
        line_cancellations: [wish(state, changes)],
        lines: lines.map((line) => ({ ...line, cancelled: line.sku === 'LAMP' ? 1 : 0 })),
      }),
    );
    renderShop('/orders/o1#key=k');
    const section = await screen.findByRole('region', { name: 'Cancelled items' });
    expect(within(section).getByText('1 × Lamp')).toBeInTheDocument();
    expect(within(section).getByText(words)).toBeInTheDocument();
    expect(screen.getByText(/1 cancelled/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Cancel some of it' })).not.toBeInTheDocument();
  });

  it('are not offered one by one when there is only one', async () => {
    net.api.on('GET /orders/o1', order('FULFILLING', { money: paid, cancellable: [rug], lines }));
    renderShop('/orders/o1#key=k');
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Cancel this order' })).toBeInTheDocument(),
    );
    expect(screen.queryByRole('button', { name: 'Cancel some of it' })).not.toBeInTheDocument();
  });
});

it('says what becomes of money that came too late', async () => {
  net.api.on('GET /orders/o1', order('EXPIRED', { money: { ...paid, refunded: eur(3890) }, lines }));
  renderShop('/orders/o1#key=k');
  expect(await screen.findByText('It was not paid in time. €38.90 went back to you.')).toBeInTheDocument();
});
