import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { PARCEL } from '../../test/depot';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const PATH = `/admin/shipments/${PARCEL.id}`;
const PLACE = {
  ...{ location: 'berlin', name: 'Souk Berlin', line1: 'Torstraße 1', postal_code: '10119', city: 'Berlin' },
  ...{ country: 'DE', hours: 'Mo–Fr 10–18' },
};
const READY = { at: '2026-11-23T10:00:00Z', state: 'ready', description: '', location: '' };

function open(
  changes: Partial<typeof PARCEL>,
  permissions: Permission[] = ['shipments.read', 'shipments.write'],
) {
  const parcel = { ...PARCEL, ...{ carrier: 'manual', work: null, events: [], pickup: PLACE }, ...changes };
  net.api.on(`GET ${PATH}`, () => json(parcel, 200, { ETag: '"3"' }));
  net.api.on(`POST ${PATH}/hand-over`, () => json(parcel));
  return renderOffice(net.api, `/parcels/${PARCEL.id}`, { permissions });
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
const bodies = () => net.api.to(`POST ${PATH}/hand-over`).map(({ body }) => body);

describe('an order that is picked up', () => {
  it('says where, and what has to be brought, and is laid ready', async () => {
    open({
      state: 'created',
      elsewhere: [{ location: 'main', sku: 'LAMP', quantity: 2 }],
    });
    expect(await screen.findByText('Souk Berlin, Torstraße 1, 10119 Berlin')).toBeInTheDocument();
    expect(screen.getByText(/To be brought from other locations:.*LAMP.*main/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Hand over' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Hand out' })).toBeNull();
    await expectAccessible();
    await press('Ready for pick-up');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Ready for pick-up' }));
    await waitFor(() => expect(bodies()).toEqual([{ tracking_code: '', code: '' }]));
  });

  it('is handed out for its code, and for no other', async () => {
    open({ state: 'shipped', events: [READY] });
    net.api.on(`POST ${PATH}/hand-over`, () => problem(409, 'wrong_code'));
    await press('Hand out');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText('Code'), '042137');
    await userEvent.click(dialog.getByRole('button', { name: 'Hand out' }));
    await waitFor(() => expect(bodies()).toEqual([{ tracking_code: '', code: '042137' }]));
    expect(await dialog.findByText('This is not the code of the order.')).toBeInTheDocument();
  });

  it('is told from one that its carrier brings to a pick-up point', async () => {
    const point = {
      ...{ carrier: 'sandbox', id: 'P1', kind: 'shop', name: 'Corner kiosk', line1: 'Am Markt 2' },
      ...{ postal_code: '10117', city: 'Berlin', country: 'DE', hours: '8–20' },
    };
    const sent = { carrier: 'sandbox', state: 'shipped', pickup: null, pickup_point: point, at_point: true };
    open({ ...sent, events: [READY] }, ['shipments.read', 'shipments.write', 'returns.write']);
    expect(await screen.findByText('Lies at the pick-up point')).toBeInTheDocument();
    expect(screen.getByText('Corner kiosk, Am Markt 2, 10117 Berlin, P1, 8–20')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Hand out' })).toBeNull();
    await press('Does not arrive');
    expect(
      within(screen.getByLabelText('What happened')).getByRole('option', { name: 'Not picked up' }),
    ).toBeInTheDocument();
  });

  it('is reported when nobody comes for it', async () => {
    open({ state: 'shipped', events: [READY] }, ['shipments.read', 'returns.write']);
    await press('Does not arrive');
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      within(dialog.getByLabelText('What happened'))
        .getAllByRole('option')
        .map((one) => one.textContent),
    ).toEqual(['Not picked up', 'Lost', 'Damaged']);
  });
});
