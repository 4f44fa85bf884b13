import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { API_KEY } from '../../test/ops';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const MAY: Permission[] = [
  'orders.read',
  'stock.read',
  'staff.manage',
  'integrations.manage',
  'audit.read',
  'reports.read',
];
// Put together here: a whole key in a file is a find of the secret scan.
const SECRET = `${API_KEY.beginning}${'s'.repeat(37)}`;
const DAY_MS = 86_400_000;

async function keys(permissions = MAY, key = API_KEY) {
  net.api
    .on('GET /admin/api-keys', { items: [key] })
    .on('GET /admin/staff/names', { items: [{ id: 'u2', name: 'Mira' }] });
  renderOffice(net.api, '/api-keys', { permissions });
  await screen.findByRole('heading', { level: 1, name: 'API keys' });
}

async function choose(act: string) {
  await userEvent.click(await screen.findByRole('button', { name: 'Change ERP' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: act }));
  return within(await screen.findByRole('dialog'));
}

const making = () => {
  net.api.on('POST /admin/api-keys', () =>
    json({ key: SECRET, api_key: { ...API_KEY, name: 'Printer' } }, 201),
  );
};

describe('an API key', () => {
  it('is made of what its maker may, and shown once, until they say that they have it', async () => {
    const user = userEvent.setup();
    await keys();
    making();
    await user.click(screen.getByRole('button', { name: 'New key' }));
    const form = within(await screen.findByRole('dialog', { name: 'New key' }));
    await expectAccessible();
    expect(form.getAllByRole('checkbox')).toHaveLength(4);
    expect(form.getByRole('group', { name: 'Orders' })).toBeInTheDocument();
    expect(form.getByRole('button', { name: 'Make the key' })).toBeDisabled();
    await user.type(form.getByLabelText('Name'), 'Printer');
    await user.click(within(form.getByRole('group', { name: 'Stock' })).getByLabelText('see'));
    await user.selectOptions(form.getByLabelText('It ends after'), '30 days');
    await user.click(form.getByRole('button', { name: 'Make the key' }));

    const shown = await screen.findByRole('dialog', { name: 'Key of Printer' });
    const [sent] = net.api.to('POST /admin/api-keys');
    const body = sent?.body as { expires_at: string };
    expect(body).toMatchObject({ name: 'Printer', permissions: ['stock.read'] });
    const days = (new Date(body.expires_at).getTime() - Date.now()) / DAY_MS;
    expect(Math.round(days)).toBe(30);
    expect(shown).toHaveTextContent('It is shown this once');
    await expectAccessible();
    await user.click(within(shown).getByRole('button', { name: 'Copy: Key of Printer' }));
    expect(await navigator.clipboard.readText()).toBe(SECRET);
    await user.keyboard('{Escape}');
    expect(screen.getByText(SECRET)).toBeInTheDocument();
    await user.click(within(shown).getByRole('button', { name: 'I have kept it' }));
    expect(screen.queryByText(SECRET)).not.toBeInTheDocument();
    expect(net.api.to('GET /admin/api-keys').length).toBeGreaterThan(1);
  });

  it('is made like another, which goes on until it is revoked', async () => {
    await keys();
    making();
    const form = await choose('Make another like it');
    expect(form.getByText(/goes on until you revoke it/)).toBeInTheDocument();
    expect(form.getByText(/was given more than you may give/)).toBeInTheDocument();
    await userEvent.selectOptions(form.getByLabelText('It ends after'), 'Not before it is revoked');
    await userEvent.click(form.getByRole('button', { name: 'Make the key' }));
    expect(await screen.findByText(/revoke the other: souk_key_Abc0Abc1Abc2Abc3…/)).toBeInTheDocument();
    expect(net.api.to('POST /admin/api-keys')[0]?.body).toEqual({
      name: 'ERP',
      permissions: ['orders.read', 'stock.read'],
      expires_at: null,
    });
    expect(net.api.calls.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });

  it('gets another secret, shown once, while its system goes on with the one it has', async () => {
    await keys();
    const earlier_secret = { until: '2026-11-30T12:00:00Z', used_on: '2026-11-22' };
    net.api.on('POST /admin/api-keys/Abc0Abc1Abc2Abc3/rotate-secret', () =>
      json({ key: SECRET, api_key: { ...API_KEY, earlier_secret, version: 2 } }),
    );
    const form = await choose('Change the secret');
    await expectAccessible();
    expect(form.getByText(/entries in the audit log stay those of this key/)).toBeInTheDocument();
    await userEvent.selectOptions(form.getByLabelText('The secret in use ends after'), '3 days');
    await userEvent.click(form.getByRole('button', { name: 'Change the secret' }));
    expect(await screen.findByText(SECRET)).toBeInTheDocument();
    expect(screen.getByText(/^The secret before holds until Nov 30/)).toBeInTheDocument();
    const [sent] = net.api.to('POST /admin/api-keys/Abc0Abc1Abc2Abc3/rotate-secret');
    expect(sent?.body).toEqual({ overlap_hours: 72 });
    expect(sent?.headers.get('If-Match')).toBe('"1"');
  });

  it('says until when its earlier secret holds and when it was used, which can be ended', async () => {
    const earlier_secret = { until: '2026-11-30T12:00:00Z', used_on: null };
    await keys(MAY, { ...API_KEY, earlier_secret, version: 2 });
    expect(await screen.findByText('two secrets')).toBeInTheDocument();
    const dialog = await choose('End the earlier secret');
    await expectAccessible();
    expect(dialog.getByText('It was never used.')).toBeInTheDocument();
    expect(dialog.getByText(/^It would end by itself: Nov 30/)).toBeInTheDocument();
    net.api.on('DELETE /admin/api-keys/Abc0Abc1Abc2Abc3/earlier-secret', json({ ...API_KEY, version: 3 }));
    net.api.on('GET /admin/api-keys', { items: [API_KEY] });
    await userEvent.click(dialog.getByRole('button', { name: 'End the earlier secret' }));
    expect(await screen.findByText('The secret before has ended.')).toBeInTheDocument();
    const [sent] = net.api.to('DELETE /admin/api-keys/Abc0Abc1Abc2Abc3/earlier-secret');
    expect(sent?.headers.get('If-Match')).toBe('"2"');
    expect(screen.queryByText('two secrets')).not.toBeInTheDocument();
  });

  it('says what it permits, who made it, and what its maker may no more', async () => {
    await keys();
    const dialog = await choose('Look at it');
    await expectAccessible();
    expect(dialog.getByText('Orders: see')).toBeInTheDocument();
    expect(dialog.getByText('Stock: change and count')).toBeInTheDocument();
    expect(await dialog.findByText('Mira')).toBeInTheDocument();
    expect(dialog.getByText('Nov 22, 2026')).toBeInTheDocument();
    expect(dialog.getByRole('link', { name: 'What was done with it' })).toHaveAttribute(
      'href',
      '/audit?person=key%3AAbc0Abc1Abc2Abc3',
    );
  });

  it('is revoked when its consequences are known', async () => {
    await keys();
    net.api.on('DELETE /admin/api-keys/Abc0Abc1Abc2Abc3', () => json(null, 204));
    const dialog = await choose('Revoke');
    await expectAccessible();
    expect(dialog.getByText('Whatever uses it is refused, within 30 seconds.')).toBeInTheDocument();
    expect(dialog.getByText('It was used last on Nov 22, 2026.')).toBeInTheDocument();
    net.api.on('GET /admin/api-keys', { items: [] });
    await userEvent.click(dialog.getByRole('button', { name: 'Revoke' }));
    expect(await screen.findByText('ERP is revoked.')).toBeInTheDocument();
    expect(net.api.to('DELETE /admin/api-keys/Abc0Abc1Abc2Abc3')).toHaveLength(1);
    expect(await screen.findByText('No API keys')).toBeInTheDocument();
  });

  it('may be there after a lost answer, so the list is asked for again', async () => {
    await keys();
    net.api.on('POST /admin/api-keys', () => problem(409, 'too_many_keys'));
    const form = await choose('Make another like it');
    const before = net.api.to('GET /admin/api-keys').length;
    await userEvent.click(form.getByRole('button', { name: 'Make the key' }));
    expect(await screen.findByText(/There are as many keys as there can be/)).toBeInTheDocument();
    await waitFor(() => expect(net.api.to('GET /admin/api-keys').length).toBe(before + 1));
  });

  it('shows a system how to call with it, without a key in the command', async () => {
    await keys();
    await userEvent.click(screen.getByText('How a system calls with a key'));
    expect(screen.getByText(/^curl .*\/api\/keyed\/orders\/admin\/orders/)).toHaveTextContent(
      'Authorization: Bearer $SOUK_KEY',
    );
  });

  it('is not shown to whom integrations are not permitted', async () => {
    renderOffice(net.api, '/api-keys', { permissions: ['orders.read'] });
    expect(await screen.findByRole('heading', { level: 2, name: /not for your role/ })).toBeInTheDocument();
    expect(net.api.to('GET /admin/api-keys')).toEqual([]);
  });
});
