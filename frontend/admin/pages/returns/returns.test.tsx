import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { RETURN } from '../../test/depot';
import { renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const STAFF: Permission[] = ['shipments.read', 'returns.write'];
const PATH = '/admin/returns/order-0001-R1';
const TWO = { ...RETURN, lines: RETURN.lines.map((line) => ({ ...line, quantity: 2 })) };

function open(changes: Partial<typeof RETURN> = {}, permissions = STAFF) {
  net.api
    .on(`GET ${PATH}`, () => json({ ...TWO, ...changes }, 200, { ETag: '"4"' }))
    .on(`PATCH ${PATH}`, () => json({ ...TWO, ...changes, version: 5 }, 200, { ETag: '"5"' }));
  renderOffice(net.api, '/returns/of/order-0001-R1', { permissions });
}

const sent = () =>
  net.api.to(`PATCH ${PATH}`).map(({ body, headers }) => [headers.get('If-Match'), body] as const);

describe('a return', () => {
  it('is approved as it was seen', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Approve' }));
    await waitFor(() =>
      expect(sent()).toEqual([['"4"', { decision: 'approve', reason: '', lines: [], granted: [] }]]),
    );
  });

  it('is rejected with a reason only', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Reject' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByLabelText('Reason'), 'It was worn.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Reject' }));
    await waitFor(() =>
      expect(sent()).toEqual([
        ['"4"', { decision: 'reject', reason: 'It was worn.', lines: [], granted: [] }],
      ]),
    );
  });

  it('is received by units and condition, and only good ones go back into stock', async () => {
    open({ state: 'in_transit' });
    await userEvent.click(await screen.findByRole('button', { name: 'Receive' }));
    const dialog = await screen.findByRole('dialog');
    for (const label of [/As good as new, of MUG-1/, /Damaged, of MUG-1/]) {
      await userEvent.clear(within(dialog).getByLabelText(label));
      await userEvent.type(within(dialog).getByLabelText(label), '1');
    }
    await userEvent.click(within(dialog).getByRole('button', { name: 'Receive' }));
    const lines = [
      { sku: 'MUG-1', quantity: 1, condition: 'resaleable', restock: true },
      { sku: 'MUG-1', quantity: 1, condition: 'damaged', restock: false },
    ];
    await waitFor(() =>
      expect(sent()).toEqual([['"4"', { decision: 'receive', reason: '', lines, granted: [] }]]),
    );
  });

  it('says what is wanted instead', async () => {
    const exchange = { sku: 'MUG-L', title: 'Large', price: 1100, currency: 'EUR' };
    open({ lines: RETURN.lines.map((line) => ({ ...line, exchange })) });
    expect(await screen.findByText(/Instead: Large/)).toHaveTextContent('€11.00');
  });

  it('whose refund failed says why, and is refunded again or closed', async () => {
    open({ state: 'refund_failed', failure: 'nothing is left to refund' });
    expect(await screen.findByText('nothing is left to refund')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Close' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Refund again' }));
    await waitFor(() =>
      expect(sent()).toEqual([['"4"', { decision: 'refund', reason: '', lines: [], granted: [] }]]),
    );
  });

  it('that is a claim is paid back by line, in part where staff say so, and nothing is received', async () => {
    open({ kind: 'claim', state: 'requested' });
    await userEvent.click(await screen.findByRole('button', { name: 'Pay back' }));
    expect(screen.queryByRole('button', { name: 'Receive' })).not.toBeInTheDocument();
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByLabelText(/Amount for MUG-1/), '4.50');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Pay back' }));
    const granted = [{ sku: 'MUG-1', quantity: 2, amount: 450 }];
    await waitFor(() =>
      expect(sent()).toEqual([['"4"', { decision: 'grant', reason: '', lines: [], granted }]]),
    );
  });

  it('is seen as the shopper shows it', async () => {
    const url = 'https://media.example/returns/p1.jpg';
    net.api.on(`GET ${PATH}/photos`, { items: [{ id: 'p1', url }] });
    open({ kind: 'claim', photos: ['p1'] });
    expect(await screen.findByRole('img', { name: 'Photo 1' })).toHaveAttribute('src', url);
  });

  it('that is a withdrawal cannot be rejected, and nobody decides without the permission', async () => {
    open({ kind: 'withdrawal', state: 'approved' });
    expect(await screen.findByRole('button', { name: 'Receive' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Reject' })).not.toBeInTheDocument();
  });

  it('is only looked at without the permission', async () => {
    open({}, ['shipments.read']);
    expect(await screen.findByText('Too small.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Approve' })).not.toBeInTheDocument();
  });
});

describe('a claim', () => {
  it('is sent again, by units', async () => {
    net.api.on('GET /products/stock', { items: [] });
    open({ kind: 'claim' });
    await userEvent.click(await screen.findByRole('button', { name: 'Send again' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.clear(dialog.getByLabelText(/Units of MUG-1/));
    await userEvent.type(dialog.getByLabelText(/Units of MUG-1/), '1');
    await userEvent.click(dialog.getByRole('button', { name: 'Send again' }));
    const granted = [{ sku: 'MUG-1', quantity: 1, amount: null }];
    await waitFor(() =>
      expect(sent()).toEqual([['"4"', { decision: 'send_again', reason: '', lines: [], granted }]]),
    );
  });
});
