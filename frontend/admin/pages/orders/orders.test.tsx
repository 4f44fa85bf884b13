import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { ORDER } from '../../test/answers';
import { ROW } from '../../test/desk';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const page = (...items: unknown[]) => ({ items, next_cursor: null });
const MAY: Permission[] = ['orders.read', 'orders.cancel', 'orders.write', 'orders.export', 'reports.read'];
const VIEW = {
  view_id: 'v1',
  name: 'To send',
  list: 'orders',
  query: { state: 'PAID,FULFILLING' },
  shared: true,
  own: true,
  updated_at: '',
  version: 4,
};

async function orders(path = '/orders', permissions = MAY) {
  net.api
    .on('GET /admin/backoffice/orders', page(ROW, { ...ROW, order_id: 'order-0002', number: 'S-1002' }))
    .on('GET /admin/backoffice/views', {
      items: [VIEW, { ...VIEW, view_id: 'v2', name: 'Theirs', own: false }],
    });
  renderOffice(net.api, path, { permissions });
  await screen.findByText('S-1001');
}

const asked = () => net.api.to('GET /admin/backoffice/orders').at(-1)?.query;

describe('the orders', () => {
  it('are searched and filtered in the address', async () => {
    await orders('/orders?state=PAID,FULFILLING&to=2026-11-30T00:00:00.000Z');
    expect(asked()?.getAll('state')).toEqual(['PAID', 'FULFILLING']);
    expect(asked()?.get('to')).toBe('2026-11-30T00:00:00.000Z');
    await expectAccessible();
    await userEvent.type(screen.getByRole('searchbox', { name: /Number, e-mail/ }), 'T-1{Enter}');
    await waitFor(() => expect(asked()?.get('q')).toBe('T-1'));
    await userEvent.click(screen.getByRole('button', { name: /^Payment: Any/ }));
    await userEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Held' }));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(asked()?.getAll('payment')).toEqual(['authorised']));
    await userEvent.click(screen.getByRole('button', { name: 'Clear the filters' }));
    await waitFor(() => expect(asked()?.has('state')).toBe(false));
  });

  it('keep views with the shop, and a removed one comes back', async () => {
    net.api
      .on('PUT /admin/backoffice/views/x', VIEW)
      .answerAll(({ method }) => (method === 'PUT' ? json(VIEW) : problem(404, 'not_found')));
    await orders();
    await userEvent.click(await screen.findByRole('button', { name: 'Views' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'To send' }));
    await waitFor(() => expect(asked()?.getAll('state')).toEqual(['PAID', 'FULFILLING']));
    net.api.on('DELETE /admin/backoffice/views/v1', () => json(null, 204));
    await userEvent.click(screen.getByRole('button', { name: 'To send' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove this view' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(net.api.to('DELETE /admin/backoffice/views/v1')[0]?.headers.get('If-Match')).toBe('"4"');
    await waitFor(() =>
      expect(net.api.calls.find(({ method }) => method === 'PUT')?.body).toEqual({
        name: 'To send',
        list: 'orders',
        query: VIEW.query,
        shared: true,
      }),
    );
  });

  it('are cancelled many at once; what is refused is named and can be tried again', async () => {
    await orders();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Choose all rows' }));
    net.api.on('POST /admin/orders/order-0001/cancel', ORDER).onEach(
      'POST /admin/orders/order-0002/cancel',
      () => problem(409, 'illegal_transition'),
      () => json(ORDER),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Cancel them' }));
    const dialog = within(await screen.findByRole('dialog'));
    await expectAccessible();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'a flood');
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel them' }));
    expect(await screen.findByText('1 cancellation is under way.')).toBeInTheDocument();
    expect(dialog.getByText(/Its state does not permit/)).toHaveTextContent('S-1002');
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel them' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const [first] = net.api.to('POST /admin/orders/order-0001/cancel');
    const again = net.api.to('POST /admin/orders/order-0002/cancel');
    expect(first?.body).toEqual({ reason: 'a flood' });
    expect(net.api.to('POST /admin/orders/order-0001/cancel')).toHaveLength(1);
    const keys = [first, ...again].map((call) => call?.headers.get('Idempotency-Key'));
    expect(new Set(keys).size).toBe(2);
    expect(keys[1]).toBe(keys[2]);
  });

  it('are written to a file as they are filtered', async () => {
    await orders('/orders?state=PAID');
    const job = { export_id: 'x1', status: 'running', url: null, orders_done: 40, available_until: null };
    net.api
      .on('POST /admin/backoffice/exports', () => json(job, 202))
      .onEach(
        'GET /admin/backoffice/exports/x1',
        () => json(job),
        () => json({ ...job, status: 'succeeded', orders_done: 90, url: 'https://lists.example/x1.csv' }),
      );
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Start the export' }));
    expect(await screen.findByText('40 orders are written.')).toBeInTheDocument();
    await expectAccessible();
    const file = await screen.findByRole('link', { name: 'Fetch the file' }, { timeout: 8000 });
    expect(file).toHaveAttribute('href', 'https://lists.example/x1.csv');
    const [sent] = net.api.to('POST /admin/backoffice/exports');
    expect(sent?.body).toEqual({ q: '', state: ['PAID'], sort: 'newest' });
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
  });

  it('offer nothing that the role does not permit', async () => {
    await orders('/orders', ['orders.read']);
    expect(screen.queryByRole('checkbox', { name: 'Choose all rows' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Export' })).not.toBeInTheDocument();
    expect(net.api.to('GET /admin/backoffice/views')).toEqual([]);
  });

  it('that are suspicious are marked as looked at, as they were when they were looked at', async () => {
    net.api.on('GET /admin/orders', page(ORDER)).on('POST /admin/orders/order-0001/review', ORDER);
    renderOffice(net.api, '/orders/suspicious', { permissions: MAY });
    await screen.findByText('The fifth order in an hour.');
    expect(net.api.to('GET /admin/orders')[0]?.query.get('suspicious')).toBe('true');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Choose all rows' }));
    await userEvent.click(screen.getByRole('button', { name: 'Mark as looked at' }));
    await userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', { name: 'Mark as looked at' }),
    );
    expect(await screen.findByText('1 order is marked.')).toBeInTheDocument();
    expect(net.api.to('POST /admin/orders/order-0001/review')[0]?.headers.get('If-Match')).toBe('"3"');
  });
});
