import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { CUSTOMER } from '../../test/desk';
import { FRIEND, TRADE } from '../../test/groups';
import { expectAccessible, renderOffice } from '../../test/renderOffice';
import { idOf } from './rule';

const net = fakeNetwork();
const ALL: Permission[] = ['rates.read', 'rates.write', 'customers.read', 'customers.write'];
const page = (...items: unknown[]) => ({ items, next_cursor: null });

async function trade(permissions = ALL) {
  net.api
    .on('GET /admin/customer-groups', page(TRADE))
    .on('GET /admin/customer-groups/trade', () => json(TRADE, 200, { ETag: '"2"' }))
    .on('GET /admin/customer-groups/trade/members', page(FRIEND));
  renderOffice(net.api, '/customers/groups/trade', { permissions });
  await screen.findByRole('heading', { level: 1, name: /Trade/ });
}

const put = 'PUT /admin/customer-groups/trade';

describe('groups of customers', () => {
  it('are made with an id that is made of the name', async () => {
    net.api
      .on('GET /admin/customer-groups', page())
      .on('POST /admin/customer-groups', () => json({ ...TRADE, id: 'good-friends' }, 201));
    renderOffice(net.api, '/customers/groups', { permissions: ALL });
    const [make] = await screen.findAllByRole('button', { name: 'Make a group' });
    if (make) await userEvent.click(make);
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText(/Name/), { target: { value: 'Good friends!' } });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Make a group' }));
    await waitFor(() => expect(net.api.to('POST /admin/customer-groups')).toHaveLength(1));
    expect(net.api.to('POST /admin/customer-groups')[0]?.body).toEqual({
      id: 'good-friends',
      name: 'Good friends!',
      rule: null,
    });
  });

  it.each([
    ['Händler & Co.', 'ha-ndler-co'],
    ['عملاء', ''],
    [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
  ])('turn %s into the id %s', (name, id) => expect(idOf(name)).toBe(id));

  it('keep what nobody touched of a rule', async () => {
    await trade();
    net.api.on(put, () => json({ ...TRADE, version: 3 }, 200, { ETag: '"3"' }));
    fireEvent.change(screen.getByLabelText(/Paid orders/), { target: { value: '5' } });
    await userEvent.click(screen.getByRole('checkbox', { name: 'News and offers' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(net.api.to(put)).toHaveLength(1));
    expect(net.api.to(put)[0]?.body).toEqual({
      name: 'Trade',
      rule: { ...TRADE.rule, orders: 5, consents: ['marketing'] },
    });
    expect(net.api.to(put)[0]?.headers.get('If-Match')).toBe('"2"');
  });

  it('count whom a rule would be about, page by page and without guests', async () => {
    await trade();
    net.api
      .on('GET /admin/backoffice/customers', ({ query }) =>
        json(
          query.get('cursor')
            ? page({ ...CUSTOMER, customer_id: 'u2' })
            : {
                items: [
                  { ...CUSTOMER, customer_id: 'u9' },
                  { ...CUSTOMER, guest: true },
                ],
                next_cursor: 'next',
              },
        ),
      )
      .on('POST /admin/customer-groups/trial', ({ body }) =>
        json({ items: (body as { customers: string[] }).customers.includes('u9') ? [FRIEND] : [] }),
      );
    await userEvent.click(screen.getByRole('button', { name: 'Who would that be?' }));
    expect(await screen.findByText('1 of 2 customers with an account')).toBeInTheDocument();
    expect(net.api.to('POST /admin/customer-groups/trial').map(({ body }) => body)).toEqual([
      { rule: TRADE.rule, customers: ['u9'] },
      { rule: TRADE.rule, customers: ['u2'] },
    ]);
  });

  it('are filled by the address of an account, and say where there is none', async () => {
    await trade();
    const member = 'PUT /admin/customer-groups/trade/members/u2';
    net.api
      .on('GET /admin/customers', ({ query }) =>
        json(page(...(query.get('email') === 'bo@example.com' ? [{ ...CUSTOMER, id: 'u2' }] : []))),
      )
      .on(member, () => new Response(null, { status: 204 }));
    await userEvent.click(await screen.findByRole('button', { name: 'Put somebody in' }));
    const dialog = await screen.findByRole('dialog');
    const email = within(dialog).getByLabelText(/E-mail/);
    fireEvent.change(email, { target: { value: 'nobody@example.com' } });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Put somebody in' }));
    await waitFor(() => expect(email).toHaveAccessibleDescription(/No customer has this address\./));
    expect(net.api.to(member)).toHaveLength(0);
    fireEvent.change(email, { target: { value: 'bo@example.com' } });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Put somebody in' }));
    await waitFor(() => expect(net.api.to(member)).toHaveLength(1));
  });

  it('are left after saying what that means', async () => {
    await trade();
    const member = 'DELETE /admin/customer-groups/trade/members/u9';
    net.api.on(member, () => new Response(null, { status: 204 }));
    await userEvent.click(await screen.findByRole('button', { name: /Take out/ }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/If they meet the rule/)).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Take out' }));
    await waitFor(() => expect(net.api.to(member)).toHaveLength(1));
  });

  it('end for good, as they were seen', async () => {
    await trade();
    const end = 'POST /admin/customer-groups/trade/end';
    net.api.on(end, () => problem(412, 'precondition_failed'));
    await userEvent.click(screen.getByRole('button', { name: 'End the group' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'End the group' }));
    await waitFor(() => expect(net.api.to(end)).toHaveLength(1));
    expect(net.api.to(end)[0]?.headers.get('If-Match')).toBe('"2"');
  });

  it('are only looked at by who may not change them', async () => {
    await trade(['rates.read']);
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'End the group' })).not.toBeInTheDocument();
    expect(screen.queryByText('Put there by hand')).not.toBeInTheDocument();
    await expectAccessible();
  });
});
