import type { components } from '../../src/api/schema';
import { SHIPMENT } from './answers';

type Schemas = components['schemas'];

/** What the API answers about picking, packing and the stock, for tests of pages. */
export const PARCEL: Schemas['FulfilmentView'] = {
  ...SHIPMENT,
  ...{ carrier: 'parcelpost', state: 'booked', queue: null, next_attempt_at: null, silent_since: null },
  ...{ version: 3, service: 'standard', location: 'main', address_revision: 0, elsewhere: [] },
  work: {
    ...{ queue: 'picking', batch_id: 'b0ffee01', called_off: false, relabel: false },
    lines: [{ sku: 'MUG-1', title: 'Mug', options: 'Blue', quantity: 2, counted: 0, missing: 2, short: 0 }],
    ...{ shortages: [], packing: null },
  },
};

export const BATCH: Schemas['BatchView'] = {
  ...{ id: 'b0ffee01', created_at: SHIPMENT.created_at, assignee: 'u1', parcels: 1, closed_at: null },
  ...{ version: 1, shipments: [PARCEL], refused: [] },
};

export const PICK_LIST: Schemas['PickListView'] = {
  ...{ batch_id: BATCH.id, missing: 2, put_back: [] },
  lines: [
    {
      ...{ sku: 'MUG-1', title: 'Mug', options: 'Blue', wanted: 2, counted: 0, missing: 2 },
      parcels: [{ shipment_id: PARCEL.id, wanted: 2, counted: 0, missing: 2 }],
    },
  ],
};

export const COUNT: Schemas['CountView'] = {
  ...{ count_id: 'c1', name: 'Shelf B', status: 'open', created_by: 'mira' },
  ...{ created_at: SHIPMENT.created_at, updated_at: SHIPMENT.created_at },
};

export const COUNTED: Schemas['CountLineView'] = {
  ...{ sku: 'MUG/1', counted: 5, expected: 6, difference: -1, counted_at: SHIPMENT.created_at },
  ...{ counted_by: 'mira', booked_at: null, refused: null },
};

export const WAIT: Schemas['WaitView'] = {
  ...{ sku: 'MUG/1', order_id: 'order-0001', units: 2, since: SHIPMENT.created_at, promised: '2026-12-24' },
};

export const LOW: Schemas['ReorderView'] = {
  ...{ sku: 'MUG/1', product_id: 'p1', handle: 'mug', on_hand: 6, reserved: 2, available: 4, over_held: 0 },
  ...{ backorder: false, threshold: 5, version: 7, title: 'Mug', image: '', state: 'low' },
  ...{ limit: 0, promised: '', waiting: 0 },
};

export const RETURN: components['schemas']['StaffReturnView'] = {
  ...{ id: 'order-0001-R1', order_id: 'order-0001', order_number: 'S-1001', kind: 'return' },
  ...{
    state: 'requested',
    received: [],
    granted: [],
    photos: [],
    note: 'Too small.',
    requested_at: '2026-11-23T10:00:00Z',
  },
  ...{
    send_by: null,
    carrier: '',
    tracking_code: '',
    labelled_by: null,
    label_url: null,
    fee: 0,
    refunded: 0,
    currency: '',
    delivery: 0,
  },
  ...{ failure: '', version: 1 },
  lines: [{ sku: 'MUG-1', quantity: 1, title: 'Mug', reason: 'does_not_fit', price: 900, exchange: null }],
  steps: [{ state: 'requested', at: '2026-11-23T10:00:00Z', by: 'shopper', note: '' }],
};
