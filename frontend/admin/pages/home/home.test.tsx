import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { LOW } from '../../test/depot';
import { CUSTOMER, figures, ROW, WAITING } from '../../test/desk';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const page = (...items: unknown[]) => ({ items, next_cursor: null });
const SUPPORT: Permission[] = [
  'reports.read',
  'orders.read',
  'customers.read',
  'stock.read',
  'shipments.write',
];

function home(permissions = SUPPORT) {
  net.api
    .on('GET /admin/backoffice/figures', ({ query }) =>
      json(figures(query.get('compare') === 'year' ? 3 : 4)),
    )
    .on('GET /admin/backoffice/waiting', WAITING)
    .on('GET /admin/backoffice/orders', page(ROW))
    .on('GET /admin/backoffice/customers', page(CUSTOMER))
    .on('GET /admin/stock/reorder', page({ ...LOW, sku: 'TEA/2', available: 1 }));
  return renderOffice(net.api, '/', { permissions });
}

describe('home', () => {
  it('compares today with what had come by now, and opens the list behind a number', async () => {
    home();
    const paid = await screen.findByRole('link', { name: 'Paid orders: 6' });
    expect(paid).toHaveAttribute(
      'href',
      '/orders?payment=captured%2Crefunded&from=2026-11-29T00%3A00%3A00%2B00%3A00',
    );
    const tiles = within(screen.getByRole('region', { name: 'Figures' }));
    // Of the 90 that last week had at its end, 4 had come by the first hour.
    expect(tiles.getAllByText('+50%').length).toBeGreaterThan(0);
    expect(tiles.getAllByText('+100%').length).toBeGreaterThan(0);
    expect(tiles.queryByText('90')).not.toBeInTheDocument();
    expect(tiles.getByText('€60.00')).toBeInTheDocument();
    await userEvent.click(screen.getByText('As a table'));
    expect(screen.getByRole('row', { name: /^00:00 €60.00 €40.00 €30.00/ })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'MUG-1' })).toHaveAttribute('href', '/orders?q=MUG-1');
    expect(await screen.findByRole('link', { name: 'TEA/2' })).toHaveAttribute('href', '/stock/TEA%2F2');
    await expectAccessible();
  });

  it('shows what waits for whom it concerns, with its list', async () => {
    home();
    const send = await screen.findByRole('link', { name: 'Orders to send' });
    expect(send).toHaveAttribute('href', '/orders?state=PAID%2CFULFILLING');
    expect(screen.getByText('Parcels in trouble')).toBeInTheDocument();
    expect(screen.getByText('100+')).toBeInTheDocument();
    expect(screen.queryByText('Refunds that failed')).not.toBeInTheDocument();
    expect(screen.queryByText('Orders not paid yet')).not.toBeInTheDocument();
    await userEvent.click(send);
    expect(await screen.findByText('S-1001')).toBeInTheDocument();
    expect(net.api.to('GET /admin/backoffice/orders')[0]?.query.getAll('state')).toEqual([
      'PAID',
      'FULFILLING',
    ]);
  });

  it('asks for the days of the shop, and compares no overlapping ones', async () => {
    home();
    await userEvent.click(await screen.findByRole('button', { name: '30 days' }));
    expect(await screen.findByText('Net sales by day', { selector: 'strong' })).toBeInTheDocument();
    const asked = net.api.to('GET /admin/backoffice/figures').at(-1)?.query;
    expect(Object.fromEntries(asked ?? [])).toMatchObject({
      step: 'day',
      from: '2026-10-31',
      to: '2026-11-29',
    });
    expect(screen.queryByText('A week before')).not.toBeInTheDocument();
  });

  it('is not for whom figures are not for', async () => {
    home(['orders.read']);
    expect(await screen.findByRole('heading', { level: 1, name: 'Orders' })).toBeInTheDocument();
    expect(net.api.to('GET /admin/backoffice/figures')).toEqual([]);
  });
});

describe('the palette', () => {
  it('finds orders and customers by what is typed', async () => {
    home();
    await userEvent.click(await screen.findByRole('button', { name: /Go to or find/ }));
    await userEvent.type(await screen.findByRole('searchbox'), 'ami');
    const order = await screen.findByRole('menuitem', { name: /S-1001 · Amira Haddad/ });
    expect(await screen.findByRole('menuitem', { name: /amira@shop.example/ })).toBeInTheDocument();
    await expectAccessible();
    expect(net.api.to('GET /admin/backoffice/orders').map(({ query }) => query.get('q'))).toEqual(['ami']);
    net.api.on('GET /admin/backoffice/customers/u9', { ...CUSTOMER, ...page() });
    expect(order).toBeInTheDocument();
    await userEvent.click(screen.getByRole('menuitem', { name: /All customers with “ami”/ }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Customers' })).toBeInTheDocument();
    expect(net.api.to('GET /admin/backoffice/customers').at(-1)?.query.get('q')).toBe('ami');
  });
});
