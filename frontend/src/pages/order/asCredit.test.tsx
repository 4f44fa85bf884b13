import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { cartWith, eur, order } from '../../test/data';
import { fakeNetwork } from '../../test/fakeApi';
import { forget } from '../../lib/useLoad';
import { renderShop } from '../../test/renderShop';
import { AS_CREDIT } from './asCredit';

const net = fakeNetwork();
const member = {
  status: 'signed-in' as const,
  user: { id: 'u1', email: 'a@b.c', name: 'A', groups: [], closes_at: null },
};
const money = { authorised: eur(3890), captured: eur(3890), refunded: eur(0), disputed: eur(0) };
const lamp = { sku: 'LAMP', title: 'Lamp', quantity: 2 };
const paid = order('PAID', { money, cancellable: [lamp] });
const asked = { ...paid, cancellation: null };

beforeEach(() => {
  forget();
  for (const own of ['', '/me'])
    net.api
      .on(`GET ${own}/cart`, cartWith())
      .on(`GET ${own}/orders/o1`, paid)
      .on(`POST ${own}/orders/o1/cancel`, asked);
  net.api.on('GET /categories', { items: [] });
});

async function cancelled(box: boolean) {
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel this order' }));
  if (box) await userEvent.click(screen.getByLabelText(AS_CREDIT));
  await userEvent.click(screen.getByRole('button', { name: 'Cancel the order' }));
}

describe('what was paid for an order that is called off', () => {
  it.each([
    [true, { reason: '', as_credit: true }],
    [false, { reason: '' }],
  ])('comes back as store credit if its shopper wants that (%s)', async (box, body) => {
    renderShop('/orders/o1', member);
    await cancelled(box);
    await waitFor(() => expect(net.api.to('POST /me/orders/o1/cancel')).toHaveLength(1));
    expect(net.api.to('POST /me/orders/o1/cancel')[0]?.body).toEqual(body);
  });

  it('comes back as credit for a part of it, too', async () => {
    renderShop('/orders/o1', member);
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel some of it' }));
    fireEvent.change(screen.getByLabelText('How many of Lamp'), { target: { value: '1' } });
    fireEvent.click(screen.getByRole('button', { name: 'See what comes back' }));
    fireEvent.click(await screen.findByLabelText(AS_CREDIT));
    fireEvent.click(screen.getByRole('button', { name: 'Cancel these items' }));
    await waitFor(() => expect(net.api.to('POST /me/orders/o1/cancel')).toHaveLength(2));
    const lines = [{ sku: 'LAMP', quantity: 1 }];
    expect(net.api.to('POST /me/orders/o1/cancel').map(({ body }) => body)).toEqual([
      { reason: '', lines, preview: true },
      { reason: '', lines, preview: false, as_credit: true },
    ]);
  });

  it('goes back to a guest, who has no store credit', async () => {
    renderShop('/orders/o1#key=k');
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel this order' }));
    expect(screen.queryByLabelText(AS_CREDIT)).not.toBeInTheDocument();
  });

  it('goes back to gift cards that paid all of it', async () => {
    const card = { kind: 'gift_card' as const, last_four: 'ABCD', amount: eur(3890), left: eur(0) };
    net.api.on('GET /me/orders/o1', { ...paid, credits: [card] });
    renderShop('/orders/o1', member);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel this order' }));
    expect(screen.queryByLabelText(AS_CREDIT)).not.toBeInTheDocument();
  });

  it('is no credit while nothing was paid', async () => {
    net.api.on('GET /me/orders/o1', order('AWAITING_PAYMENT', { cancellable: [lamp] }));
    renderShop('/orders/o1', member);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel this order' }));
    expect(screen.queryByLabelText(AS_CREDIT)).not.toBeInTheDocument();
  });
});
