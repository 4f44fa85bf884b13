import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { cartWith, checkoutOptions, line, order, quote } from '../../test/data';
import { fakeNetwork } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const MESSAGE = 'This page does not know this way to pay';

beforeEach(() => {
  const waiting = order('AWAITING_PAYMENT');
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cartWith(line()))
    .on('GET /checkout/options', { ...checkoutOptions, payment_methods: [{ id: 'pigeon', name: 'Pigeon' }] })
    .on('POST /checkout/quote', quote)
    .on('GET /shipments', { items: [] })
    .on('GET /orders/o1', {
      ...waiting,
      payment: { id: 'pay1', provider: 'pigeon', status: 'pending' },
    });
});

describe('a payment provider that the page does not know', () => {
  it('is not taken for another one at the checkout', async () => {
    renderShop('/checkout');
    expect(await screen.findByText(MESSAGE)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /Order and pay/ })).toBeDisabled();
  });

  it.each(['/orders/o1#key=k1', '/orders/o1/pay#key=k1'])('is not asked for money at %s', async (address) => {
    renderShop(address);
    expect(await screen.findByText(MESSAGE)).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Pay now' })).not.toBeInTheDocument();
    expect(screen.queryByRole('group', { name: 'Card details' })).not.toBeInTheDocument();
  });
});
