import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { fakeNetwork, json, problem, type Call } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { expectAccessible, renderOffice } from '../../test/renderOffice';
import { TRIED } from '../../test/promotionCodes';
import { TRADE } from '../../test/groups';
import type { Promotion } from './promotion';

const net = fakeNetwork();
const ALL: Permission[] = ['rates.read', 'rates.write'];
const SPRING: Promotion = {
  ...{ id: 'spring', name: 'Spring', trigger: 'automatic', scope: 'cart', since: '', until: '' },
  ...{ priority: 0, combination: 'stackable' },
  effect: { kind: 'percentage', items: { tags: ['outlet'] }, share: 1250 },
  conditions: {},
};

function kept(...promotions: Promotion[]) {
  const state = { version: 1, promotions, changed: false, sent: [] as Promotion[][] };
  const answer = () =>
    json(
      {
        ...{
          kind: 'promotions',
          version: state.version,
          published: 1,
          in_force: true,
          changed: state.changed,
        },
        ...{ updated_at: null, updated_by: '', draft: { promotions: { promotions: state.promotions } } },
      },
      200,
      { ETag: `"${state.version}"` },
    );
  net.api
    .on('GET /admin/customer-groups', { items: [TRADE], next_cursor: null })
    .on('GET /admin/rates/promotions', answer)
    .on('GET /admin/rates/promotions/versions', () => json({ items: [], next_cursor: null }))
    .on('PUT /admin/rates/promotions', ({ body }: Call) => {
      state.promotions = (body as { promotions: { promotions: Promotion[] } }).promotions.promotions;
      state.sent.push(state.promotions);
      state.version += 1;
      state.changed = true;
      return answer();
    })
    .on('POST /admin/rates/promotions/publish', () => {
      state.changed = false;
      return answer();
    });
  return state;
}

it('writes a promotion as staff say it, and nothing that they did not touch', async () => {
  const state = kept(SPRING);
  renderOffice(net.api, '/prices/promotions', { permissions: ALL });
  const percent = await screen.findByRole('textbox', { name: /Percent off/ });
  expect(percent).toHaveProperty('value', '12.5');
  const value = screen.getByRole('textbox', { name: /From such a value/ });
  fireEvent.change(percent, { target: { value: '20' } });
  fireEvent.change(value, { target: { value: '49,50' } });
  fireEvent.click(screen.getByRole('checkbox', { name: /Never together/ }));
  fireEvent.click(screen.getByRole('checkbox', { name: /person's first order/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Save the draft' }));
  await waitFor(() => {
    expect(state.sent).toHaveLength(1);
  });
  expect(state.sent[0]).toEqual([
    {
      ...SPRING,
      combination: 'exclusive',
      effect: { kind: 'percentage', items: { tags: ['outlet'] }, share: 2000 },
      conditions: { minimum: { value: [{ amount: 4950, currency: 'EUR' }] }, first_order: true },
    },
  ]);
});

it('is for codes, within limits and a budget', async () => {
  const state = kept(SPRING);
  renderOffice(net.api, '/prices/promotions', { permissions: ALL });
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Only for who gives a code' }));
  fireEvent.change(screen.getByRole('textbox', { name: /all together/ }), { target: { value: '50' } });
  fireEvent.change(screen.getByRole('textbox', { name: /one person/ }), { target: { value: '1' } });
  fireEvent.change(screen.getByRole('textbox', { name: /All it may take off/ }), {
    target: { value: '500' },
  });
  await userEvent.click(screen.getByRole('button', { name: 'Save the draft' }));
  await waitFor(() => {
    expect(state.sent[0]?.[0]).toMatchObject({
      ...{ trigger: 'code', limits: { total: 50, per_person: 1 } },
      budget: [{ amount: 50_000, currency: 'EUR' }],
    });
  });
});

it('keeps the goods when another effect is chosen, and asks what that needs', async () => {
  const state = kept(SPRING);
  renderOffice(net.api, '/prices/promotions', { permissions: ALL });
  await userEvent.selectOptions(await screen.findByLabelText('What it does'), 'buy_get');
  expect(screen.getByRole('textbox', { name: /Pieces to buy/ })).toHaveProperty('value', '2');
  await userEvent.click(screen.getByRole('button', { name: 'Save the draft' }));
  await waitFor(() => {
    expect(state.sent[0]?.[0]?.effect).toEqual({
      ...{ kind: 'buy_get', items: { tags: ['outlet'] }, buy: 2, get: 1, share: 10_000, times: 0 },
    });
  });
});

it('says what publishing does before it does it', async () => {
  kept({ ...SPRING, since: '2026-12-01T00:00:00.000Z' });
  renderOffice(net.api, '/prices/promotions', { permissions: ALL });
  await userEvent.click(await screen.findByRole('button', { name: 'Add a promotion' }));
  const [, added] = screen.getAllByRole('textbox', { name: /as shoppers see it/ });
  fireEvent.change(added ?? document.body, { target: { value: 'Winter' } });
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Publish' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText(/“Spring”: A percentage off, from/)).toBeTruthy();
  expect(within(dialog).getByText(/“Winter”: A percentage off/)).toBeTruthy();
  expect(within(dialog).getByText(/keeps its price/)).toBeTruthy();
});

it('tries a cart by what is typed, before it is kept, and says why the others take nothing off', async () => {
  const state = kept(SPRING, { ...SPRING, id: 'coded', name: 'Coded', trigger: 'code' });
  net.api.on('POST /admin/promotions/trial', TRIED);
  renderOffice(net.api, '/prices/promotions', { permissions: ['rates.read'] });
  const card = within(await screen.findByRole('region', { name: 'Try it' }));
  await userEvent.type(card.getByRole('textbox', { name: 'SKU 1' }), 'MUG');
  fireEvent.change(card.getByRole('textbox', { name: 'Pieces of SKU 1' }), { target: { value: '2' } });
  await userEvent.click(card.getByRole('button', { name: 'Add a SKU' }));
  await userEvent.click(card.getByRole('checkbox', { name: /a code of “Coded”/ }));
  await userEvent.click(card.getByRole('checkbox', { name: /first order/ }));
  await userEvent.click(card.getByRole('button', { name: 'Work it out' }));
  expect(await card.findByText(/Spring takes .*4.* off/)).toBeTruthy();
  expect(card.getByText(/34\.00 are lacking/)).toBeTruthy();
  expect(net.api.to('POST /admin/promotions/trial')[0]?.body).toMatchObject({
    promotions: { promotions: [{ id: 'spring' }, { id: 'coded' }] },
    lines: [{ sku: 'MUG', quantity: 2 }],
    ...{ country: 'DE', channel: 'shop', first_order: false, unlocked: ['coded'], at: null },
  });
  expect(state.sent).toEqual([]);
  // What is typed afterwards was not tried.
  await userEvent.type(card.getByRole('textbox', { name: /Region/ }), 'x');
  expect(card.queryByText(/Spring takes/)).toBeNull();
  await expectAccessible();
});

it('leads from a promotion to its codes', async () => {
  kept({ ...SPRING, trigger: 'code' });
  renderOffice(net.api, '/prices/promotions', { permissions: ALL });
  const link = await screen.findByRole('link', { name: 'Codes of “Spring”' });
  expect(link.getAttribute('href')).toContain('/prices/promotions/spring/codes');
});

it('shows what is refused at its field', async () => {
  kept(SPRING);
  net.api.on('PUT /admin/rates/promotions', () =>
    problem(422, 'invalid_input', {
      errors: [{ field: 'promotions.promotions.0.until', message: 'the end is after the beginning' }],
    }),
  );
  renderOffice(net.api, '/prices/promotions', { permissions: ALL });
  const name = await screen.findByRole('textbox', { name: /as shoppers see it/ });
  fireEvent.change(name, { target: { value: 'Spring!' } });
  await userEvent.click(screen.getByRole('button', { name: 'Save the draft' }));
  expect(await screen.findByText('the end is after the beginning')).toBeTruthy();
});

it('lets those who only read look, and change nothing', async () => {
  kept(SPRING);
  renderOffice(net.api, '/prices/promotions', { permissions: ['rates.read'] });
  const percent = await screen.findByRole('textbox', { name: /Percent off/ });
  expect(percent.matches(':disabled, :disabled *')).toBe(true);
});

it('is shown on the catalogue without code, condition and limit', async () => {
  const state = kept({ ...SPRING, trigger: 'code', conditions: { first_order: true }, limits: { total: 5 } });
  renderOffice(net.api, '/prices/promotions', { permissions: ALL });
  fireEvent.click(await screen.findByRole('checkbox', { name: /Shown on the catalogue/ }));
  expect(screen.queryByRole('checkbox', { name: 'Only for who gives a code' })).toBeNull();
  expect(screen.queryByRole('textbox', { name: /From such a value/ })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Save the draft' }));
  await waitFor(() => {
    expect(state.sent[0]?.[0]).toMatchObject({
      ...{ scope: 'catalogue', trigger: 'automatic', conditions: {}, limits: null, budget: [] },
      effect: { kind: 'percentage', share: 1250, items: { tags: ['outlet'] } },
    });
  });
});

it('is of the cart again when it does what no piece has a price of its own with', async () => {
  const state = kept({ ...SPRING, scope: 'catalogue' });
  renderOffice(net.api, '/prices/promotions', { permissions: ALL });
  await userEvent.selectOptions(await screen.findByLabelText('What it does'), 'tiers');
  expect(screen.queryByRole('checkbox', { name: /Shown on the catalogue/ })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Save the draft' }));
  await waitFor(() => {
    expect(state.sent[0]?.[0]).toMatchObject({ scope: 'cart', effect: { kind: 'tiers' } });
  });
});

it('is for the members of groups of customers that are chosen', async () => {
  const state = kept({ ...SPRING, conditions: { customer_groups: ['gone'] } });
  renderOffice(net.api, '/prices/promotions', { permissions: ALL });
  await userEvent.click(await screen.findByText(/Only for members of these customer groups/));
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Trade' }));
  await userEvent.click(screen.getByRole('checkbox', { name: 'gone' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save the draft' }));
  await waitFor(() => expect(state.sent).toHaveLength(1));
  expect(state.sent[0]?.[0]?.conditions).toEqual({ customer_groups: ['trade'] });
});
