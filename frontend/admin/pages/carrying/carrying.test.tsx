import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import { eur } from '../../../src/test/data';
import type { Permission } from '../../frame/me';
import { BATCH, PARCEL } from '../../test/depot';
import { renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const STAFF: Permission[] = ['shipments.read', 'shipments.write'];
const PATH = `/admin/shipments/${PARCEL.id}`;
const OFFERS = {
  items: [
    { name: 'Post Standard', cost: eur(490), days: null, fits: false },
    { name: 'Post Express', cost: eur(990), days: 1, fits: true },
  ],
  ...{ booked: 'Post Standard', chosen: '' },
};

function open(changes: Partial<typeof PARCEL> = {}, permissions = STAFF) {
  const parcel = { ...PARCEL, rate: 'Post Standard', cost: eur(490), ...changes };
  net.api
    .on(`GET ${PATH}`, () => json(parcel, 200, { ETag: '"3"' }))
    .on(`GET ${PATH}/rates`, () => json(OFFERS))
    .on(`PUT ${PATH}/rates`, () => json(parcel));
  renderOffice(net.api, `/parcels/${PARCEL.id}`, { permissions });
}

describe('the rates of a parcel', () => {
  it('are shown with price and days, and another is booked', async () => {
    open();
    expect(await screen.findByText('Post Standard, €4.90')).toBeInTheDocument();
    await userEvent.click(await screen.findByRole('button', { name: 'Rates' }));
    const dialog = within(await screen.findByRole('dialog'));
    const field = await dialog.findByLabelText('Rate');
    expect(
      within(field)
        .getAllByRole('option')
        .map(({ textContent }) => textContent),
    ).toEqual([
      'Post Standard · €4.90 · time not said · slower than what was bought',
      'Post Express · €9.90 · 1 day',
    ]);
    expect(field).toHaveValue('Post Standard');
    await userEvent.selectOptions(field, 'Post Express');
    await userEvent.click(dialog.getByRole('button', { name: 'Book this rate' }));
    await waitFor(() =>
      expect(
        net.api.to(`PUT ${PATH}/rates`).map(({ body, headers }) => [headers.get('If-Match'), body]),
      ).toEqual([['"3"', { name: 'Post Express' }]]),
    );
  });

  it('that cannot be asked for say why', async () => {
    open();
    net.api.on(`GET ${PATH}/rates`, () => problem(503, 'unavailable'));
    await userEvent.click(await screen.findByRole('button', { name: 'Rates' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByRole('alert')).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: 'Book this rate' })).toBeDisabled();
  });

  it.each([
    ['who may not', {}, ['shipments.read'] as Permission[]],
    ['a parcel on its way', { state: 'shipped' }, STAFF],
    ['what is handed over by hand', { carrier: 'manual' }, STAFF],
  ])('are not for %s', async (_, changes, permissions) => {
    open(changes, permissions);
    await screen.findByText('Way');
    expect(screen.queryByRole('button', { name: 'Rates' })).toBeNull();
  });
});

describe('the list for the carrier', () => {
  it('is printed, or says why there is none', async () => {
    const batch = { ...BATCH, shipments: [{ ...PARCEL, state: 'shipped', work: null }] };
    net.api
      .on(`GET /admin/batches/${BATCH.id}`, () => json(batch))
      .on(`GET /admin/batches/${BATCH.id}/pick-list`, () =>
        json({ batch_id: BATCH.id, lines: [], missing: 0, put_back: [] }),
      )
      .on(`POST /admin/batches/${BATCH.id}/manifests`, () =>
        json({
          items: [
            { carrier: 'USPS', parcels: 2, url: 'https://carrier.example/m.pdf', note: '' },
            { carrier: 'UPS', parcels: 1, url: null, note: 'creating' },
          ],
        }),
      );
    renderOffice(net.api, `/batches/${BATCH.id}/ship`, { permissions: STAFF });
    await userEvent.click(await screen.findByRole('button', { name: 'Get the list' }));
    expect(await screen.findByText(/USPS: 2 parcels/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Print' })).toHaveAttribute(
      'href',
      'https://carrier.example/m.pdf',
    );
    expect(screen.getByText(/UPS: 1 parcel/)).toHaveTextContent('creating');
  });
});
