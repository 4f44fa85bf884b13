import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { DOCUMENT } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const ALL: Permission[] = ['rates.read', 'rates.write'];
const NOW = {
  ...{ home: 'DE', tax_included: true, source: 'European Commission', as_of: '2026-09-29' },
  places: [
    {
      ...{ place: 'DE', country: 'DE', name: '', category: 'S', taxed_in: 'DE' },
      rates: [
        { tax_class: 'standard', rate: 1900, since: null },
        { tax_class: 'reduced', rate: 700, since: null },
      ],
    },
    { place: 'ES-CN', country: 'ES', name: 'Canary Islands', category: 'G', taxed_in: 'ES-CN', rates: [] },
    { place: 'FR', country: 'FR', name: '', category: 'S', taxed_in: 'DE', rates: [] },
  ],
};
const document = (version: number, more: object = {}) =>
  json(
    {
      ...DOCUMENT,
      kind: 'taxes',
      version,
      published: 0,
      in_force: false,
      changed: version > 0,
      draft: null,
      ...more,
    },
    200,
    { ETag: `"${version}"` },
  );

describe('the taxes', () => {
  it('are shown place by place as they are in force, and can be found', async () => {
    net.api.on('GET /admin/rates/taxes', () => document(0)).on('GET /admin/tax-rates', NOW);
    renderOffice(net.api, '/prices/taxes', { permissions: ALL });

    expect(await screen.findByText('Spain: Canary Islands')).toBeVisible();
    expect(screen.getByText('bear no tax: not registered there, or exported')).toBeVisible();
    expect(screen.getByText('are taxed there')).toBeVisible();
    expect(screen.getByText('are taxed as in DE')).toBeVisible();
    expect(screen.getAllByText(/^(19|7)%$/)).toHaveLength(2);
    await userEvent.type(screen.getByRole('textbox', { name: /Find a place/ }), 'canary');
    await waitFor(() => expect(screen.queryByText('Germany')).toBeNull());
    await expectAccessible();
  });

  it('are changed as a draft, rate by rate in per cent, and put in force by a second step', async () => {
    const said: unknown[] = [];
    net.api
      .on('GET /admin/rates/taxes', () => document(0))
      .on('GET /admin/tax-rates', NOW)
      .on('PUT /admin/rates/taxes', ({ body }) => {
        said.push(body);
        return document(1, { draft: body });
      })
      .on('POST /admin/rates/taxes/publish', () => document(2, { changed: false, in_force: true }));
    renderOffice(net.api, '/prices/taxes', { permissions: ALL });

    await userEvent.click(await screen.findByRole('button', { name: 'Add a rate' }));
    const row = screen.getByRole('listitem', { name: 'Rate 1' });
    await userEvent.type(within(row).getByRole('textbox', { name: /Place/ }), 'us-ca');
    await userEvent.clear(within(row).getByRole('textbox', { name: /Rate in per cent/ }));
    await userEvent.type(within(row).getByRole('textbox', { name: /Rate in per cent/ }), '8.25');
    await userEvent.type(within(row).getByRole('textbox', { name: /Postal codes/ }), '900, 902');
    expect(screen.queryByRole('button', { name: 'Put in force' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Save the draft' }));

    await waitFor(() => expect(said).toHaveLength(1));
    expect(said[0]).toMatchObject({
      taxes: { home: 'DE', rates: [{ place: 'US-CA', rate: 825, postal_codes: ['900', '902'] }] },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Put in force' }));
    const dialog = screen.getByRole('dialog');
    expect(within(dialog).getByText(/keep the rates that they were placed with/)).toBeVisible();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Put in force' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('say at its field what is wrong of a rate', async () => {
    net.api
      .on('GET /admin/rates/taxes', () => document(0))
      .on('GET /admin/tax-rates', NOW)
      .on('PUT /admin/rates/taxes', () =>
        problem(400, 'invalid_input', {
          errors: [{ field: 'home', message: 'no place whose taxes are known' }],
        }),
      );
    renderOffice(net.api, '/prices/taxes', { permissions: ALL });

    const home = await screen.findByRole('textbox', { name: /Sells from/ });
    await userEvent.clear(home);
    await userEvent.type(home, 'XX');
    await userEvent.click(screen.getByRole('button', { name: 'Save the draft' }));
    expect(await screen.findByText(/no place whose taxes are known/)).toBeVisible();
  });

  it('can only be looked at without the permission to write', async () => {
    net.api.on('GET /admin/rates/taxes', () => document(3)).on('GET /admin/tax-rates', NOW);
    renderOffice(net.api, '/prices/taxes', { permissions: ['rates.read'] });

    expect(await screen.findByRole('textbox', { name: /Sells from/ })).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Put in force' })).toBeNull();
  });
});
