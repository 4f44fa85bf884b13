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
      expect(sent()).toEqual([['"3"', { decision: 'report', trouble: 'lost', reason: '' }]]),
    );
  });

  it('is paid back at once, or when the goods are here', async () => {
    open({ state: 'exception', trouble: 'returned' });
    expect(await screen.findByText('Say what becomes of it.')).toBeInTheDocument();
    await act('Wait for the goods');
    await waitFor(() => expect(sent()).toEqual([['"3"', { decision: 'await', reason: '' }]]));
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
