import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { eur } from '../../../src/test/data';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import { ORDER } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const EDITS = 'POST /admin/orders/order-0001/edits';
const cancellable = [
  { sku: 'MUG-1', title: 'Mug', quantity: 2 },
  { sku: 'TEA/2', title: 'Tea', quantity: 3 },
];
const edit = {
  number: 1,
  state: 'accepted' as const,
  lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 1 }],
  prices: [
    { sku: 'TEA/2', title: 'Tea', before: eur(500), after: eur(400) },
    { sku: null, title: '', before: eur(490), after: eur(0) },
  ],
  amount: eur(1990),
  was_paid: true,
  requested_at: '2026-11-23T10:05:00Z',
  requested_by: 'staff:u1',
  reason: 'a scratch',
  answered_at: null,
  answer: '',
};

const added = {
  number: 1,
  lines: [{ sku: 'JUG', title: 'Jug', quantity: 2, unit_price: eur(1850) }],
  shipping: eur(200),
  total: eur(3900),
  order_id: 'order-0002',
  order_number: 'S-1002',
  refusal: null,
  requested_at: '2026-11-23T10:05:00Z',
  requested_by: 'staff:u1',
  reason: 'on the telephone',
};

async function openOrder(order: typeof ORDER, mayWrite = true) {
  net.api
    .on('GET /admin/orders/order-0001', () => json(order, 200, { ETag: '"7"' }))
    .on('GET /admin/backoffice/notes', { items: [], next_cursor: null });
  renderOffice(net.api, '/orders/order-0001', {
    permissions: mayWrite ? ['orders.read', 'orders.write'] : ['orders.read'],
  });
  await screen.findByRole('heading', { level: 1, name: /Order S-1001/ });
}

describe('changes of a paid order', () => {
  it('are worked out, seen, and made as one', async () => {
    await openOrder({ ...ORDER, cancellable });
    net.api.on(EDITS, () => json({ ...ORDER, total: eur(2790) }));
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Edit order' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit order S-1001' }));
    const confirm = dialog.getByRole('button', { name: 'Change the order' });
    expect(dialog.getByText('Take units out, lower a price, or add something.')).toBeInTheDocument();
    const mug = within(dialog.getByRole('group', { name: 'Mug' }));
    await user.selectOptions(mug.getByLabelText('Units'), '1');
    const price = within(dialog.getByRole('group', { name: 'Tea' })).getByLabelText(/^Price of a unit/);
    await user.clear(price);
    await user.type(price, '9');
    expect(dialog.getByText(/can only cost less/)).toBeInTheDocument();
    await user.clear(price);
    await user.type(price, '4,00');
    expect(dialog.getByText('Have it worked out before you confirm.')).toBeInTheDocument();
    expect(confirm).toBeDisabled();
    await user.click(dialog.getByRole('button', { name: 'Work out what it comes to' }));
    expect(await dialog.findByText('The order costs €27.90 instead of €43.90.')).toBeInTheDocument();
    expect(dialog.getByText(/^€16.00 goes back/)).toBeInTheDocument();
    await expectAccessible();
    await user.type(dialog.getByLabelText('Reason, which only staff read'), 'a scratch');
    await user.click(confirm);
    expect(await screen.findByText('The order is being changed.')).toBeInTheDocument();
    const [look, sent] = net.api.to(EDITS);
    const wanted = {
      remove: [{ sku: 'MUG-1', quantity: 1 }],
      prices: [{ sku: 'TEA/2', price: eur(400) }],
      shipping: null,
      add: [],
      added_shipping: null,
    };
    expect(look?.body).toEqual({ ...wanted, reason: 'preview', preview: true });
    expect(sent?.body).toEqual({ ...wanted, expected_due: null, reason: 'a scratch', preview: false });
    expect(sent?.headers.get('If-Match')).toBe('"7"');
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('add units, which are to be paid, with what goes back of the others', async () => {
    await openOrder({ ...ORDER, cancellable });
    net.api.on(EDITS, () =>
      json({ ...ORDER, total: eur(3390), supplements: [{ ...added, order_id: null }] }),
    );
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Edit order' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit order S-1001' }));
    const mug = within(dialog.getByRole('group', { name: 'Mug' }));
    await user.selectOptions(mug.getByLabelText('Units'), '1');
    await user.click(dialog.getByRole('button', { name: 'Add units' }));
    const row = within(dialog.getByRole('group', { name: 'Added' }));
    await user.type(row.getByLabelText(/SKU/), 'JUG');
    await user.clear(row.getByLabelText('Units'));
    await user.type(row.getByLabelText('Units'), '2');
    await user.type(row.getByLabelText(/^Price of a unit/), '18,50');
    await user.type(dialog.getByLabelText(/^Price of the delivery of what is added/), '2');
    await user.click(dialog.getByRole('button', { name: 'Work out what it comes to' }));
    expect(await dialog.findByText(/^€10.00 goes back/)).toBeInTheDocument();
    expect(dialog.getByText(/an order of its own: €39.00, to be paid by the link/)).toBeInTheDocument();
    expect(dialog.getByText('It comes in a parcel of its own.')).toBeInTheDocument();
    await expectAccessible();
    await user.type(dialog.getByLabelText('Reason, which only staff read'), 'on the telephone');
    await user.click(dialog.getByRole('button', { name: 'Change the order' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const [look, sent] = net.api.to(EDITS);
    const wanted = {
      remove: [{ sku: 'MUG-1', quantity: 1 }],
      prices: [],
      shipping: null,
      add: [{ sku: 'JUG', quantity: 2, price: eur(1850) }],
      added_shipping: eur(200),
    };
    expect(look?.body).toEqual({ ...wanted, reason: 'preview', preview: true });
    expect(sent?.body).toEqual({
      ...wanted,
      expected_due: eur(3900),
      reason: 'on the telephone',
      preview: false,
    });
  });

  it('of what was added lead to its order, or say why there is none', async () => {
    const supplements = [
      added,
      { ...added, number: 2, order_id: null, order_number: null, refusal: 'not_changed' as const },
      { ...added, number: 3, order_id: null, order_number: null },
    ];
    const supplement_of = { order_id: 'order-0000', number: 'S-1000' };
    await openOrder({ ...ORDER, supplements, supplement_of }, false);
    const other = await screen.findByRole('link', { name: 'Order S-1002, €39.00' });
    expect(other.getAttribute('href')).toMatch(/\/orders\/order-0002$/);
    expect(screen.getByRole('link', { name: 'Added to order S-1000' })).toBeInTheDocument();
    expect(screen.getByText(/Not added: the change that it was agreed with/)).toBeInTheDocument();
    expect(screen.getByText(/^Not ordered yet/)).toBeInTheDocument();
  });

  it('stay with the order, with who made them and why', async () => {
    await openOrder({ ...ORDER, cancellable, edits: [edit] }, false);
    expect(
      await screen.findByText('1 × Mug out; Tea: €4.00 instead of €5.00; Shipping: €0.00 instead of €4.90'),
    ).toBeInTheDocument();
    expect(screen.getByText('Changed; €19.90 goes back.')).toBeInTheDocument();
    expect(screen.getByText(/a scratch/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Edit order' })).not.toBeInTheDocument();
  });

  it('charge less of money that is only held', async () => {
    await openOrder({ ...ORDER, cancellable, edits: [{ ...edit, was_paid: false }] }, false);
    expect(await screen.findByText('Changed; €19.90 less is charged when it is sent.')).toBeInTheDocument();
  });

  it('wait for shipping one at a time', async () => {
    await openOrder({ ...ORDER, cancellable, edits: [{ ...edit, state: 'requested' }] });
    expect(
      await screen.findByText('Shipping is asked whether the parcel can still be opened.'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Edit order' })).not.toBeInTheDocument();
  });
});
