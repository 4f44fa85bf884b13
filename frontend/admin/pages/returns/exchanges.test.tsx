import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import { ORDER } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const lines = [{ sku: 'MUG-L', title: 'Large', quantity: 2 }];

it('shows the orders that are exchanged for each other, and what could not be', async () => {
  const order = {
    ...ORDER,
    exchange_of: { order_id: 'order-0000', number: 'S-1000', return_id: 'order-0000-R1' },
    exchanges: [
      { return_id: 'order-0001-R1', order_id: 'order-0002', number: 'S-1002', refusal: null, lines },
      { return_id: 'order-0001-R2', order_id: null, number: null, refusal: 'sold_out' as const, lines },
    ],
  };
  net.api
    .on('GET /admin/orders/order-0001', () => json(order, 200, { ETag: '"7"' }))
    .on('GET /admin/backoffice/notes', { items: [], next_cursor: null });
  renderOffice(net.api, '/orders/order-0001', { permissions: ['orders.read'] });
  const first = await screen.findByRole('link', { name: 'In the place of what came back of order S-1000' });
  expect(first.getAttribute('href')).toMatch(/\/orders\/order-0000$/);
  const other = screen.getByRole('link', { name: '2 × Large: order S-1002' });
  expect(other.getAttribute('href')).toMatch(/\/orders\/order-0002$/);
  expect(screen.getByText(/2 × Large: sold out by the time/)).toBeInTheDocument();
  await expectAccessible();
});
