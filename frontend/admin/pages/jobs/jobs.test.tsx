import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import { BULK, EXPORT, IMPORT, ORDERS_EXPORT } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';
import { merged, type Job } from './jobs';

const net = fakeNetwork();
const page = (...items: unknown[]) => ({ items, next_cursor: null });
const at = (hour: number) => `2026-11-23T${String(hour).padStart(2, '0')}:00:00Z`;

describe('the jobs', () => {
  it('are shown together, newest first, with their progress, their files and the way to end them', async () => {
    let status = 'running';
    net.api
      .on('GET /admin/products/imports', () =>
        json(
          page(
            { ...IMPORT, status, created_at: at(9) },
            {
              ...IMPORT,
              import_id: 'i2',
              filename: 'try.csv',
              dry_run: true,
              status: 'checked',
              created_at: at(6),
            },
          ),
        ),
      )
      .on('GET /admin/products/exports', page({ ...EXPORT, created_at: at(8) }))
      .on('GET /admin/products/bulk-edits', page({ ...BULK, created_at: at(7) }))
      .on('GET /admin/backoffice/exports', page({ ...ORDERS_EXPORT, created_at: at(10) }))
      .on('POST /admin/products/imports/i1/stop', () => {
        status = 'stopped';
        return json({ ...IMPORT, status });
      });
    renderOffice(net.api, '/jobs', {
      permissions: ['products.import', 'products.export', 'products.write', 'orders.export'],
    });
    const shown = async () => (await screen.findAllByRole('row')).slice(1).map((row) => row.textContent);
    await screen.findByText('Import: goods.csv');
    expect((await shown()).map((row) => row.replace(/(Running|Succeeded|Not started).*/, ''))).toEqual([
      'Export of orders',
      'Import: goods.csv',
      'Export of products',
      'Bulk edit',
      'Dry run: try.csv',
    ]);
    const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
    for (const to of [
      '/orders?state=PAID&country=DE',
      '/products/imports/i1',
      '/products/exports',
      '/products/bulk-edits/b1',
      EXPORT.url,
    ])
      expect(links).toContain(to);
    expect(screen.getByText('120 / …')).toBeInTheDocument();
    expect(screen.getAllByText('10 / 20').length).toBeGreaterThan(0);
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Stop Import: goods.csv' }));
    expect(await screen.findByText('It stops before its next product.')).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Stop/ })).not.toBeInTheDocument());
    expect(net.api.to('POST /admin/products/imports/i1/stop')).toHaveLength(1);
    await userEvent.selectOptions(screen.getByLabelText('Kind'), 'Export of orders');
    await waitFor(async () => expect(await shown()).toHaveLength(1));
  });

  it('are those alone that whoever looks may read', async () => {
    net.api.on('GET /admin/backoffice/exports', page(ORDERS_EXPORT));
    renderOffice(net.api, '/jobs', { permissions: ['orders.export'] });
    expect(await screen.findByText('Export of orders')).toBeInTheDocument();
    expect(net.api.calls.filter(({ path }) => path.startsWith('/admin/products'))).toEqual([]);
    expect(within(screen.getByRole('navigation', { name: /navigation/i })).getByText('Jobs')).toBeVisible();
  });

  it('of several lists are one list, each job once, however their pages lie', async () => {
    const signal = new AbortController().signal;
    const listed = (name: string, hours: number[]) => ({
      name,
      load: (limit: number, cursor: string | undefined) => {
        const from = Number(cursor ?? 0);
        const items = hours
          .slice(from, from + 3)
          .map((hour) => ({ id: `${name}${hour}`, at: at(hour) }) as Job);
        expect(limit).toBe(50);
        return Promise.resolve({ items, next_cursor: from + 3 < hours.length ? String(from + 3) : null });
      },
    });
    const sources = [listed('a', [20, 19, 18, 17, 2]), listed('b', [16, 15, 3, 1]), listed('c', [])];
    const found: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const next = await merged(sources, cursor, signal);
      found.push(...next.items.map(({ id }) => id));
      cursor = next.next_cursor ?? undefined;
      pages += 1;
    } while (cursor && pages < 20);
    expect(found).toEqual(['a20', 'a19', 'a18', 'a17', 'b16', 'b15', 'b3', 'a2', 'b1']);
  });
});
