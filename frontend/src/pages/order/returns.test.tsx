import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cartWith, order } from '../../test/data';
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
  lines: [{ sku: 'MUG-1', quantity: 1, title: 'Mug', reason: 'defective' }],
  ...{ received: [], note: '', requested_at: AT, send_by: '2026-12-21T08:00:00Z', carrier: '' },
  ...{ tracking_code: '', fee: 0, refunded: 0, currency: '' },
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
const none = { items: [], returnable: [{ sku: 'MUG-1', title: 'Mug', units: 2 }], until: AT, fee: 0 };

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

describe('a return', () => {
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
    expect(asked?.body).toEqual({ lines: [{ sku: 'MUG-1', quantity: 1, reason: 'defective' }], note: '' });
    expect(asked?.headers.get('X-Order-Key')).toBe('k');
    expect(asked?.headers.get('Idempotency-Key')).toBeTruthy();
    fireEvent.change(screen.getByLabelText(/Tracking code/), { target: { value: 'RX1' } });
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
    });
  });
});
