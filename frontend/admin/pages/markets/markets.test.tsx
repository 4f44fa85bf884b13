import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { fakeNetwork, json, problem, type Call } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { DOCUMENT } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';
import type { Market } from './market';

const net = fakeNetwork();
const ALL: Permission[] = ['rates.read', 'rates.write'];
const SWISS: Market = {
  ...{
    id: 'ch',
    name: 'Switzerland',
    countries: ['CH', 'LI'],
    currency: 'CHF',
    language: 'de',
    rate: '0.9468',
  },
  ...{ rounding: 'step', step: 5, prices_include_tax: null, payment_methods: ['pigeon'], open: true },
};
const METHODS = [
  { id: 'stripe', name: 'Card' },
  { id: 'manual', name: 'Bank transfer' },
];

function kept(...markets: Market[]) {
  const state = { version: 1, markets, changed: false, sent: [] as Market[][] };
  const answer = () =>
    json(
      {
        ...{ ...DOCUMENT, kind: 'markets', version: state.version, published: 1, in_force: true },
        ...{ changed: state.changed, draft: { markets: { markets: state.markets } } },
      },
      200,
      { ETag: `"${state.version}"` },
    );
  net.api
    .on('GET /admin/rates/markets', answer)
    .on('GET /admin/rates/markets/versions', () => json({ items: [], next_cursor: null }))
    .on('GET /checkout/options', { countries: ['DE'], shipping_methods: [], payment_methods: METHODS })
    .on('PUT /admin/rates/markets', ({ body }: Call) => {
      state.markets = (body as { markets: { markets: Market[] } }).markets.markets;
      state.sent.push(state.markets);
      state.version += 1;
      state.changed = true;
      return answer();
    })
    .on('POST /admin/rates/markets/publish', () => {
      state.changed = false;
      return answer();
    });
  return state;
}

const see = (may = ALL) => renderOffice(net.api, '/prices/markets', { permissions: may });
const type = (name: RegExp, value: string) =>
  fireEvent.change(screen.getByRole('textbox', { name }), { target: { value } });
const trial = () => screen.getByRole('table');

it('are tried with a price while they are typed, in currencies of none, two and three decimals', async () => {
  kept(
    SWISS,
    { ...SWISS, id: 'jp', name: 'Japan', currency: 'JPY', rate: '163.27', rounding: 'ending_99' },
    { ...SWISS, id: 'kw', name: 'Kuwait', currency: 'KWD', rate: '0.33215', step: 10 },
    { ...SWISS, id: 'hu', name: 'Hungary', currency: 'HUF', rate: '385', rounding: 'whole' },
  );
  see();
  expect(await screen.findByText(/CHF.18\.95/)).toBeVisible();
  expect(trial()).toHaveTextContent(/Japan¥3,299/);
  expect(trial()).toHaveTextContent(/KuwaitKWD.6\.640/);
  expect(trial()).toHaveTextContent(/HungaryHUF.7,696/);
  type(/A price of the shop/, '100');
  expect(trial()).toHaveTextContent(/SwitzerlandCHF.94\.70/);
  fireEvent.change(screen.getAllByRole('textbox', { name: /One EUR in CHF/ })[0] ?? document.body, {
    target: { value: 'a lot' },
  });
  expect(trial()).toHaveTextContent(/Switzerland–/);
});

it('are begun, kept as a draft, and published after it is said what that does', async () => {
  const user = userEvent.setup();
  const state = kept();
  see();
  await user.click(await screen.findByRole('button', { name: 'Add a market' }));
  type(/as shoppers see it/, 'Switzerland');
  expect(screen.getByRole('textbox', { name: /One EUR in EUR/ })).toHaveAttribute('readonly');
  type(/Currency/, 'chf');
  expect(screen.getByText('Swiss Franc')).toBeVisible();
  type(/One EUR in CHF/, '0,9468');
  await user.selectOptions(screen.getByLabelText('Prices are rounded'), 'step');
  type(/Multiples of/, '0.05');
  await user.selectOptions(screen.getByLabelText('Add a country'), 'CH');
  await user.selectOptions(screen.getByLabelText('Add a country'), 'LI');
  await user.click(screen.getByRole('button', { name: 'Take out Liechtenstein' }));
  await user.selectOptions(screen.getByLabelText('Prices there'), 'false');
  await user.selectOptions(screen.getByLabelText('Letters of orders are in'), 'de');
  await user.click(await screen.findByRole('checkbox', { name: 'Card' }));
  await user.click(screen.getByRole('button', { name: 'Publish' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText('Switzerland: one EUR is 0.9468 CHF')).toBeVisible();
  expect(within(dialog).getByText(/keeps its price and its currency/)).toBeVisible();
  expect(state.sent[0]).toEqual([
    {
      ...SWISS,
      ...{ id: expect.stringMatching(/^m-[0-9a-f-]{13}$/) as string, countries: ['CH'] },
      ...{ prices_include_tax: false, payment_methods: ['stripe'] },
    },
  ]);
  await user.click(within(dialog).getByRole('button', { name: 'Publish' }));
  await waitFor(() => expect(state.changed).toBe(false));
});

// The checker of accessibility looks at every country of every choice, which takes a busy machine long.
it('keep a way to pay that the shop has no more until it is taken out', { timeout: 120_000 }, async () => {
  const user = userEvent.setup();
  const state = kept(SWISS);
  see();
  await user.click(await screen.findByRole('checkbox', { name: 'Card' }));
  await user.click(screen.getByRole('checkbox', { name: 'pigeon' }));
  await expectAccessible();
  await user.click(screen.getByRole('button', { name: 'Save the draft' }));
  await waitFor(() => expect(state.sent[0]?.[0]?.payment_methods).toEqual(['stripe']));
});

it('are refused at the field that is wrong, also where one chooses', async () => {
  kept(SWISS);
  net.api.on('PUT /admin/rates/markets', () =>
    problem(400, 'invalid_input', {
      errors: [
        { field: 'markets.markets.0.countries', message: 'CH is in the market jp already' },
        { field: 'markets.markets.0.rate', message: 'above zero' },
      ],
    }),
  );
  see();
  await screen.findByText(/CHF.18\.95/);
  type(/One EUR in CHF/, '0');
  fireEvent.click(screen.getByRole('button', { name: 'Save the draft' }));
  expect(await screen.findByText('above zero')).toBeVisible();
  expect(screen.getByLabelText('Add a country')).toHaveAccessibleDescription(
    /CH is in the market jp already/,
  );
  expect(screen.getByLabelText('Add a country')).toBeInvalid();
});

it('are only looked at without the permission to write, with those of before', async () => {
  kept(SWISS);
  net.api.on('GET /admin/rates/markets/versions', () =>
    json({
      items: [{ number: 1, version: 1, since: '2026-11-30T09:00:00Z', until: null, published_by: 'u1' }],
      next_cursor: null,
    }),
  );
  see(['rates.read']);
  expect(await screen.findByRole('textbox', { name: /as shoppers see it/ })).toBeDisabled();
  expect(await screen.findByRole('button', { name: /version 1/i })).toBeVisible();
  expect(screen.queryByRole('button', { name: /Take back|Restore/ })).toBeNull();
});
