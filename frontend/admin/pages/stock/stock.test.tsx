import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { STOCK } from '../../test/answers';
import { COUNT, COUNTED } from '../../test/depot';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const STAFF: Permission[] = ['stock.read', 'stock.write'];

async function scan(code: string) {
  await userEvent.type(await screen.findByLabelText('SKU or barcode'), `${code}{Enter}`);
}

describe('goods that came in', () => {
  it('are received: twenty of a SKU and what was scanned, booked once though the answer was lost', async () => {
    net.api
      .on('GET /admin/stock/MUG%2F1', STOCK)
      .on('GET /admin/stock/by-barcode/400638', { items: [{ ...STOCK, sku: 'TEA/2', handle: 'tea' }] })
      .on('GET /admin/stock/by-barcode/WRONG', { items: [] })
      .onEach(
        'POST /admin/stock/receipts',
        () => problem(503, 'unavailable'),
        () =>
          json(
            {
              lines: [
                { sku: 'MUG/1', quantity: 20, stock: { ...STOCK, on_hand: 26 }, refused: null },
                { sku: 'TEA/2', quantity: 2, stock: null, refused: 'archived' },
              ],
            },
            201,
          ),
      );
    renderOffice(net.api, '/stock/receipts', { permissions: STAFF });
    await scan('MUG/1');
    const units = await screen.findByLabelText('Units of MUG/1');
    await userEvent.clear(units);
    await userEvent.type(units, '20');
    await scan('400638');
    await scan('400638');
    await waitFor(() => expect(screen.getByLabelText('Units of TEA/2')).toHaveValue(2));
    await scan('WRONG');
    expect(await screen.findByText('Nothing has the code WRONG')).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Delivery note or reason'), 'delivery 7');
    await userEvent.click(screen.getByRole('button', { name: 'Book 22 units' }));
    expect(await screen.findByText('Reference: ref-1')).toBeInTheDocument();
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Book 22 units' }));
    expect(await screen.findByText('1 SKU is booked')).toBeInTheDocument();
    expect(screen.getByText(/26 on hand now/)).toBeInTheDocument();
    expect(screen.getByText('TEA/2: archived')).toBeInTheDocument();
    expect(screen.getByLabelText('Units of TEA/2')).toHaveValue(2);
    const [first, second] = net.api.to('POST /admin/stock/receipts');
    expect(first?.body).toEqual({
      lines: [
        { sku: 'MUG/1', quantity: 20 },
        { sku: 'TEA/2', quantity: 2 },
      ],
      reason: 'delivery 7',
    });
    expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
  });
});

describe('a count', () => {
  it('is begun, entered by scan and by hand, and booked once', async () => {
    const lines = 'GET /admin/stock/counts/c1/lines';
    net.api
      .on('GET /admin/stock/counts', { items: [COUNT], next_cursor: null })
      .on('POST /admin/stock/counts', () => json(COUNT, 201))
      .on('GET /admin/stock/counts/c1', COUNT)
      .on(lines, ({ query }) =>
        json(
          query.get('cursor')
            ? { items: [{ ...COUNTED, sku: 'TEA/2' }], next_cursor: null }
            : { items: [COUNTED], next_cursor: 'more' },
        ),
      )
      .on('GET /admin/stock/by-barcode/400638', { items: [{ ...STOCK, sku: 'TEA/2' }] })
      .on('PUT /admin/stock/counts/c1/lines', ({ body }) => {
        const [{ code, counted }] = (body as { lines: [{ code: string; counted: number }] }).lines;
        return json({ lines: [{ ...COUNTED, sku: code, counted, difference: counted - 6 }] });
      })
      .onEach(
        'POST /admin/stock/counts/c1/book',
        () => json({ ...COUNT, lines_booked: 1, lines_left: 1, refused: [] }),
        () => json({ ...COUNT, lines_booked: 2, lines_left: 0, refused: [] }),
      );
    renderOffice(net.api, '/stock/counts', { permissions: STAFF });
    await userEvent.click(await screen.findByRole('button', { name: 'Begin a count' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText('Name'), 'Shelf B');
    await userEvent.click(dialog.getByRole('button', { name: 'Begin a count' }));

    await scan('400638');
    expect(await screen.findByText('TEA/2: 6')).toBeInTheDocument();
    expect(screen.getByText('As many as there should be.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Type a number' }));
    const typing = within(await screen.findByRole('dialog'));
    await userEvent.clear(typing.getByLabelText('SKU or barcode'));
    await userEvent.type(typing.getByLabelText('SKU or barcode'), 'MUG/1');
    await userEvent.clear(typing.getByLabelText('Counted'));
    await userEvent.type(typing.getByLabelText('Counted'), '9');
    await userEvent.click(typing.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('There should be 6: +3.')).toBeInTheDocument();
    expect(net.api.to('PUT /admin/stock/counts/c1/lines').map(({ body }) => body)).toEqual([
      { lines: [{ code: 'TEA/2', counted: 6 }] },
      { lines: [{ code: 'MUG/1', counted: 9 }] },
    ]);
    await expectAccessible();

    await userEvent.click(screen.getByRole('button', { name: 'Book the count' }));
    const booking = within(await screen.findByRole('dialog'));
    expect(booking.getByText('1 difference is booked into the stock.')).toBeInTheDocument();
    await userEvent.click(booking.getByRole('button', { name: 'Book the count' }));
    expect(await screen.findByText('2 SKUs are booked.')).toBeInTheDocument();
    expect(net.api.to('POST /admin/stock/counts/c1/book')).toHaveLength(2);
  });
});

it('finds a SKU by its barcode, says when there is none or there are several, and names who moved it', async () => {
  const [receipt] = STOCK.movements;
  const by = (actor: string) => ({ ...receipt, id: actor, actor });
  const movements = [...STOCK.movements, by('user:u2'), by('user:key:Abc0Abc1Abc2Abc3'), by('order:o1')];
  net.api
    .on('GET /admin/staff/names', { items: [{ id: 'u2', name: 'Mira' }] })
    .on('GET /admin/stock/by-barcode/1', { items: [] })
    .on('GET /admin/stock/by-barcode/2', { items: [STOCK, { ...STOCK, sku: 'TEA/2' }] })
    .on('GET /admin/stock/by-barcode/3', { items: [STOCK] })
    .on('GET /admin/stock/MUG%2F1', { ...STOCK, movements });
  renderOffice(net.api, '/stock', { permissions: [...STAFF, 'orders.read', 'reports.read'] });
  const field = await screen.findByLabelText('SKU');
  await userEvent.type(field, '1{Enter}');
  expect(await screen.findByText('Nothing has the code 1')).toBeInTheDocument();
  await userEvent.type(field, '2{Enter}');
  expect(await screen.findByRole('link', { name: 'TEA/2' })).toBeInTheDocument();
  await userEvent.type(field, '3{Enter}');
  expect(await screen.findByRole('heading', { level: 1, name: /MUG\/1/ })).toBeInTheDocument();
  expect(await screen.findByRole('link', { name: 'Order order-00' })).toHaveAttribute(
    'href',
    '/orders/order-0001',
  );
  for (const name of ['Mira', 'API key Abc0Abc1', 'An order'])
    expect((await screen.findAllByText(name)).length).toBeGreaterThan(0);
});
