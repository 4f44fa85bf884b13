import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { PARCEL } from '../../test/depot';
import { renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const STAFF: Permission[] = ['shipments.read', 'returns.write'];
const PATH = `/admin/shipments/${PARCEL.id}`;
const SHELF = { goods: 'shelf', location: '' };
const EVENT = { at: '2026-11-23T10:00:00Z', state: 'picked_up', description: '', location: '' };

function open(changes: Partial<typeof PARCEL>, permissions = STAFF) {
  const parcel = { ...PARCEL, work: null, events: [EVENT], ...changes };
  net.api
    .on(`GET ${PATH}`, () => json(parcel, 200, { ETag: '"3"' }))
    .on(`PATCH ${PATH}`, () => json(parcel, 200, { ETag: '"4"' }));
  renderOffice(net.api, `/parcels/${PARCEL.id}`, { permissions });
}

const act = async (name: string) => {
  await userEvent.click(await screen.findByRole('button', { name }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name }));
};
const sent = () =>
  net.api.to(`PATCH ${PATH}`).map(({ body, headers }) => [headers.get('If-Match'), body] as const);

describe('a parcel that does not arrive', () => {
  it('is reported', async () => {
    open({ state: 'shipped' });
    await act('Does not arrive');
    await waitFor(() =>
      expect(sent()).toEqual([['"3"', { decision: 'report', trouble: 'lost', reason: '', ...SHELF }]]),
    );
  });

  it('is paid back at once, or when the goods are here', async () => {
    open({ state: 'exception', trouble: 'returned' });
    expect(await screen.findByText('Say what becomes of it.')).toBeInTheDocument();
    await act('Wait for the goods');
    await waitFor(() => expect(sent()).toEqual([['"3"', { decision: 'await', reason: '', ...SHELF }]]));
  });

  it('says what became of it, and is decided once', async () => {
    open({ state: 'undelivered', trouble: 'lost', outcome: 'refunded', return_id: 'order-0001-R1' });
    expect(await screen.findByText(/It is paid back/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Money and goods' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Pay back now' })).toBeNull();
  });

  it('is decided by nobody who may not', async () => {
    open({ state: 'exception', trouble: 'lost' }, ['shipments.read']);
    expect(await screen.findByText('Say what becomes of it.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Pay back now' })).toBeNull();
  });
});

describe('sending again', () => {
  it('shows what is there, and sends what came back if that is wanted', async () => {
    net.api.on('GET /products/stock', { items: [{ sku: 'MUG-1', available: 7, backorder: false }] });
    open({ state: 'exception', trouble: 'returned' });
    await userEvent.click(await screen.findByRole('button', { name: 'Send again' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText(/7 can be sold now/)).toBeInTheDocument();
    await userEvent.selectOptions(dialog.getByLabelText(/Which goods/), 'returned');
    await userEvent.type(dialog.getByLabelText(/Why/), 'she asked');
    await userEvent.click(dialog.getByRole('button', { name: 'Send again' }));
    const body = { decision: 'send_again', goods: 'returned', reason: 'she asked', location: '' };
    await waitFor(() => expect(sent()).toEqual([['"3"', body]]));
  });

  it('is told of with who decided, and of what stands in its place', async () => {
    open({
      state: 'undelivered',
      trouble: 'lost',
      outcome: 'sent_again',
      decided_by: 'staff:mo',
      decided_why: 'asked',
    });
    expect(await screen.findByText(/It is sent again in another parcel/)).toBeInTheDocument();
    expect(screen.getByText('staff:mo').closest('p')).toHaveTextContent('staff:mo: asked');
  });

  it('names what a parcel is sent in the place of', async () => {
    open({ replaces: 'order-0001-R2' });
    expect(await screen.findByRole('link', { name: 'R2' })).toHaveAttribute(
      'href',
      expect.stringContaining('R2'),
    );
  });
});

describe('a parcel that is held', () => {
  const held = [{ reason: 'dispute' as const, reference: 'dp_1', payment_id: 'pay-1', at: EVENT.at }];

  it('says why, and is released by staff as they saw it', async () => {
    open({ state: 'created', events: [], held }, [...STAFF, 'payments.read']);
    expect(await screen.findByText(/The payment is disputed/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Look at it' })).toHaveAttribute(
      'href',
      expect.stringContaining('/disputes/pay-1/dp_1'),
    );
    await act('Release the parcel');
    await waitFor(() => expect(sent()).toEqual([['"3"', { decision: 'release', reason: '', ...SHELF }]]));
  });
});
