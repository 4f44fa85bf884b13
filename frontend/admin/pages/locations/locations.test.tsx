import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { STOCK } from '../../test/answers';
import { PARCEL } from '../../test/depot';
import { LOCATIONS } from '../../test/locations';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const STAFF: Permission[] = ['stock.read', 'stock.write', 'shipments.read', 'shipments.write'];
const tagged = (body: object, tag: string) => json(body, 200, { ETag: `"${tag}"` });

describe('the locations of a shop', () => {
  it('are changed all together, by who saw the ones there are', async () => {
    const lyon = { ...LOCATIONS.locations[1], active: false };
    net.api
      .on('GET /admin/locations', () => tagged(LOCATIONS, '4'))
      .onEach(
        'PUT /admin/locations',
        () => problem(412, 'precondition_failed'),
        () => tagged({ ...LOCATIONS, locations: [LOCATIONS.locations[0], lyon] }, '5'),
      );
    renderOffice(net.api, '/locations', { permissions: STAFF });
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Lyon' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByLabelText('Active: it sends orders'));
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Reference: ref-1')).toBeInTheDocument();
    await expectAccessible();
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The locations are saved')).toBeInTheDocument();
    const [sent] = net.api.to('PUT /admin/locations');
    expect(sent?.headers.get('If-Match')).toBe('"4"');
    expect(sent?.body).toEqual({ rule: 'nearest', locations: [LOCATIONS.locations[0], lyon] });
  });

  it('cannot be added where the shop has one, and the page says why', async () => {
    net.api.on('GET /admin/locations', { enabled: false, rule: 'nearest', locations: [] });
    renderOffice(net.api, '/locations', { permissions: STAFF });
    expect(await screen.findByText('This shop has one location')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Add a location' })).not.toBeInTheDocument();
  });
});

describe('the stock of a SKU', () => {
  it('is shown by location, and moved from one to another', async () => {
    net.api
      .on('GET /admin/stock/MUG%2F1', { ...STOCK, locations: { main: 4, lyon: 2 } })
      .on('GET /admin/locations', LOCATIONS)
      .on('POST /admin/stock/MUG%2F1/movements', () => json(STOCK, 201));
    renderOffice(net.api, '/stock/MUG%2F1', { permissions: STAFF });
    await userEvent.click(await screen.findByRole('button', { name: 'Move' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText('Units'), '3');
    await userEvent.type(dialog.getByLabelText('Reason'), 'van');
    await userEvent.click(dialog.getByRole('button', { name: 'Book' }));
    expect(await screen.findByText('The stock is booked')).toBeInTheDocument();
    expect(net.api.to('POST /admin/stock/MUG%2F1/movements')[0]?.body).toEqual({
      ...{ kind: 'transfer', quantity: 3, reason: 'van', location: 'main', to: 'lyon' },
    });
  });
});

describe('a parcel', () => {
  it('is split: what is not ready goes in another one', async () => {
    net.api
      .on('GET /admin/shipments/order-0001-1', { ...PARCEL, id: 'order-0001-1' })
      .on('POST /admin/shipments/order-0001-1/split', { items: [PARCEL], next_cursor: null });
    renderOffice(net.api, '/parcels/order-0001-1', { permissions: STAFF });
    await userEvent.click(await screen.findByRole('button', { name: 'Split' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/^Units of/), '1');
    await userEvent.click(dialog.getByRole('button', { name: 'Split' }));
    expect(await screen.findByText('Another parcel is made')).toBeInTheDocument();
    const [sent] = net.api.to('POST /admin/shipments/order-0001-1/split');
    expect(sent?.body).toEqual({ lines: [{ sku: 'MUG-1', units: 1 }] });
    expect(sent?.headers.get('If-Match')).toBe('3');
  });
});
