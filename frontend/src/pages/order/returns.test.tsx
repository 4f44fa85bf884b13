import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cartWith, eur, line, order, product } from '../../test/data';
import { fakeNetwork, json, problem } from '../../test/fakeApi';
import type { Shop } from '../../api/types';
import { forget } from '../../lib/useLoad';
import { renderShop } from '../../test/renderShop';
import { shop } from '../../state/shop';

const net = fakeNetwork();
const AT = '2026-11-23T10:00:00Z';
const withdrawal = {
  possible: true,
  until: null,
  lines: [{ sku: 'MUG-1', quantity: 2, title: 'Mug' }],
  declared_at: [],
};
const parcel = {
  ...{ id: 'o1-1', carrier: 'sandbox', tracking_code: '', tracking_url: '', state: 'delivered' },
  lines: [],
};
const arrived = order('DELIVERED', { shipments: [parcel] as never, withdrawal });
const approved = {
  ...{ id: 'o1-R1', order_id: 'o1', order_number: 'SK-000123', kind: 'return', state: 'approved' },
  lines: [{ sku: 'MUG-1', quantity: 1, title: 'Mug', reason: 'defective', price: 900 }],
  ...{
    received: [],
    granted: [],
    photos: [],
    note: '',
    requested_at: AT,
    send_by: '2026-12-21T08:00:00Z',
    carrier: '',
  },
  ...{ tracking_code: '', labelled_by: null, label_url: null, fee: 0, refunded: 0, currency: '' },
  steps: [{ state: 'approved', at: AT, by: 'system', note: '' }],
};
const seat = { street: 'Market Lane 1', postal_code: '10115', city: 'Berlin', country: 'DE' };
const known: Shop = {
  settings: {
    ...{ name: 'Kiosk', tagline: '', logo: '', languages: ['en'], contact: {} },
    legal: { company: 'Kiosk Ltd', ...seat },
  },
  ...{ theme: { light: {}, dark: {} }, closed: null, navigation: null, sections: [], banners: [] },
};
const left = [{ sku: 'MUG-1', title: 'Mug', units: 2 }];
const none = { items: [], returnable: left, until: AT, claimable: left, claim_until: AT, fee: 0 };

beforeEach(() => {
  forget();
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cartWith())
    .on('GET /orders/o1', arrived)
    .on('GET /shipments', { items: [] });
});

afterEach(() => {
  act(() => shop.set(null));
});

describe('a parcel that does not arrive', () => {
  const gone = { ...parcel, state: 'undelivered' };
  const claim = { ...approved, kind: 'undelivered', state: 'granted', send_by: null };

  it('is told of, with what becomes of the money', async () => {
    net.api
      .on('GET /orders/o1', order('SHIPPED', { shipments: [gone] as never, withdrawal }))
      .on('GET /shipments', {
        items: [{ ...gone, order_id: 'o1', trouble: 'lost', outcome: 'refunded', awaits: [], events: [] }],
      })
      .on('GET /returns', { ...none, returnable: [], claimable: [], items: [claim] });
    renderShop('/orders/o1#key=k');
    expect(await screen.findByRole('heading', { name: 'Your parcel will not arrive' })).toBeInTheDocument();
    expect(await screen.findByText(/The carrier has lost this parcel. You get back/)).toBeInTheDocument();
    expect(await screen.findByText('Not delivered R1: Granted')).toBeInTheDocument();
    expect(
      screen.getByText('The money is on its way to you. You need not send anything.'),
    ).toBeInTheDocument();
  });
});

describe('a return', () => {
  it('comes back under a label of the carrier that gives one', async () => {
    const url = 'https://carrier.example/back.pdf';
    net.api
      .onEach(
        'GET /returns',
        () => json({ ...none, items: [{ ...approved, labelled_by: 'sandbox' }] }),
        () =>
          json({
            ...none,
            items: [{ ...approved, labelled_by: 'sandbox', label_url: url, tracking_code: 'BACK1' }],
          }),
      )
      .on('PATCH /returns/o1-R1', approved);
    renderShop('/orders/o1#key=k');
    fireEvent.click(await screen.findByRole('button', { name: 'Get a return label' }));
    expect(await screen.findByRole('link', { name: 'Print the return label' })).toHaveAttribute('href', url);
    expect(screen.getByLabelText(/Tracking code/)).toHaveValue('BACK1');
    expect(net.api.to('PATCH /returns/o1-R1').map(({ body }) => body)).toEqual([
      { state: 'label', carrier: '', tracking_code: '' },
    ]);
  });

  it('is asked for by units and reason, and shown with what is next', async () => {
    net.api
      .onEach(
        'GET /returns',
        () => json(none),
        () => json({ ...none, items: [approved] }),
      )
      .on('POST /returns', () => json(approved, 201))
      .on('PATCH /returns/o1-R1', approved);
    act(() => shop.set(known));
    renderShop('/orders/o1#key=k');
    fireEvent.click(await screen.findByRole('button', { name: 'Return something' }));
    fireEvent.click(screen.getByRole('button', { name: 'Ask for the return' }));
    expect(await screen.findByText('Choose how many you send back.')).toBeInTheDocument();
    fireEvent.change(screen.getByLabelText('How many'), { target: { value: '1' } });
    fireEvent.change(screen.getByLabelText('Why'), { target: { value: 'defective' } });
    fireEvent.click(screen.getByRole('button', { name: 'Ask for the return' }));
    const next = await screen.findByText(/Please send it back by .* with “SK-000123-R1”/);
    expect(next).toHaveTextContent('to Kiosk Ltd, Market Lane 1, 10115 Berlin, DE, with');
    const [asked] = net.api.to('POST /returns');
    expect(asked?.body).toEqual({
      kind: 'return',
      lines: [{ sku: 'MUG-1', quantity: 1, reason: 'defective' }],
      note: '',
    });
    expect(asked?.headers.get('X-Order-Key')).toBe('k');
    expect(asked?.headers.get('Idempotency-Key')).toBeTruthy();
    net.api.on('GET /orders/o1/documents/return-R1', { url: '#slip' });
    fireEvent.click(screen.getByRole('button', { name: 'Return slip (PDF)' }));
    await waitFor(() => expect(net.api.to('GET /orders/o1/documents/return-R1')).toHaveLength(1));
    fireEvent.change(await screen.findByLabelText(/Tracking code/), { target: { value: 'RX1' } });
    fireEvent.click(screen.getByRole('button', { name: 'I have sent it' }));
    await waitFor(() =>
      expect(net.api.to('PATCH /returns/o1-R1')[0]?.body).toEqual({
        state: 'sent',
        carrier: '',
        tracking_code: 'RX1',
      }),
    );
  });
});

it('is exchanged for another variant, at the price that is shown', async () => {
  const wanted = { sku: 'MUG-L', title: 'Large', price: 900, currency: 'EUR' };
  const exchanged = { ...approved, lines: [{ ...approved.lines[0], exchange: wanted }] };
  const became = { return_id: 'o1-R1', order_id: 'o2', number: 'SK-000200', refusal: null, lines: [] };
  const [some] = product().variants;
  const variants = [
    { ...some, sku: 'MUG-1', title: 'Small', price: eur(1000), available: 0 },
    { ...some, sku: 'MUG-L', title: 'Large', price: eur(1100) },
    { ...some, sku: 'MUG-XL', title: 'Huge', price: eur(1100), available: 0 },
  ];
  net.api
    .on('GET /orders/o1', { ...arrived, lines: [line({ sku: 'MUG-1' })], exchanges: [became] })
    .on('GET /products/p1', { ...product(), variants })
    .onEach(
      'GET /returns',
      () => json({ ...none, returnable: [{ ...left[0], price: 800 }], claimable: [] }),
      () => json({ ...none, returnable: [], claimable: [], items: [exchanged] }),
    )
    .on('POST /returns', () => json(exchanged, 201));
  renderShop('/orders/o1#key=k');
  fireEvent.click(await screen.findByRole('button', { name: 'Return something' }));
  const choice = await screen.findByLabelText(/What you would like for it/);
  expect(
    within(choice)
      .getAllByRole('option')
      .map(({ textContent }) => textContent),
  ).toEqual(['My money back', 'Large, €9.00']);
  fireEvent.change(choice, { target: { value: '900:MUG-L' } });
  fireEvent.change(screen.getByLabelText('How many'), { target: { value: '1' } });
  fireEvent.change(screen.getByLabelText('Why'), { target: { value: 'does_not_fit' } });
  fireEvent.click(screen.getByRole('button', { name: 'Ask for the return' }));
  expect(await screen.findByText(/Instead: 1 × Large at €9.00/)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'It is order SK-000200' })).toHaveAttribute('href', '/orders/o2');
  expect(net.api.to('POST /returns')[0]?.body).toMatchObject({
    lines: [{ sku: 'MUG-1', exchange: { sku: 'MUG-L', price: 900 } }],
  });
});

it('is only paid back where it was bought in another currency, of which the shop’s prices say nothing', async () => {
  const francs = { amount: 1895, currency: 'CHF' };
  const bought = { ...arrived, lines: [line({ sku: 'MUG-1' })], total: francs };
  net.api
    .on('GET /orders/o1', bought)
    .on('GET /returns', { ...none, returnable: [{ ...left[0], price: 1895 }], claimable: [] });
  renderShop('/orders/o1#key=k');
  fireEvent.click(await screen.findByRole('button', { name: 'Return something' }));
  expect(await screen.findByLabelText('How many')).toBeInTheDocument();
  expect(screen.queryByLabelText(/What you would like for it/)).toBeNull();
  expect(net.api.to('GET /products/p1')).toHaveLength(0);
});

it('is told what is wrong with the goods, which nobody sends back', async () => {
  const line = { sku: 'MUG-1', quantity: 2, title: 'Mug', reason: 'missing', price: 900 };
  const claim = { ...approved, kind: 'claim', state: 'requested', send_by: null, lines: [line] };
  net.api
    .onEach(
      'GET /returns',
      () => json(none),
      () => json({ ...none, returnable: [], claimable: [], items: [claim] }),
    )
    .on('POST /returns', () => json(claim, 201))
    .on('PATCH /returns/o1-R1', claim);
  renderShop('/orders/o1#key=k');
  fireEvent.click(await screen.findByRole('button', { name: 'Report a problem' }));
  fireEvent.change(screen.getByLabelText('How many'), { target: { value: '2' } });
  fireEvent.change(screen.getByLabelText('Why'), { target: { value: 'missing' } });
  fireEvent.change(screen.getByLabelText('What is wrong'), { target: { value: 'An empty box.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Send the report' }));
  expect(await screen.findByText('Claim R1: Requested')).toBeInTheDocument();
  expect(net.api.to('POST /returns')[0]?.body).toEqual({
    kind: 'claim',
    lines: [{ sku: 'MUG-1', quantity: 2, reason: 'missing' }],
    note: 'An empty box.',
  });
  fireEvent.click(screen.getByRole('button', { name: 'It is all right after all' }));
  await waitFor(() =>
    expect(net.api.to('PATCH /returns/o1-R1')[0]?.body).toMatchObject({ state: 'cancelled' }),
  );
});

it('is shown by photos, sent straight to where they are kept', async () => {
  const claim = { ...approved, kind: 'claim', state: 'requested', photos: ['p0'] };
  net.api
    .on('GET /returns', { ...none, items: [claim] })
    .on('POST /returns/o1-R1/photos', () =>
      json({ photo_id: 'p1', url: '/bucket', fields: { key: 'uploads/returns/o1-R1/p1' } }, 201),
    )
    .on('POST /bucket', () => new Response(null, { status: 204 }))
    .on('PUT /returns/o1-R1/photos', claim);
  renderShop('/orders/o1#key=k');
  expect(await screen.findByText('We have a photo of it.')).toBeInTheDocument();
  const photo = new File(['x'], 'crack.png', { type: 'image/png' });
  fireEvent.change(screen.getByLabelText(/Photos of it, at most 4/), {
    target: { files: [photo, new File(['x'], 'crack.txt', { type: 'text/plain' })] },
  });
  await waitFor(() =>
    expect(net.api.to('PUT /returns/o1-R1/photos')[0]?.body).toEqual({ photos: ['p0', 'p1'] }),
  );
  expect(net.api.to('POST /returns/o1-R1/photos').map(({ body }) => body)).toEqual([
    { media_type: 'image/png' },
  ]);
  expect(await screen.findByText('Send photos in JPEG, PNG or WebP.')).toBeInTheDocument();
});

it('can be asked for as soon as the parcel is there, without opening the page anew', async () => {
  const sent = order('SHIPPED', { shipments: [parcel] as never, withdrawal });
  net.api
    .onEach(
      'GET /orders/o1',
      () => json(sent),
      () => json(arrived),
    )
    .onEach(
      'GET /returns',
      () => json({ ...none, returnable: [] }),
      () => json(none),
    );
  renderShop('/orders/o1#key=k');
  expect(
    await screen.findByRole('button', { name: 'Return something' }, { timeout: 5000 }),
  ).toBeInTheDocument();
});

it('that a withdrawal makes is shown once it is there', async () => {
  const withdrawn = { ...approved, kind: 'withdrawal' };
  net.api
    .on('GET /orders/o1', { ...arrived, withdrawal: { ...withdrawal, possible: false, declared_at: [AT] } })
    .onEach(
      'GET /returns',
      () => json(none),
      () => json({ ...none, items: [withdrawn] }),
    );
  renderShop('/orders/o1#key=k');
  expect(await screen.findByText('Withdrawal R1: Approved', {}, { timeout: 5000 })).toBeInTheDocument();
});

describe('the withdrawal function', () => {
  it('takes a statement in two steps from the order’s page, from some of it', async () => {
    net.api
      .on('GET /returns', none)
      .on('POST /orders/o1/withdrawal', () =>
        json({ number: 1, declared_at: AT, contact: 'amira@example.com', lines: [], whole: false }, 201),
      );
    renderShop('/orders/o1#key=k');
    const main = await screen.findByRole('main');
    fireEvent.click(await within(main).findByRole('link', { name: 'Withdraw from contract here' }));
    fireEvent.click(await screen.findByLabelText('Only from some of it'));
    fireEvent.change(screen.getByLabelText('Mug'), { target: { value: '1' } });
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    expect(await screen.findByText('1 × Mug')).toBeInTheDocument();
    expect(net.api.to('POST /orders/o1/withdrawal')).toHaveLength(0);
    fireEvent.click(screen.getByRole('button', { name: 'Confirm withdrawal' }));
    expect(await screen.findByText(/It came in on/)).toBeInTheDocument();
    expect(net.api.to('POST /orders/o1/withdrawal')[0]?.body).toEqual({
      name: 'Amira Haddad',
      contact: 'amira@example.com',
      lines: [{ sku: 'MUG-1', quantity: 1 }],
    });
  });

  it('is there for guests by number and e-mail, and promises nothing that is not known', async () => {
    net.api.onEach(
      'POST /withdrawals',
      () => problem(503, 'unavailable'),
      () => json({ declared_at: AT }, 202),
    );
    renderShop('/withdraw');
    const fill = (label: string, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    await screen.findByRole('heading', { name: 'Withdraw from contract here' });
    fill('Your name', 'Amira Haddad');
    fill('Order number', 'SK-000123');
    fill('E-mail you ordered with', 'amira@example.com');
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Confirm withdrawal' }));
    expect(await screen.findByText('It has not come in')).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Confirm withdrawal' }));
    expect(await screen.findByText(/If an order has this number/)).toBeInTheDocument();
    expect(net.api.to('POST /withdrawals')[1]?.body).toEqual({
      name: 'Amira Haddad',
      contact: 'amira@example.com',
      order_number: 'SK-000123',
      email: 'amira@example.com',
      words: '',
    });
  });

  it('takes by number a part in the shopper’s words, which are shown before they count', async () => {
    net.api.on('POST /withdrawals', () => json({ declared_at: AT }, 202));
    renderShop('/withdraw');
    const fill = (label: string, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    await screen.findByRole('heading', { name: 'Withdraw from contract here' });
    fill('Your name', 'Amira Haddad');
    fill('Order number', 'SK-000123');
    fill('E-mail you ordered with', 'amira@example.com');
    fireEvent.click(screen.getByLabelText('Only some of it'));
    fill('Which items, and how many', 'one of the mugs');
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    expect(await screen.findByText('one of the mugs')).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Change it' }));
    expect(screen.getByLabelText('Which items, and how many')).toHaveValue('one of the mugs');
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Confirm withdrawal' }));
    expect(await screen.findByText(/If an order has this number/)).toBeInTheDocument();
    expect(net.api.to('POST /withdrawals')[0]?.body).toMatchObject({ words: 'one of the mugs' });
  });
});
