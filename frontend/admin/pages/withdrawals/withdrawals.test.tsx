import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { ORDER } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const PATH = '/admin/orders/order-0001';
const WAITING = {
  ...ORDER,
  withdrawal: { ...ORDER.withdrawal, lines: [{ sku: 'MUG-1', quantity: 2, title: 'Mug' }] },
  unread: [
    {
      ...{ id: 'words-1', declared_at: '2026-11-23T10:00:00Z', name: 'Amira Haddad' },
      ...{ contact: 'amira@shop.example', words: 'the chipped mug' },
    },
  ],
};

function open(permissions: Permission[] = ['orders.read', 'orders.cancel']) {
  net.api
    .on(`GET ${PATH}`, () => json(WAITING, 200, { ETag: '"3"' }))
    .on(`POST ${PATH}/withdrawal`, () => json({ ...WAITING, unread: [], version: 4 }, 200, { ETag: '"4"' }));
  renderOffice(net.api, '/withdrawals/order-0001', { permissions });
}

const sent = () => net.api.to(`POST ${PATH}/withdrawal`).map(({ body }) => body);

describe('a withdrawal in words', () => {
  it('is listed in its words', async () => {
    net.api.on('GET /admin/orders', ({ query }) => {
      expect(query.get('unread')).toBe('true');
      return json({ items: [WAITING], next_cursor: null });
    });
    renderOffice(net.api, '/withdrawals', { permissions: ['orders.read'] });
    expect(await screen.findByText('the chipped mug')).toBeInTheDocument();
  });

  it('is turned into lines', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Turn into lines' }));
    const dialog = await screen.findByRole('dialog');
    await expectAccessible();
    await userEvent.clear(within(dialog).getByLabelText(/Units of Mug/));
    await userEvent.type(within(dialog).getByLabelText(/Units of Mug/), '1');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Turn into lines' }));
    const lines = [{ sku: 'MUG-1', quantity: 1 }];
    await waitFor(() => expect(sent()).toEqual([{ statement: 'words-1', answer: '', lines }]));
    expect(await screen.findByText('Nothing waits to be read')).toBeInTheDocument();
  });

  it('is answered, with why', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'It has no effect' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByLabelText(/Why, to the shopper/), 'No mug was ordered.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'It has no effect' }));
    await waitFor(() =>
      expect(sent()).toEqual([{ statement: 'words-1', answer: 'No mug was ordered.', lines: [] }]),
    );
  });

  it('is only read by who may not cancel', async () => {
    open(['orders.read']);
    expect(await screen.findByText('the chipped mug')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Turn into lines' })).not.toBeInTheDocument();
  });
});
