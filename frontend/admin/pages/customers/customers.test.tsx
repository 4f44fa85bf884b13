import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { ACCOUNT, CUSTOMER, NOTE, ROW } from '../../test/desk';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const page = (...items: unknown[]) => ({ items, next_cursor: null });
const MAY: Permission[] = [
  'customers.read',
  'customers.write',
  'customers.export',
  'customers.erase',
  'orders.read',
  'orders.write',
];
const COPY = {
  ...{ state: 'none', asked_at: null, parts_done: 0, parts: null, available_until: null },
  ...{ size: null, missing: [], link: null },
};

async function customer(permissions = MAY, changes: object = {}) {
  net.api
    .on('GET /admin/backoffice/customers/u9', { ...CUSTOMER, ...changes, ...page(ROW) })
    .on('GET /admin/backoffice/notes', page(NOTE))
    .on('GET /admin/customers/u9', () => json(ACCOUNT, 200, { ETag: '"2.7"' }))
    .on('GET /admin/customers/u9/consents', {
      items: [
        {
          ...{
            kind: 'marketing',
            version: '1',
            text: 'News',
            given: true,
            outdated: false,
            since: NOTE.created_at,
          },
          decisions: [
            { given: true, version: '1', text: 'News by letter', at: NOTE.created_at, source: 'sign_up' },
          ],
        },
      ],
    })
    .on('GET /admin/customers/u9/groups', {
      items: [{ id: 'trade', name: 'Trade', since: null, by_rule: true }],
    })
    .on('GET /admin/customers/u9/export', COPY)
    .on('GET /admin/customers/u9/activity', {
      ...page({
        id: 'e1',
        kind: 'searched',
        at: NOTE.created_at,
        order_id: '',
        title: '',
        query: 'teapot',
        amount: null,
      }),
      agreed: true,
    });
  renderOffice(net.api, '/customers/u9', { permissions });
  await screen.findByRole('heading', { level: 1, name: 'Amira Haddad' });
}

async function act(name: string, reason?: string) {
  await userEvent.click(await screen.findByRole('button', { name }));
  const dialog = within(await screen.findByRole('dialog'));
  await expectAccessible();
  if (reason) await userEvent.type(dialog.getByLabelText(/Reason/), reason);
  await userEvent.click(dialog.getByRole('button', { name }));
}

describe('the customers', () => {
  it('are found by their words, and opened', async () => {
    net.api.on('GET /admin/backoffice/customers', page(CUSTOMER));
    renderOffice(net.api, '/customers', { permissions: MAY });
    expect(await screen.findByRole('link', { name: 'Amira Haddad' })).toHaveAttribute(
      'href',
      '/customers/u9',
    );
    await expectAccessible();
    await userEvent.type(screen.getByLabelText('Name or e-mail'), 'ami had{Enter}');
    await waitFor(() =>
      expect(net.api.to('GET /admin/backoffice/customers').at(-1)?.query.get('q')).toBe('ami had'),
    );
  });
});

describe('a customer', () => {
  it('shows what they bought, who they are and what they agreed to', async () => {
    await customer();
    expect(screen.getByText('€175.60')).toBeInTheDocument();
    expect(await screen.findByRole('link', { name: 'S-1001' })).toHaveAttribute('href', '/orders/order-0001');
    expect(await screen.findByText('Sonnenallee 12')).toBeInTheDocument();
    expect(screen.getByText('German')).toBeInTheDocument();
    expect(await screen.findByText('teapot')).toBeInTheDocument();
    await userEvent.click(await screen.findByText(/News and offers/));
    expect(screen.getByText('News by letter')).toBeInTheDocument();
    await expectAccessible();
  });

  it('is blocked with a reason, and let in again', async () => {
    await customer();
    const blocked = {
      ...ACCOUNT,
      status: 'blocked',
      block: { blocked: true, reason: 'fraud', at: NOTE.created_at },
    };
    net.api.on('POST /admin/customers/u9/block', () => {
      net.api.on('GET /admin/customers/u9', () => json(blocked, 200, { ETag: '"3.7"' }));
      return json(blocked, 200, { ETag: '"3.7"' });
    });
    net.api.on('POST /admin/customers/u9/unblock', () => json(ACCOUNT, 200, { ETag: '"4.7"' }));
    await act('Block', 'fraud');
    expect(await screen.findByText('This account is blocked')).toBeInTheDocument();
    const [sent] = net.api.to('POST /admin/customers/u9/block');
    expect(sent?.headers.get('If-Match')).toBe('"2.7"');
    expect(sent?.body).toEqual({ reason: 'fraud' });
    await act('Unblock', 'it was their child');
    await waitFor(() =>
      expect(net.api.to('POST /admin/customers/u9/unblock')[0]?.headers.get('If-Match')).toBe('"3.7"'),
    );
  });

  it('is erased and given a copy after the consequences were read; staff are refused', async () => {
    await customer();
    net.api
      .on('POST /admin/customers/u9/erase', () => problem(409, 'of_the_staff'))
      .on('POST /admin/customers/u9/export', () => {
        net.api.on('GET /admin/customers/u9/export', { ...COPY, state: 'under_way', parts: 5 });
        return json({ ...COPY, state: 'under_way' }, 202);
      });
    await act('Erase');
    expect(await screen.findByText(/take their role away first/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    await act('Begin a copy');
    expect(await screen.findByText(/Under way 0 of 5/)).toBeInTheDocument();
  });

  it('offers nothing that the role does not permit, and nothing of an account to a guest', async () => {
    await customer(['customers.read', 'orders.read'], { guest: true });
    expect(screen.getByText(/A guest: there is no account/)).toBeInTheDocument();
    expect(await screen.findByText('Rings twice.')).toBeInTheDocument();
    for (const name of ['Block', 'Erase', 'Begin a copy', 'Add the note', 'Edit'])
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    expect(net.api.to('GET /admin/customers/u9')).toEqual([]);
  });
});
