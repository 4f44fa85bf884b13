import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem, type Call } from '../../../src/test/fakeApi';
import { eur } from '../../../src/test/data';
import type { Permission } from '../../frame/me';
import { LOCATIONS } from '../../test/locations';
import { expectAccessible, renderOffice } from '../../test/renderOffice';
import type { Contents } from './document';

const net = fakeNetwork();
const ALL: Permission[] = ['content.read', 'content.write', 'orders.read', 'products.read'];
const AT = '2026-11-23T10:00:00Z';
const tagOf = (version: number) => ({ ETag: `"${version}"` });

/** A document as the service keeps it: drafts and publishing by the version that If-Match names. */
class Kept {
  version = 0;
  published = 0;
  changed = false;
  draft: Contents | null = null;
  readonly said: Contents[] = [];

  constructor(
    readonly kind: string,
    draft?: Contents,
  ) {
    const at = `/admin/content/${encodeURIComponent(kind).replaceAll('%3A', ':')}`;
    for (const path of new Set([at, `/admin/content/${encodeURIComponent(kind)}`]))
      net.api
        .on(`GET ${path}`, () =>
          this.version || !kind.startsWith('page:') ? this.answer() : problem(404, 'not_found'),
        )
        .on(`PUT ${path}`, (call) => this.based(call, () => this.write(call.body as Contents)))
        .on(`POST ${path}/publish`, (call) => this.based(call, () => this.publish()))
        .on(`GET ${path}/versions`, () => json({ items: this.versions(), next_cursor: null }))
        .on(`GET ${path}/versions/1`, () => json({ ...this.versions().at(-1), content: this.said[0] }))
        .on(`POST ${path}/versions/1/restore`, (call) =>
          this.based(call, () => this.write(this.said[0] ?? {})),
        )
        .on(`GET ${path}/preview`, () => json(PREVIEW));
    if (draft) {
      this.write(draft);
      this.publish();
    }
  }

  write(draft: Contents) {
    this.draft = draft;
    this.version += 1;
    this.changed = true;
  }

  publish() {
    if (this.draft) this.said.push(this.draft);
    this.version += 1;
    this.published += 1;
    this.changed = false;
  }

  private versions() {
    return this.said
      .map((_, index) => ({
        ...{ number: index + 1, since: AT, published_by: 'mira' },
        until: index + 1 < this.published ? AT : null,
      }))
      .reverse();
  }

  private based(call: Call, change: () => void) {
    if (call.headers.get('If-Match') !== `"${this.version}"`) return problem(412, 'precondition_failed');
    change();
    return this.answer();
  }

  private answer() {
    const { kind, version, published, changed, draft } = this;
    const document = { kind, version, published, changed, draft, in_force: published > 0 };
    return json({ ...document, updated_at: version ? AT : null, updated_by: 'mira' }, 200, tagOf(version));
  }
}

const PICKUP = {
  ...{ location: 'gone', name: 'Souk Berlin', line1: 'Torstraße 1', postal_code: '10119' },
  ...{ city: 'Berlin', country: 'DE', hours: '' },
};
const PREVIEW = {
  page: { title: 'Returns', description: '', html: '<p>Within 30 days.</p><img src=x>', in_force_since: AT },
  shop: {
    settings: { name: 'Souk', tagline: '', logo: '', languages: ['en'], contact: {}, legal: {} },
    ...{ theme: { light: {}, dark: {} }, closed: null, navigation: null },
    sections: [{ type: 'hero', title: 'Welcome' }],
    banners: [],
  },
  letter: { letter: { subject: 'Order {number} at {shop}', intro: '', closing: '' } },
};
const PAGE = { page: { title: 'Returns', description: '', body: 'Within 14 days.' } };

async function see(path: string, heading: RegExp, permissions = ALL) {
  renderOffice(net.api, path, { permissions });
  await screen.findByRole('heading', { level: 1, name: heading });
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });

async function publish() {
  await userEvent.click(button('Publish'));
  const dialog = await screen.findByRole('dialog', { name: /^Publish/ });
  await expectAccessible();
  const consequences = within(dialog)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Publish' }));
  expect(await screen.findByText('It is published.')).toBeInTheDocument();
  return consequences;
}

describe('a merchant', () => {
  it('closes the shop for holidays', async () => {
    const kept = new Kept('settings', { settings: { name: 'Souk', legal: { company: 'Souk Ltd' } } });
    await see('/settings', /Settings In force/);
    await userEvent.click(screen.getByLabelText('The shop is closed for a while'));
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-12-24T00:00' } });
    fireEvent.change(screen.getByLabelText('Until'), { target: { value: '2027-01-02T00:00' } });
    await userEvent.type(screen.getByLabelText(/Message to shoppers/), 'Off to the sea.');
    await userEvent.click(screen.getByLabelText(/Orders are taken/));
    expect(screen.getByText(/Nobody can order in this time/)).toBeInTheDocument();
    await expectAccessible();
    const [first] = await publish();
    expect(first).toBe('From Dec 24, 2026, 12:00 AM until Jan 2, 2027, 12:00 AM nobody can order.');
    const [put] = net.api.to('PUT /admin/content/settings');
    expect(put?.headers.get('If-Match')).toBe('"2"');
    expect(put?.body).toMatchObject({
      settings: {
        name: 'Souk',
        legal: { company: 'Souk Ltd' },
        closed: {
          since: '2026-12-24T00:00:00.000Z',
          until: '2027-01-02T00:00:00.000Z',
          message: 'Off to the sea.',
          takes_orders: false,
        },
      },
    });
    expect(net.api.to('POST /admin/content/settings/publish')[0]?.headers.get('If-Match')).toBe('"3"');
    expect(kept.said).toHaveLength(2);
  });

  it('has orders picked up at one of the shop’s locations', async () => {
    new Kept('settings', { settings: { name: 'Souk', pickups: [PICKUP] } });
    net.api.on('GET /admin/locations', LOCATIONS);
    await see('/settings', /Settings In force/);
    const place = await screen.findByLabelText('Location');
    const names = LOCATIONS.locations.map(({ name }) => name);
    await screen.findByRole('option', { name: names[0] ?? '' });
    expect(
      within(place)
        .getAllByRole('option')
        .map(({ textContent }) => textContent),
    ).toEqual([...names, 'gone']);
    await userEvent.selectOptions(place, LOCATIONS.locations[1]?.id ?? '');
    await publish();
    expect(net.api.to('PUT /admin/content/settings')[0]?.body).toMatchObject({
      settings: { pickups: [{ ...PICKUP, location: LOCATIONS.locations[1]?.id }] },
    });
  });

  it('puts a banner up from Friday', async () => {
    new Kept('banners');
    await see('/banners', /Banners Not published/);
    await userEvent.click(button('Add a banner'));
    await userEvent.type(screen.getByLabelText('Text'), 'Free delivery');
    fireEvent.change(screen.getByLabelText(/^From/), { target: { value: '2099-12-04T08:00' } });
    expect(screen.getByText('Planned')).toBeInTheDocument();
    await expectAccessible();
    expect((await publish())[0]).toBe('“Free delivery” is shown from Dec 4, 2099, 8:00 AM.');
    const [put] = net.api.to('PUT /admin/content/banners');
    expect(put?.headers.get('If-Match')).toBe('"0"');
    expect(put?.body).toEqual({
      banners: {
        items: [{ text: 'Free delivery', link: null, since: '2099-12-04T08:00:00.000Z', until: null }],
      },
    });
  });

  it('publishes a new version of the returns policy, sees the former one, and takes it back', async () => {
    const kept = new Kept('page:returns', PAGE);
    await see('/pages/returns', /Page returns In force/);
    const body = screen.getByLabelText('Text in Markdown');
    await userEvent.clear(body);
    await userEvent.type(body, 'Within 30 days.');
    await userEvent.click(button('Preview'));
    const preview = await screen.findByRole('dialog', { name: /^Preview/ });
    expect(await within(preview).findByText('Within 30 days.')).toBeInTheDocument();
    expect(preview.querySelector('article img')).toBeNull();
    await userEvent.click(within(preview).getByRole('button', { name: 'Close' }));
    await publish();
    expect(kept.said.map(({ page }) => page?.body)).toEqual(['Within 14 days.', 'Within 30 days.']);
    await userEvent.click(await screen.findByRole('button', { name: 'Look at it: version 1' }));
    const former = await screen.findByRole('dialog', { name: 'Version 1' });
    expect(await within(former).findByText('Within 14 days.')).toBeInTheDocument();
    await userEvent.click(within(former).getByRole('button', { name: 'Close' }));
    await userEvent.click(button('Make it the draft: version 1'));
    expect(await screen.findByText('Version 1 is the draft now.')).toBeInTheDocument();
    expect(screen.getByLabelText('Text in Markdown')).toHaveValue('Within 14 days.');
    await userEvent.click(button('Undo'));
    await waitFor(() => expect(kept.draft?.page?.body).toBe('Within 30 days.'));
  });

  it('overwrites nothing that a colleague wrote meanwhile, and may take it over', async () => {
    const kept = new Kept('page:returns', PAGE);
    await see('/pages/returns', /Page returns/);
    await userEvent.type(screen.getByLabelText('Title'), ' policy');
    kept.write({ page: { title: 'Going back', description: '', body: 'Within 14 days.' } });
    await userEvent.click(button('Save the draft'));
    expect(await screen.findByText('Somebody else was faster')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: 'Title Returns Going back Returns policy' })).toBeInTheDocument();
    expect(kept.draft?.page?.title).toBe('Going back');
    await userEvent.click(button('Take theirs over'));
    expect(screen.getByLabelText('Title')).toHaveValue('Going back');
    await userEvent.type(screen.getByLabelText('Title'), '!');
    await userEvent.click(button('Save the draft'));
    await waitFor(() => expect(kept.draft?.page?.title).toBe('Going back!'));
  });

  it('orders the sections of the home page by drag and by keyboard', async () => {
    const kept = new Kept('home', {
      home: { sections: [{ type: 'hero', title: 'Welcome' }, { type: 'categories' }] },
    });
    net.api.on('GET /categories', { items: [] });
    await see('/home-page', /Home page/);
    const names = () =>
      within(screen.getAllByRole('list').find((list) => within(list).queryByText(/Hero/)) ?? document.body)
        .getAllByRole('listitem')
        .map((item) => item.getAttribute('aria-label'));
    screen.getByRole('button', { name: 'Move down: 1. Hero: Welcome' }).focus();
    await userEvent.keyboard('{Enter}');
    expect(names()).toEqual(['1. Categories', '2. Hero: Welcome']);
    expect(screen.getByText('1. Hero: Welcome is now 2 of 2')).toBeInTheDocument();
    const dataTransfer = { effectAllowed: '' };
    fireEvent.dragStart(screen.getByText('2. Hero: Welcome'), { dataTransfer });
    fireEvent.dragOver(screen.getByText('1. Categories'), { dataTransfer });
    fireEvent.drop(screen.getByText('1. Categories'), { dataTransfer });
    expect(names()).toEqual(['1. Hero: Welcome', '2. Categories']);
    await userEvent.click(button('Remove: 2. Categories'));
    await userEvent.selectOptions(screen.getByLabelText('New section'), 'products');
    await userEvent.click(button('Add the section'));
    await expectAccessible();
    await userEvent.click(button('Save the draft'));
    await waitFor(() =>
      expect(kept.draft?.home?.sections?.map(({ type }) => type)).toEqual(['hero', 'products']),
    );
  });

  it('words a letter with its placeholders', async () => {
    const kept = new Kept('letter:shipped:de');
    await see('/letters/shipped/de', /Shipped, German/);
    await userEvent.type(screen.getByLabelText(/Subject/), 'Auf dem Weg: ');
    await userEvent.click(button(/order’s number/));
    await userEvent.click(button('Save the draft'));
    await waitFor(() => expect(kept.draft?.letter?.subject).toBe('Auf dem Weg: {number}'));
    net.api.on('POST /admin/letters/preview', {
      ...{ subject: 'Auf dem Weg: SK-1', text: 'Guten Tag,', language: 'de' },
      html: '<html><style>p{}</style><body><p style="color:red">Guten Tag,</p></body></html>',
    });
    await userEvent.click(button('Preview'));
    const frame = await screen.findByTitle('Auf dem Weg: SK-1');
    expect(frame).toHaveAttribute('sandbox', 'allow-same-origin');
    expect(frame.getAttribute('srcdoc')).toBe(
      '<html><body><p data-style="color:red">Guten Tag,</p></body></html>',
    );
    expect(net.api.to('POST /admin/letters/preview')[0]?.body).toMatchObject({
      ...{ kind: 'shipped', language: 'de', intro: '', closing: '' },
    });
  });

  it('is told at the field what the shop refuses, and keeps what was typed', async () => {
    new Kept('settings', { settings: { name: 'Souk' } });
    await see('/settings', /Settings/);
    net.api.on('PUT /admin/content/settings', () =>
      problem(422, 'invalid', {
        errors: [{ field: 'colours.primary', message: 'its contrast is 1.2 to 1' }],
      }),
    );
    await userEvent.type(screen.getByLabelText(/^Links and buttons \(/), '#ffeecc');
    expect(screen.getByText(/^Contrast 1.*too little to read$/)).toBeInTheDocument();
    await userEvent.click(button('Save the draft'));
    expect(await screen.findByText('its contrast is 1.2 to 1')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('link', { name: 'Banners' }));
    expect(await screen.findByRole('dialog', { name: 'Leave without saving?' })).toBeInTheDocument();
    await userEvent.click(button('Stay'));
    expect(screen.getByText('its contrast is 1.2 to 1')).toBeInTheDocument();
  });

  it('changes nothing without the permission', async () => {
    new Kept('settings', { settings: { name: 'Souk' } });
    await see('/settings', /Settings/, ['content.read']);
    expect(screen.getByLabelText('Name of the shop')).toBeDisabled();
    expect(await screen.findByText('Version 1')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Make it the draft/ })).not.toBeInTheDocument();
  });
});

describe('taxes and shipping', () => {
  it('are shown as the checkout counts with them, and who changes them', async () => {
    net.api.on('GET /admin/rates', {
      ...{ currency: 'EUR', tax_included: true, payment_methods: ['Card', 'Bank transfer'] },
      taxes: [{ country: 'FI', standard: 2550, reduced: 1350 }],
      zones: [
        {
          ...{ id: 'union', name: 'European Union', countries: ['FI', 'FR'] },
          methods: [
            {
              ...{ id: 'express', name: 'Express', by: 'weight', estimate: '1–2 days' },
              free_from: eur(10_000),
              bands: [
                { up_to: 5000, size_class: '', price: eur(1990) },
                { up_to: null, size_class: '', price: eur(3990) },
              ],
            },
          ],
        },
      ],
    });
    await see('/rates', /Taxes and shipping/, ['content.read']);
    expect(await screen.findByRole('row', { name: 'Finland 25.5% 13.5%' })).toBeInTheDocument();
    const zone = screen.getByRole('region', { name: 'Shipping: European Union' });
    expect(zone).toHaveTextContent('Finland, France');
    expect(zone).toHaveTextContent('Express: up to 5 kg: €19.90; heavier: €39.90; free from €100.00 on');
    expect(screen.getByText(/came with the installation/)).toBeInTheDocument();
    await expectAccessible();
  });
});

describe('the first day', () => {
  it('leads from an empty shop to an open one, remembers what is skipped, and takes it back', async () => {
    const steps = [
      'name_and_currency',
      'first_product',
      'taxes',
      'shipping',
      'payment_test',
      'test_order',
      'opening',
    ];
    const states: Record<string, string> = {};
    let version = 0;
    const answer = () =>
      json(
        {
          steps: steps.map((step) => ({ step, state: states[step] ?? 'to_do' })),
          finished: steps.every((step) => (states[step] ?? 'to_do') !== 'to_do'),
        },
        200,
        tagOf(version),
      );
    net.api.on('GET /admin/content/first-day', answer).on('PATCH /admin/content/first-day', (call) => {
      if (call.headers.get('If-Match') !== `"${version}"`) return problem(412, 'precondition_failed');
      version += 1;
      for (const { step, state } of (call.body as { steps: { step: string; state: string }[] }).steps)
        states[step] = state;
      return answer();
    });
    await see('/first-day', /First day/);
    const current = () => screen.getAllByRole('listitem').find((item) => item.getAttribute('aria-current'));
    expect(screen.getByText('0 of 7 steps')).toBeInTheDocument();
    expect(within(current() ?? document.body).getByRole('link', { name: 'Settings' })).toHaveAttribute(
      'href',
      '/settings',
    );
    await expectAccessible();
    const wayTo = (step: string) =>
      within(screen.getByRole('listitem', { name: step }))
        .getAllByRole('link')
        .map((link) => link.getAttribute('href'));
    expect(wayTo('Taxes')).toEqual(['/rates', '/']);
    expect(wayTo('Shipping')).toEqual(['/rates', '/pages/shipping']);
    expect(wayTo('Payment test')[0]).toBe('/');
    expect(wayTo('Test order').at(-1)).toBe('/letters');
    await userEvent.click(button('Skip: Taxes'));
    expect(await screen.findByText('Skipped: Taxes')).toBeInTheDocument();
    await userEvent.click(button('Undo'));
    await waitFor(() => expect(states.taxes).toBe('to_do'));
    for (const step of ['Taxes', 'Shipping', 'Payment test', 'Test order'])
      await userEvent.click(await screen.findByRole('button', { name: `It is done: ${step}` }));
    expect(await screen.findByText('4 of 7 steps')).toBeInTheDocument();
    // What is published and sold elsewhere is seen, whoever says what.
    Object.assign(states, { name_and_currency: 'done', first_product: 'done', opening: 'done' });
    version += 1;
    await userEvent.click(button('Not done yet: Test order'));
    expect(await screen.findByText('This has just changed. You see how it is now.')).toBeInTheDocument();
    expect(await screen.findByText('The first day is done. The shop is yours.')).toBeInTheDocument();
  });
});
