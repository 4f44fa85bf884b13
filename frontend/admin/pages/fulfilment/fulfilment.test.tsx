import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { components } from '../../../src/api/schema';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { PARCEL } from '../../test/depot';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

type Parcel = components['schemas']['FulfilmentView'];
type Work = components['schemas']['WorkView'];

const net = fakeNetwork();
const STAFF: Permission[] = ['shipments.read', 'shipments.write', 'stock.read'];
const lines = (counted: number): Work['lines'] => [
  { sku: 'MUG-1', title: 'Mug', options: 'Blue', quantity: 2, counted, missing: 2 - counted, short: 0 },
];

function parcel(number: number, work: Partial<Work> = {}, more: Partial<Parcel> = {}): Parcel {
  const held = { ...PARCEL.work, ...work } as Work;
  return { ...PARCEL, id: `o${number}-1`, order_number: `S-${number}`, work: held, ...more };
}

/** Five parcels of two mugs each, of which the last is called off with one mug picked for it. */
const five = (work: Partial<Work> = {}): Parcel[] =>
  [1, 2, 3, 4, 5].map((number) =>
    parcel(number, number === 5 ? { called_off: true, queue: null, lines: lines(1) } : work),
  );

const batch = (shipments: Parcel[], more: object = {}) => ({
  ...{ id: 'b0ffee01', created_at: PARCEL.created_at, assignee: 'u1', parcels: 5, closed_at: null },
  ...{ version: 1, shipments, refused: [], ...more },
});

const pickList = (counted: number) => ({
  ...{ batch_id: 'b0ffee01', missing: 8 - counted, put_back: ['o5-1'] },
  lines: [
    {
      ...{ sku: 'MUG-1', title: 'Mug', options: 'Blue', wanted: 8, counted, missing: 8 - counted },
      parcels: [1, 2, 3, 4].map((number) => ({
        ...{ shipment_id: `o${number}-1`, wanted: 2, counted: 0, missing: 2 },
      })),
    },
  ],
});

const counted = {
  ...{ sku: 'MUG-1', title: 'Mug', missing: 7, missing_in_all: 7 },
  counted: [{ shipment_id: 'o1-1', units: 1 }],
};

async function scan(code: string) {
  await userEvent.type(await screen.findByLabelText('Scan what you pick'), `${code}{Enter}`);
}

describe('a batch of five', () => {
  it('is made of the oldest that wait', async () => {
    net.api
      .on('GET /admin/fulfilment', { queues: [{ queue: 'to_pick', count: 500, more: true, since: null }] })
      .on('GET /admin/shipments', { items: [parcel(1)], next_cursor: null })
      .on('POST /admin/batches', () => json(batch(five(), { refused: [{}] }), 201))
      .on('GET /admin/batches/b0ffee01', batch(five()))
      .on('GET /admin/batches/b0ffee01/pick-list', pickList(0));
    renderOffice(net.api, '/fulfilment?service=express', { permissions: STAFF });
    expect(await screen.findByText('500+')).toBeInTheDocument();
    expect(net.api.to('GET /admin/shipments')[0]?.query.toString()).toContain(
      'queue=to_pick&service=express',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Make a batch' }));
    const dialog = within(await screen.findByRole('dialog'));
    await expectAccessible();
    const size = dialog.getByLabelText(/Oldest parcels/);
    await userEvent.clear(size);
    await userEvent.type(size, '5');
    await userEvent.click(dialog.getByRole('button', { name: 'Make a batch' }));
    expect(await screen.findByText('A batch of 5 parcels is made; 1 could not be had.')).toBeInTheDocument();
    expect(await screen.findByRole('heading', { level: 1, name: /Batch b0ffee/ })).toBeInTheDocument();
    const [sent] = net.api.to('POST /admin/batches');
    expect(sent?.body).toEqual({ size: 5, service: 'express' });
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
  });

  it('is picked by scan: a SKU, a barcode, a wrong code, a surplus, and a parcel that is called off', async () => {
    net.api
      .on('GET /admin/batches/b0ffee01', batch(five()))
      .on('GET /admin/batches/b0ffee01/pick-list', pickList(0))
      .on('GET /admin/stock/by-barcode/4006381333931', { items: [{ sku: 'MUG-1' }] })
      .on('GET /admin/stock/by-barcode/TEA-9', { items: [] })
      .onEach(
        'POST /admin/batches/b0ffee01/scans',
        () => json(counted),
        () => json({ ...counted, missing: 0, missing_in_all: 0 }),
        () => problem(409, 'surplus', { missing: 0 }),
        () => problem(409, 'called_off'),
      );
    renderOffice(net.api, '/batches/b0ffee01', { permissions: STAFF });
    expect(await screen.findByText(/S-5: put back .*1 × MUG-1/)).toBeInTheDocument();

    await scan('MUG-1');
    const answer = await screen.findByText(/Mug: for .*1 × S-1/);
    expect(answer.closest('[aria-live="assertive"]')).not.toBeNull();
    expect(screen.getByText('7 more of it.')).toBeInTheDocument();
    await scan('4006381333931');
    expect(await screen.findByText('Everything is picked. Pack now.')).toBeInTheDocument();
    await scan('TEA-9');
    expect(await screen.findByText('Nobody wants TEA-9')).toBeInTheDocument();
    await scan('MUG-1');
    expect(await screen.findByText('Too many of MUG-1')).toBeInTheDocument();
    await scan('MUG-1');
    expect(
      await screen.findByText(/This parcel is called off: put what was picked back/),
    ).toBeInTheDocument();
    await expectAccessible();

    const sent = net.api.to('POST /admin/batches/b0ffee01/scans');
    expect(sent.map(({ body }) => body)).toEqual(Array(4).fill({ code: 'MUG-1', units: 1 }));
    expect(new Set(sent.map(({ headers }) => headers.get('Idempotency-Key'))).size).toBe(4);
    expect(screen.getByLabelText('Scan what you pick')).toHaveFocus();
  });

  it('sends a scan that was not answered again as the same one, and takes a wrong one back', async () => {
    net.api
      .on('GET /admin/batches/b0ffee01', batch(five()))
      .on('GET /admin/batches/b0ffee01/pick-list', pickList(0))
      .onEach(
        'POST /admin/batches/b0ffee01/scans',
        () => problem(503, 'unavailable'),
        () => json(counted),
      )
      .on('GET /admin/shipments/o1-1', () => json(parcel(1, { lines: lines(1) }), 200, { ETag: '4' }))
      .on('PUT /admin/shipments/o1-1/picks', () => json(parcel(1), 200, { ETag: '5' }));
    renderOffice(net.api, '/batches/b0ffee01', { permissions: STAFF });
    await scan('MUG-1');
    await userEvent.click(await screen.findByRole('button', { name: 'Send again' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('Mug: not counted any more')).toBeInTheDocument();
    const [first, second] = net.api.to('POST /admin/batches/b0ffee01/scans');
    expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
    const [back] = net.api.to('PUT /admin/shipments/o1-1/picks');
    expect(back?.body).toEqual({ lines: [{ sku: 'MUG-1', units: 0 }] });
    expect(back?.headers.get('If-Match')).toBe('4');
  });

  it('counts by hand, and tells what is not there', async () => {
    net.api
      .on('GET /admin/batches/b0ffee01', batch(five()))
      .on('GET /admin/batches/b0ffee01/pick-list', pickList(0))
      .on('POST /admin/batches/b0ffee01/scans', counted)
      .on('POST /admin/shipments/o2-1/shortages', parcel(2));
    renderOffice(net.api, '/batches/b0ffee01', { permissions: STAFF });
    await userEvent.click(await screen.findByRole('button', { name: 'Count MUG-1 by hand' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Count' }));
    expect(await screen.findByText(/Mug: for/)).toBeInTheDocument();
    expect(net.api.to('POST /admin/batches/b0ffee01/scans')[0]?.body).toEqual({ code: 'MUG-1', units: 8 });

    await userEvent.click(screen.getByRole('button', { name: 'MUG-1 is missing' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.selectOptions(dialog.getByLabelText('Order'), 'o2-1');
    await userEvent.selectOptions(dialog.getByLabelText('Reason'), 'damaged');
    await userEvent.click(dialog.getByRole('button', { name: 'Report it' }));
    expect(await screen.findByText('It is reported.')).toBeInTheDocument();
    expect(net.api.to('POST /admin/shipments/o2-1/shortages')[0]?.body).toEqual({
      ...{ sku: 'MUG-1', units: 2, reason: 'damaged', note: '' },
    });
  });

  it('is packed with weight and box, and by nobody with a slip of a former address', async () => {
    const moved = five().map((one) => ({ ...one, address_revision: 1 }));
    net.api
      .onEach(
        'GET /admin/batches/b0ffee01',
        () => json(batch(five())),
        () => json(batch(moved)),
      )
      .onEach(
        'POST /admin/shipments/o1-1/packing',
        () => json(parcel(1)),
        () => problem(409, 'address_changed'),
      )
      .on('DELETE /admin/shipments/o1-1/packing', parcel(1));
    vi.spyOn(window, 'print').mockImplementation(() => undefined);
    renderOffice(net.api, '/batches/b0ffee01/pack', { permissions: STAFF });
    await userEvent.click(await screen.findByRole('button', { name: 'Print 4 slips' }));
    expect(document.querySelectorAll('[data-print] section')).toHaveLength(4);

    await userEvent.click(screen.getByRole('button', { name: 'Pack S-1' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/2 units were not counted/)).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Weight/), '900');
    await userEvent.type(dialog.getByLabelText(/Box/), 'M');
    await userEvent.click(dialog.getByRole('button', { name: 'Pack' }));
    expect(await screen.findByText('S-1 is packed.')).toBeInTheDocument();
    expect(net.api.to('POST /admin/shipments/o1-1/packing')[0]?.body).toEqual({
      ...{ weight_grams: 900, box: 'M', length_mm: 0, width_mm: 0, height_mm: 0, address_revision: 0 },
    });

    expect(await screen.findAllByText('The address was changed')).toHaveLength(4);
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Pack S-1' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Pack' }));
    expect(await screen.findByText(/Its address was changed. Print its slip again/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    await userEvent.click(screen.getByRole('button', { name: 'Print 4 slips' }));
    await waitFor(() => expect(screen.queryByText('The address was changed')).not.toBeInTheDocument());
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(net.api.to('DELETE /admin/shipments/o1-1/packing')).toHaveLength(1));
    localStorage.clear();
  });

  it('is shipped: interrupted it goes on, and says of each parcel how it fared', async () => {
    const packing = {
      packed_at: PARCEL.created_at,
      weight_grams: 0,
      length_mm: 0,
      width_mm: 0,
      height_mm: 0,
      box: '',
    };
    const packed = five({ packing, queue: 'to_ship' }).map((one, at) =>
      at === 1 ? { ...one, carrier: 'manual' } : one,
    );
    const left = (number: number, more: object = {}) => ({
      ...{
        shipment_id: `o${number}-1`,
        outcome: 'dispatched',
        state: 'shipped',
        code: null,
        detail: null,
        ...more,
      },
    });
    const all = [
      left(1, { outcome: 'already' }),
      left(2),
      left(3),
      left(4, { outcome: 'refused', state: 'booked', code: 'not_booked' }),
      left(5, { outcome: 'refused', state: 'booked', code: 'called_off' }),
    ];
    const said = { batch_id: 'b0ffee01', closed_at: null };
    net.api.on('GET /admin/batches/b0ffee01', batch(packed)).onEach(
      'POST /admin/batches/b0ffee01/dispatch',
      () => problem(503, 'unavailable'),
      () => json({ ...said, parcels: all.slice(0, 1), done: false }),
      () => json({ ...said, parcels: all, done: true }),
    );
    renderOffice(net.api, '/batches/b0ffee01/ship', { permissions: STAFF });
    await userEvent.type(await screen.findByLabelText(/Tracking code of S-2/), 'T-22');
    await userEvent.click(screen.getByRole('button', { name: 'Hand over 4 parcels' }));
    const dialog = within(await screen.findByRole('dialog'));
    await expectAccessible();
    await userEvent.click(dialog.getByRole('button', { name: 'Hand over 4 parcels' }));
    expect(await dialog.findByText('Reference: ref-1')).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Hand over 4 parcels' }));
    expect(await screen.findByText('3 parcels have left')).toBeInTheDocument();
    expect(screen.getByText(/The carrier has not booked it yet/)).toBeInTheDocument();
    expect(screen.getByText(/This parcel is called off: put/)).toBeInTheDocument();
    const sent = net.api.to('POST /admin/batches/b0ffee01/dispatch');
    expect(sent.map(({ body }) => body)).toEqual(
      Array(3).fill({ parcels: [{ shipment_id: 'o2-1', tracking_code: 'T-22' }] }),
    );
    await expectAccessible();
  });

  it('is given back what is left of it', async () => {
    net.api
      .on('GET /admin/batches/b0ffee01', () => json(batch(five(), { assignee: 'u9' }), 200, { ETag: 'x1' }))
      .on('GET /admin/batches/b0ffee01/pick-list', pickList(0))
      .on('PATCH /admin/batches/b0ffee01', batch(five()))
      .on('POST /admin/batches/b0ffee01/close', batch([]));
    renderOffice(net.api, '/batches/b0ffee01', { permissions: STAFF });
    for (const act of ['Take it over', 'Close the batch']) {
      await userEvent.click(await screen.findByRole('button', { name: act }));
      await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: act }));
      await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    }
    const [taken] = net.api.to('PATCH /admin/batches/b0ffee01');
    expect([taken?.body, taken?.headers.get('If-Match')]).toEqual([{ assignee: 'u1' }, 'x1']);
    expect(net.api.to('POST /admin/batches/b0ffee01/close')).toHaveLength(1);
  });
});

describe('a parcel', () => {
  const short = {
    sku: 'MUG-1',
    units: 1,
    reason: 'not_found',
    note: '',
    reported_at: PARCEL.created_at,
    accepted: false,
  };

  it('is counted by hand on what was seen of it, and says when somebody was faster', async () => {
    net.api
      .on('GET /admin/shipments/o1-1', () => json(parcel(1), 200, { ETag: '3' }))
      .onEach(
        'PUT /admin/shipments/o1-1/picks',
        () => json(parcel(1, { lines: lines(1) }), 200, { ETag: '4' }),
        () => problem(412, 'precondition_failed'),
      );
    renderOffice(net.api, '/parcels/o1-1', { permissions: STAFF });
    await userEvent.click(await screen.findByRole('button', { name: 'One more of MUG-1' }));
    expect(await screen.findByText('1/2')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'All of MUG-1 is there' }));
    expect(await screen.findByText('Somebody else changed this meanwhile.')).toBeInTheDocument();
    const sent = net.api.to('PUT /admin/shipments/o1-1/picks');
    expect(sent.map(({ body, headers }) => [body, headers.get('If-Match')])).toEqual([
      [{ lines: [{ sku: 'MUG-1', units: 1 }] }, '3'],
      [{ lines: [{ sku: 'MUG-1', units: 2 }] }, '4'],
    ]);
    await expectAccessible();
  });

  it('goes without what was not found, and is handed over by hand under its code', async () => {
    net.api
      .on(
        'GET /admin/shipments/o1-1',
        parcel(1, { shortages: [short], queue: null }, { carrier: 'manual', state: 'created' }),
      )
      .on('POST /admin/shipments/o1-1/shortages/resolution', parcel(1))
      .on('POST /admin/shipments/o1-1/hand-over', parcel(1, {}, { state: 'shipped' }));
    renderOffice(net.api, '/parcels/o1-1', { permissions: STAFF });
    await userEvent.click(await screen.findByRole('button', { name: 'Send without' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/Finance has to refund the line/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Send without' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(net.api.to('POST /admin/shipments/o1-1/shortages/resolution')[0]?.body).toEqual({
      ...{ sku: 'MUG-1', resolution: 'send_without' },
    });
    await userEvent.click(screen.getByRole('button', { name: 'Hand over' }));
    const handing = within(await screen.findByRole('dialog'));
    await userEvent.type(handing.getByLabelText(/Tracking code/), 'T-1');
    await userEvent.click(handing.getByRole('button', { name: 'Hand over' }));
    expect(await screen.findByText('The parcel is on its way.')).toBeInTheDocument();
    expect(net.api.to('POST /admin/shipments/o1-1/hand-over')[0]?.body).toEqual({ tracking_code: 'T-1' });
  });

  it('shows no act to who may only look', async () => {
    net.api.on('GET /admin/shipments/o1-1', parcel(1, { called_off: true }));
    renderOffice(net.api, '/parcels/o1-1', { permissions: ['shipments.read'] });
    expect(await screen.findByText('This parcel is called off')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Hand over' })).not.toBeInTheDocument();
  });
});
