import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { fakeNetwork, json, problem, type Call } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { BULK, CARD, PRODUCT } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const MERCHANDISER: Permission[] = ['products.read', 'products.write', 'stock.read'];
const CATEGORIES = {
  items: [
    { id: 'home', name: 'Home', parent_id: null, position: 1, product_count: 2, image: null },
    { id: 'home/kitchen', name: 'Kitchen', parent_id: 'home', position: 2, product_count: 2, image: null },
  ],
};
const page = (...items: unknown[]) => ({ items, next_cursor: null });

function open(path: string) {
  net.api.on('GET /categories', CATEGORIES);
  renderOffice(net.api, path, { permissions: MERCHANDISER });
}

/** The product at `version`, with its tag. */
const at = (version: number, more: object = {}) =>
  json({ ...PRODUCT, version, ...more }, 200, { ETag: `"${version}"` });

async function retype(field: HTMLElement, text: string) {
  await userEvent.clear(field);
  await userEvent.type(field, text);
}

describe('the prices of all mugs', () => {
  it('go up by 10 %: looked at first, then changed, then taken back', async () => {
    const row = BULK.examples[0];
    const undo = { ...BULK, bulk_id: 'b2', undo_of: 'b1', status: 'succeeded' };
    let status = 'checking';
    net.api
      .on('GET /admin/products', page(CARD))
      .on('POST /admin/products/bulk-edits', () => json({ ...BULK, status }, 202))
      .on('GET /admin/products/bulk-edits/b1', () => {
        const answer = json({ ...BULK, status, report_url: status === 'succeeded' ? '/report.csv' : null });
        if (status === 'checking') status = 'checked';
        return answer;
      })
      .on('POST /admin/products/bulk-edits/b1/start', () => {
        status = 'succeeded';
        return json({ ...BULK, status: 'running' }, 202);
      })
      .on('GET /admin/products/bulk-edits/b1/rows', page(row))
      .on('POST /admin/products/bulk-edits/b1/undo', () => json(undo, 202))
      .on('GET /admin/products/bulk-edits/b2', undo)
      .on('GET /admin/products/bulk-edits/b2/rows', page(row));
    open('/products?q=mug&category=home%2Fkitchen');
    await userEvent.click(await screen.findByRole('button', { name: 'Change all that match' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.selectOptions(dialog.getByLabelText('Price'), 'By percent');
    await userEvent.type(dialog.getByLabelText('Percent'), '10');
    await userEvent.selectOptions(dialog.getByLabelText('Round to the nearest'), '5');
    await userEvent.selectOptions(dialog.getByLabelText('Former price'), 'The price before this change');
    await expectAccessible();
    await userEvent.click(dialog.getByRole('button', { name: 'See what would change' }));

    await waitFor(() => expect(net.api.to('POST /admin/products/bulk-edits')).toHaveLength(1));
    const [asked] = net.api.to('POST /admin/products/bulk-edits');
    expect(asked?.body).toEqual({
      selection: { q: 'mug', category: 'home/kitchen' },
      change: {
        price: { basis_points: 1000, round_to: 5 },
        compare_at: 'former',
        add_tags: [],
        remove_tags: [],
      },
    });
    expect(asked?.headers.get('Idempotency-Key')).toBeTruthy();
    const start = await screen.findByRole('button', { name: 'Change 2 products now' });
    expect(screen.getByText('MUG/1: €12.00 → €13.20')).toBeInTheDocument();
    expect(screen.getByText('gift cards cannot be sold here yet')).toBeInTheDocument();
    expect(net.api.to('POST /admin/products/bulk-edits/b1/start')).toHaveLength(0);
    await userEvent.click(start);

    expect(await screen.findByRole('link', { name: 'Fetch the report' })).toHaveAttribute(
      'href',
      '/report.csv',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    const sure = within(await screen.findByRole('dialog'));
    expect(sure.getByText('2 products get their former values back.')).toBeInTheDocument();
    await userEvent.click(sure.getByRole('button', { name: 'Undo' }));
    expect(
      await screen.findByRole('heading', { level: 1, name: /Undoing a change Succeeded/ }),
    ).toBeVisible();
    expect(
      net.api.to('POST /admin/products/bulk-edits/b1/undo')[0]?.headers.get('Idempotency-Key'),
    ).toBeTruthy();
  });

  it('can be chosen one by one, and while it runs it can be stopped', async () => {
    let status = 'running';
    net.api
      .on('GET /admin/products', page(CARD, { ...CARD, id: 'p2', title: 'Bowl' }))
      .on('POST /admin/products/bulk-edits', () => json(BULK, 202))
      .on('GET /admin/products/bulk-edits/b1', () => json({ ...BULK, status }))
      .on('GET /admin/products/bulk-edits/b1/rows', page())
      .on('POST /admin/products/bulk-edits/b1/stop', () => {
        status = 'stopped';
        return json({ ...BULK, status });
      });
    open('/products');
    await userEvent.click(await screen.findByLabelText(`Choose ${CARD.title}`));
    await userEvent.click(screen.getByRole('button', { name: 'Change' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Change 1 product' }));
    await userEvent.type(dialog.getByLabelText(/Add tags/), 'winter, gift');
    await userEvent.selectOptions(dialog.getByLabelText('When sold out'), 'Sold on backorder');
    await userEvent.click(dialog.getByRole('button', { name: 'See what would change' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Stop' }));
    expect(await screen.findByRole('button', { name: 'Go on' })).toBeInTheDocument();
    expect(net.api.to('POST /admin/products/bulk-edits')[0]?.body).toEqual({
      selection: { ids: [CARD.id] },
      change: { add_tags: ['winter', 'gift'], remove_tags: [], backorder: true },
    });
  });
});

describe('a product', () => {
  it('is created with two sizes and published', async () => {
    net.api
      .on('POST /admin/products', () => json({ ...PRODUCT, id: 'p7', title: 'Tray' }, 201, { ETag: '"1"' }))
      .on('GET /admin/products/p7', () => at(1, { id: 'p7', title: 'Tray' }));
    open('/products/new');
    await userEvent.type(await screen.findByRole('textbox', { name: /^Title$/ }), 'Tray');
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Description' }),
      'Of brass.{enter}{enter}By hand.',
    );
    const description = within(screen.getByRole('region', { name: 'As the shop shows it' }));
    expect(description.getByText('By hand.').tagName).toBe('P');
    await userEvent.type(screen.getByLabelText('Price in EUR'), '12,50');
    await userEvent.click(screen.getByRole('button', { name: 'Add an option' }));
    await userEvent.type(screen.getByLabelText('Name of the option'), 'Size');
    await userEvent.type(screen.getByLabelText(/Add a value of Size/), 'Small{enter}Large{enter}');
    const large = within(screen.getByRole('group', { name: 'Large' }));
    expect(large.getByLabelText('Price in EUR')).toHaveValue('12,50');
    await retype(large.getByLabelText('Price in EUR'), '15');
    await retype(large.getByLabelText(/Units to begin with/), '8');
    await userEvent.type(screen.getByRole('combobox', { name: /Category/ }), 'Home > Kitchen');
    await userEvent.type(screen.getByLabelText(/Add a tag/), 'brass{enter}');
    await userEvent.selectOptions(screen.getByLabelText('Status'), 'Active');
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Create' }));

    expect(await screen.findByRole('heading', { level: 1, name: 'Tray Active' })).toBeInTheDocument();
    const [sent] = net.api.to('POST /admin/products');
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
    expect(sent?.body).toMatchObject({
      title: 'Tray',
      status: 'active',
      category: 'Home > Kitchen',
      tags: ['brass'],
      description_html: '<p>Of brass.</p><p>By hand.</p>',
      options: ['Size'],
      variants: [
        { options: ['Small'], price: { amount: 1250, currency: 'EUR' }, on_hand: 0 },
        { options: ['Large'], price: { amount: 1500, currency: 'EUR' }, on_hand: 8, tracked: true },
      ],
    });
    // Some hundred keys into the largest form there is: on a busy machine that takes its time.
  }, 120_000);

  it('says a fault at its field, and keeps what was typed', async () => {
    net.api
      .on('GET /admin/products/p1', () => at(1))
      .on('PUT /admin/products/p1', () =>
        problem(400, 'invalid_input', {
          errors: [{ field: 'variants.0.compare_at', code: 'x', message: 'must be above the price' }],
        }),
      );
    open('/products/p1');
    const former = await screen.findByLabelText(/Former or recommended price/);
    await userEvent.type(former, '5');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('must be above the price')).toBeInTheDocument();
    expect(former).toHaveValue('5');
    expect(former).toHaveFocus();
  });

  it('says why a former price is hidden, and takes the one that could be shown', async () => {
    const price = (amount: number) => ({ amount, currency: 'EUR' });
    const shown = [
      { price: price(1200), since: '2026-11-01T08:00:00Z', until: null, former: null, list_price: null },
      {
        ...{ price: price(2000), since: '2026-01-01T08:00:00Z', list_price: null },
        ...{ until: '2026-11-01T08:00:00Z', former: null },
      },
    ];
    const planned = [
      {
        ...{ price: price(900), since: '2030-01-01T08:00:00Z', until: null },
        ...{ former: price(1200), list_price: price(1200) },
      },
    ];
    const hidden = {
      ...{ compare_at: price(2500), compare_at_ground: 'not_lowest', prior_price: price(2000) },
      ...{ shown_prices: shown, planned_prices: planned },
    };
    const variants = PRODUCT.variants.map((variant) => ({
      ...variant,
      ...hidden,
    })) as typeof PRODUCT.variants;
    net.api.on('GET /admin/products/p1', () => at(1, { variants })).on('PUT /admin/products/p1', () => at(2));
    open('/products/p1');
    expect(await screen.findByText(/the one before the reduction was €20.00/)).toBeInTheDocument();
    await userEvent.click(screen.getByText('Prices that were shown'));
    expect(screen.getAllByText(/^€(12|20).00/, { selector: 'li' })).toHaveLength(2);
    await userEvent.click(screen.getByText('Prices to come'));
    expect(screen.getByText(/^€9.00/)).toHaveTextContent('by a promotion, else €12.00');
    await userEvent.click(screen.getByRole('button', { name: 'Use €20.00' }));
    await userEvent.selectOptions(screen.getByLabelText(/Price also per measure/), 'l');
    await userEvent.type(screen.getByLabelText(/Contents in l/), '0,75');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(net.api.to('PUT /admin/products/p1')).toHaveLength(1));
    expect(net.api.to('PUT /admin/products/p1')[0]?.body).toMatchObject({
      variants: [
        {
          ...{ compare_at: price(2000), recommended: false },
          measure: { quantity: '0.75', unit: 'l', per: 'l' },
        },
      ],
    });
  });

  it('gets another price from a moment on, and loses one that was to come', async () => {
    const kept = { price: { amount: 900, currency: 'EUR' }, since: '2030-01-01T08:00:00.000Z', until: null };
    const variants = PRODUCT.variants.map((variant) => ({ ...variant, scheduled_prices: [kept] }));
    net.api.on('GET /admin/products/p1', () => at(1, { variants })).on('PUT /admin/products/p1', () => at(2));
    open('/products/p1');
    const first = within(await screen.findByRole('group', { name: 'Scheduled price 1' }));
    expect(first.getByLabelText(/^Price/)).toHaveValue('9');
    await userEvent.click(screen.getByRole('button', { name: 'Another price from a moment on' }));
    const second = within(screen.getByRole('group', { name: 'Scheduled price 2' }));
    await userEvent.type(second.getByLabelText(/^Price/), '10,50');
    fireEvent.change(second.getByLabelText(/^From/), { target: { value: '2030-02-01T00:00' } });
    fireEvent.change(second.getByLabelText(/^Until/), { target: { value: '2030-03-01T00:00' } });
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Take out scheduled price 1' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(net.api.to('PUT /admin/products/p1')).toHaveLength(1));
    expect(net.api.to('PUT /admin/products/p1')[0]?.body).toMatchObject({
      variants: [
        {
          scheduled_prices: [
            {
              price: { amount: 1050, currency: 'EUR' },
              since: new Date('2030-02-01T00:00').toISOString(),
              until: new Date('2030-03-01T00:00').toISOString(),
            },
          ],
        },
      ],
    });
  });

  it('of two people keeps what both made, and shows each what the other did', async () => {
    let now = () => at(1);
    net.api
      .on('GET /admin/products/p1', () => now())
      .on('PUT /admin/products/p1', (call: Call) => {
        if (call.headers.get('If-Match') === '"1"') return problem(412, 'precondition_failed');
        const { title, vendor } = call.body as typeof PRODUCT;
        now = () => at(3, { title, vendor });
        return now();
      });
    open('/products/p1');
    await retype(await screen.findByRole('textbox', { name: /^Title$/ }), 'Big mug');
    now = () => at(2, { title: 'Blue mug', vendor: 'Atelier' });
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));

    const rows = within(await screen.findByRole('table')).getAllByRole('row');
    expect(rows.map((row) => row.textContent)).toEqual([
      'FieldWasIs nowWill be',
      'TitleMugBlue mugBig mug',
      'VendorNour KitchenAtelierAtelier',
    ]);
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Save mine on top' }));
    expect(await screen.findByText('Saved.')).toBeInTheDocument();
    const sent = net.api
      .to('PUT /admin/products/p1')
      .map(({ headers, body }) => [headers.get('If-Match'), body]);
    expect(sent).toMatchObject([
      ['"1"', { title: 'Big mug', vendor: 'Nour Kitchen' }],
      ['"2"', { title: 'Big mug', vendor: 'Atelier' }],
    ]);

    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(net.api.to('PUT /admin/products/p1')).toHaveLength(3));
    const back = net.api.to('PUT /admin/products/p1')[2];
    expect(back?.headers.get('If-Match')).toBe('"3"');
    expect(back?.body).toMatchObject({ title: 'Blue mug', vendor: 'Atelier' });
  });

  it('keeps a description that nobody touched to the letter, and shows it without tags', async () => {
    const description_html = '<p>Of\n brass.</p>\n<p>By hand.</p>';
    net.api
      .on('GET /admin/products/p1', () => at(1, { description_html }))
      .on('PUT /admin/products/p1', () => at(2, { description_html, title: 'Pot' }));
    open('/products/p1');
    const [description] = await screen.findAllByRole('textbox', { name: /^Description/ });
    expect(description).toHaveValue('Of brass.\n\nBy hand.');
    await retype(screen.getByRole('textbox', { name: /^Title$/ }), 'Pot');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved.')).toBeInTheDocument();
    expect(net.api.to('PUT /admin/products/p1')[0]?.body).toMatchObject({ description_html });
  });

  it('gets another address, says what becomes of the one it had, and takes it back', async () => {
    net.api
      .on('GET /admin/products/p1', () => at(1))
      .on('PUT /admin/products/p1', (call: Call) => {
        const { handle } = call.body as typeof PRODUCT;
        return handle === 'cup' ? at(2, { handle, earlier_handles: ['mug'] }) : at(3, { handle });
      });
    open('/products/p1');
    const field = await screen.findByLabelText('Handle');
    expect(field).toHaveAccessibleDescription(/It can be changed/);
    await retype(field, 'cup');
    expect(field).toHaveAccessibleDescription(/“mug” go on leading here/);
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved.')).toBeInTheDocument();
    expect(field).toHaveAccessibleDescription('These lead here, too, and can be taken back: mug');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(field).toHaveValue('mug'));
    const sent = net.api.to('PUT /admin/products/p1').map(({ body }) => (body as typeof PRODUCT).handle);
    expect(sent).toEqual(['cup', 'mug']);
  });

  it("takes the other's over, and asks before what was typed is lost", async () => {
    net.api
      .on('GET /admin/products/p1', () => at(1))
      .on('PUT /admin/products/p1', () => {
        net.api.on('GET /admin/products/p1', () => at(2, { title: 'Blue mug' }));
        return problem(412, 'precondition_failed');
      });
    open('/products/p1');
    const title = await screen.findByRole('textbox', { name: /^Title$/ });
    await retype(title, 'Big mug');
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Stay' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Take theirs over' }));
    expect(title).toHaveValue('Blue mug');
    expect(screen.queryByText('Not saved yet')).not.toBeInTheDocument();
  });

  it('is archived, which can be undone, and duplicated', async () => {
    let now = () => at(1);
    net.api
      .on('GET /admin/products/p1', () => now())
      .on('PATCH /admin/products/p1', ({ headers, body }: Call) => {
        now = () => at(headers.get('If-Match') === '"1"' ? 2 : 3, body as object);
        return now();
      })
      .on('POST /admin/products/p1/duplicate', () => json({ ...PRODUCT, id: 'p8' }, 201))
      .on('GET /admin/products/p8', () => at(1, { id: 'p8', title: 'Mug (copy)', status: 'draft' }));
    open('/products/p1');
    await userEvent.click(await screen.findByRole('button', { name: 'Archive' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Mug Archived' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(net.api.to('PATCH /admin/products/p1')).toHaveLength(2));
    const sent = net.api.to('PATCH /admin/products/p1');
    expect(sent.map(({ headers, body }) => [headers.get('If-Match'), body])).toEqual([
      ['"1"', { status: 'archived' }],
      ['"2"', { status: 'active' }],
    ]);
    await userEvent.click(screen.getByRole('button', { name: 'Duplicate' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Duplicate' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Mug (copy) Draft' })).toBeInTheDocument();
    expect(net.api.to('POST /admin/products/p1/duplicate')[0]?.body).toEqual({ title: 'Mug (copy)' });
  });

  it('is only shown to who may not change it', async () => {
    net.api.on('GET /admin/products/p1', () => at(1));
    renderOffice(net.api, '/products/p1', { permissions: ['products.read'] });
    expect(await screen.findByText('2000000000017')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
  });
});

describe('pictures', () => {
  const drop = (...files: File[]) =>
    fireEvent.drop(screen.getByText(/Drop pictures here/), { dataTransfer: { files } });

  it('that are too large or no pictures are refused before they are sent', async () => {
    net.api.on('GET /admin/products/p1', () => at(1));
    open('/products/p1');
    await screen.findByText(/Drop pictures here/);
    const large = new File(['x'], 'large.png', { type: 'image/png' });
    Object.defineProperty(large, 'size', { value: 11 * 1024 * 1024 });
    drop(large);
    expect(await screen.findByText('The file is larger than 10 MB.')).toBeInTheDocument();
    drop(new File(['x'], 'a.gif', { type: 'image/gif' }));
    expect(await screen.findByText(/This kind of file does not fit here/)).toBeInTheDocument();
    expect(net.api.to('POST /admin/products/p1/pictures')).toEqual([]);
  });

  it('are sent with the newest tag, keep what is typed, and are moved, described and given to variants', async () => {
    class Sent extends EventTarget {
      upload = new EventTarget();
      status = 204;
      open = () => undefined;
      send = () => queueMicrotask(() => this.dispatchEvent(new Event('load')));
    }
    vi.stubGlobal('XMLHttpRequest', Sent);
    const second = { src: '/media/products/p1/x.png', alt: '', position: 2 };
    const green = { ...PRODUCT.variants[0], sku: 'MUG/2', title: 'Green', options: { Colour: 'Green' } };
    const two = {
      options: [{ name: 'Colour', values: ['Blue', 'Green'] }],
      variants: [PRODUCT.variants[0], green],
    };
    const more = { ...two, images: [...PRODUCT.images, second] };
    net.api
      .on('GET /admin/products/p1', () => at(4, two))
      .on('POST /admin/products/p1/pictures', () =>
        json({ picture_id: 'x', upload: { url: 'https://b.example/', method: 'POST', fields: {} } }, 201),
      )
      .on('PUT /admin/products/p1/pictures/x', () => {
        net.api.on('GET /admin/products/p1', () => at(5, more));
        return at(5, more);
      })
      .on('PUT /admin/products/p1', () => at(6, more));
    open('/products/p1');
    await retype(await screen.findByRole('textbox', { name: /^Title$/ }), 'Big mug');
    drop(new File(['x'], 'x.png', { type: 'image/png' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Earlier: Picture 2' }));
    expect(screen.getByText('The picture is number 1 of 2 now.')).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText(/Picture 1: what it shows/), 'Handle');
    await userEvent.click(screen.getByRole('button', { name: /Variants that Picture 1 shows/ }));
    await userEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Green' }));
    await userEvent.keyboard('{Escape}');
    const [first, last] = within(screen.getByRole('list', { name: 'Pictures' })).getAllByRole('listitem');
    if (!first || !last) throw new Error('there are two pictures');
    fireEvent.dragStart(first);
    fireEvent.drop(last);
    expect(screen.getByText('The picture is number 2 of 2 now.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved.')).toBeInTheDocument();

    const [begun] = net.api.to('POST /admin/products/p1/pictures');
    expect(begun?.body).toEqual({ content_type: 'image/png' });
    expect(net.api.to('PUT /admin/products/p1/pictures/x')[0]?.headers.get('If-Match')).toBe('"4"');
    const [sent] = net.api.to('PUT /admin/products/p1');
    expect(sent?.headers.get('If-Match')).toBe('"5"');
    expect(sent?.body).toMatchObject({
      title: 'Big mug',
      images: [
        { src: '/media/mug.svg', alt: 'A mug' },
        { src: second.src, alt: 'Handle' },
      ],
      variants: [
        { sku: 'MUG/1', image: null },
        { sku: 'MUG/2', image: second.src },
      ],
    });
    vi.unstubAllGlobals();
  });
});
