import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import { eur } from '../../../src/test/data';
import type { Permission } from '../../frame/me';
import { expectAccessible, renderOffice } from '../../test/renderOffice';
import { NEW_METHOD, type Rules } from './rules';

const net = fakeNetwork();
const ALL: Permission[] = ['rates.read', 'rates.write'];
const HOME = {
  ...{ id: 'home', name: 'Germany', excluded: false },
  areas: [{ country: 'DE', regions: [], postal_codes: [] }],
  methods: [
    {
      ...NEW_METHOD,
      name: 'Standard',
      bands: [{ price: 490, up_to: 5000, size_class: '' }],
      min_days: 2,
      max_days: 3,
    },
  ],
};
const RULES: Rules = {
  ...{ zones: [HOME], currency: '', country: 'DE', time_zone: '', cut_off: '14:00', handling_days: 0 },
  ...{ work_days: [1, 2, 3, 4, 5], sizes: [], surcharges: [], closings: [] },
};
const document = (version: number, draft: Rules | null, published = 0) => ({
  ...{ kind: 'delivery', version, published, in_force: published > 0, changed: draft !== null && !published },
  ...{ updated_at: null, updated_by: '', draft: draft && { delivery: draft } },
});
const answered = (version: number, draft: Rules | null, published = 0) =>
  json(document(version, draft, published), 200, { ETag: `"${version}"` });

async function see(may = ALL) {
  renderOffice(net.api, '/prices/delivery', { permissions: may });
  await screen.findByRole('heading', { level: 1, name: /^Delivery/ });
}

describe('deliveries', () => {
  // The checker of accessibility looks at every country of every choice, which takes a busy machine long.
  it('begin with what is installed, are changed, kept and published', { timeout: 120_000 }, async () => {
    const user = userEvent.setup();
    let kept: Rules | null = null;
    net.api
      .on('GET /admin/rates/delivery', () => answered(kept ? 1 : 0, kept))
      .on('GET /admin/delivery-rates/installed', RULES)
      .on('PUT /admin/rates/delivery', ({ body }) => {
        kept = (body as { delivery: Rules }).delivery;
        return answered(1, kept);
      })
      .on('POST /admin/rates/delivery/publish', () => answered(2, kept, 1));
    await see();
    const price = await screen.findByRole('textbox', { name: /^Price \(EUR\)/ });
    expect(price).toHaveValue('4.90');
    await user.clear(price);
    await user.type(price, '5.90');
    const [countries] = screen.getAllByLabelText('Add a country');
    await user.selectOptions(countries ?? globalThis.document.body, 'HK');
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Keep the draft' }));
    await user.click(await screen.findByRole('button', { name: 'Publish' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Publish' }));
    expect(await screen.findByText(/the checkout counts with it/)).toBeInTheDocument();
    const [zone] = (kept as Rules | null)?.zones ?? [];
    expect(zone?.methods[0]?.bands[0]?.price).toBe(590);
    expect(zone?.areas.map(({ country }) => country)).toEqual(['DE', 'HK']);
  });

  it(
    'cost what a carrier asks, with what the shop adds, if that is wanted',
    { timeout: 120_000 },
    async () => {
      const user = userEvent.setup();
      let kept: Rules | null = null;
      net.api
        .on('GET /admin/rates/delivery', () => answered(1, RULES))
        .on('PUT /admin/rates/delivery', ({ body }) => {
          kept = (body as { delivery: Rules }).delivery;
          return answered(2, kept);
        });
      await see();
      await user.click(await screen.findByLabelText('The carrier says what it costs'));
      expect(screen.getByText(/While the carrier does not answer, these prices hold/)).toBeInTheDocument();
      await user.type(screen.getByLabelText(/^Services/), 'Post Standard');
      await user.type(screen.getByLabelText(/^Days at most/), '5');
      await user.type(screen.getByLabelText(/^Added, in %/), '7.5');
      await user.clear(screen.getByLabelText(/^Added, in EUR/));
      await user.type(screen.getByLabelText(/^Added, in EUR/), '0.50');
      await user.click(screen.getByRole('button', { name: 'Keep the draft' }));
      await screen.findByText(/The draft is kept/);
      const carrier = { services: ['Post Standard'], most_days: 5, share: 750, plus: 50 };
      expect((kept as Rules | null)?.zones[0]?.methods[0]?.carrier).toEqual(carrier);
    },
  );

  it('are refused at the field that is wrong', async () => {
    const user = userEvent.setup();
    net.api
      .on('GET /admin/rates/delivery', () => answered(1, RULES))
      .on('PUT /admin/rates/delivery', () =>
        problem(400, 'invalid_input', {
          errors: [{ field: 'zones.0.methods.0.bands.0.price', message: 'an amount is not below 0' }],
        }),
      );
    await see();
    const price = await screen.findByRole('textbox', { name: /^Price \(EUR\)/ });
    await user.clear(price);
    await user.type(price, 'five');
    await user.click(screen.getByRole('button', { name: 'Keep the draft' }));
    expect(await screen.findByText('an amount is not below 0')).toBeInTheDocument();
    expect(price).toHaveValue('five');
  });

  it('are tried with a parcel before anybody else sees them', async () => {
    const user = userEvent.setup();
    const way = {
      ...{
        id: 'standard',
        name: 'Standard',
        price: eur(2990),
        base: eur(490),
        free: false,
        by_carrier: false,
        estimate: '',
      },
      surcharges: [{ name: 'Bulky goods', price: eur(2500) }],
      ...{ earliest: '2026-12-02', latest: '2026-12-03' },
    };
    net.api
      .on('GET /admin/rates/delivery', () => answered(1, RULES))
      .on('POST /admin/delivery-rates/trial', { zone: 'Germany', ways: [way] });
    await see(['rates.read']);
    expect(await screen.findByRole('button', { name: 'Keep the draft' })).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Work it out' }));
    expect(await screen.findByText(/Standard: €29.90/)).toBeInTheDocument();
    expect(screen.getByText(/Bulky goods €25.00/)).toHaveTextContent(
      'arrives between 2026-12-02 and 2026-12-03',
    );
  });
});
