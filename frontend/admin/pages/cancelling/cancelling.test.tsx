import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { eur } from '../../../src/test/data';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import { ORDER } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const CANCEL = 'POST /admin/orders/order-0001/cancel';
const cancellable = [
  { sku: 'MUG-1', title: 'Mug', quantity: 2 },
  { sku: 'TEA/2', title: 'Tea', quantity: 3 },
];
const wish = {
  ...{ number: 1, lines: [{ sku: 'TEA/2', title: 'Tea', quantity: 1 }], amount: eur(500), was_paid: true },
  ...{ requested_at: '2026-11-23T10:05:00Z', requested_by: 'shopper', reason: '', as_credit: false },
};

async function openOrder(order: typeof ORDER) {
  net.api
    .on('GET /admin/orders/order-0001', () => json(order, 200, { ETag: '"7"' }))
    .on('GET /admin/backoffice/notes', { items: [], next_cursor: null });
  renderOffice(net.api, '/orders/order-0001', { permissions: ['orders.read', 'orders.cancel'] });
  await screen.findByRole('heading', { level: 1, name: /Order S-1001/ });
}

describe('units of an order', () => {
  it('are taken out of it as it was seen', async () => {
    await openOrder({ ...ORDER, cancellable });
    net.api.on(CANCEL, () => json(ORDER));
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Cancel units' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Cancel units of order S-1001?' }));
    expect(dialog.getByText('Choose at least one unit.')).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: 'Cancel units' })).toBeDisabled();
    await user.selectOptions(dialog.getByLabelText('How many of Tea'), '2');
    expect(dialog.getByText(/goes back to what it was paid with/)).toBeInTheDocument();
    await expectAccessible();
    await user.type(dialog.getByLabelText(/^Reason/), 'sold out');
    await user.click(dialog.getByRole('button', { name: 'Cancel units' }));
    expect(await screen.findByText('The units are being cancelled.')).toBeInTheDocument();
    const [sent] = net.api.to(CANCEL);
    expect(sent?.body).toEqual({
      reason: 'sold out',
      lines: [{ sku: 'TEA/2', quantity: 2 }],
      preview: false,
    });
    expect(sent?.headers.get('If-Match')).toBe('"7"');
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it.each([
    ['accepted', { was_paid: true }, 'Out of the order; €5.00 goes back.'],
    ['accepted', { was_paid: false }, 'Out of the order, which costs €5.00 less.'],
    ['requested', {}, 'Shipping is asked whether the parcel can still be opened.'],
    ['refused', { answer: 'it is packed already' }, 'They are sent: the parcel was packed or on its way.'],
  ] as const)('say what came of a wish (%s)', async (state, changes, words) => {
    const one = { ...wish, answered_at: null, answer: '', ...changes, state };
    await openOrder({ ...ORDER, line_cancellations: [one] });
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(screen.getByText('1 × Tea')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Cancel units' })).not.toBeInTheDocument();
  });
});
