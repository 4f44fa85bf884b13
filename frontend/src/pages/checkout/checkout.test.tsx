import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { openAttempt } from '../../lib/attempt';
import { cartWith, checkoutOptions, eur, line, order, placed, quote, way } from '../../test/data';
import { json, problem, fakeNetwork } from '../../test/fakeApi';
import { quotedAt } from '../../test/quoted';
import { renderShop } from '../../test/renderShop';
import { place } from './place';

const net = fakeNetwork();

function shop() {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cartWith(line()))
    .on('GET /checkout/options', checkoutOptions)
    .on('POST /checkout/quote', quote)
    .on('GET /orders/o1', order('AWAITING_PAYMENT'))
    .on('GET /orders/o1/payment', placed('manual').payment ?? {});
}

/** At once, as a browser fills in what it knows: each key would draw the whole page again. */
async function fillIn() {
  await screen.findByLabelText('E-mail');
  const fields = {
    ...{ 'E-mail': 'amira@example.com', Country: 'DE', 'Full name': 'Amira Haddad' },
    ...{ 'Street and number': 'Sonnenallee 12', 'Postal code': '12047', 'Town or city': 'Berlin' },
  };
  for (const [label, value] of Object.entries(fields))
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
  await quotedAt(net.api, '12047');
  return userEvent.setup();
}

const orderButton = () => screen.findByRole('button', { name: /Order and pay €/ });

describe('the checkout', () => {
  it('places the order at the total shown and goes to it', async () => {
    shop();
    net.api.on('POST /checkout', () => json(placed('manual'), 201));
    renderShop('/checkout');
    const user = await fillIn();
    await user.click(await orderButton());
    expect(await screen.findByText('Waiting for your payment')).toBeInTheDocument();
    expect(await screen.findByText('Pay to IBAN 1')).toBeInTheDocument();
    const [sent] = net.api.to('POST /checkout');
    expect(sent?.body).toMatchObject({
      email: 'amira@example.com',
      expected_total: eur(3890),
      locale: 'en-US',
      payment_method: 'manual',
      shipping_address: { name: 'Amira Haddad', country: 'DE' },
    });
    expect(sent?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    expect(net.api.to('GET /orders/o1')[0]?.headers.get('X-Order-Key')).toBe('guest-key');
    expect(openAttempt()).toBeNull();
  });

  it('asks for no delivery of what needs no parcel, and for a consent that nobody has ticked before', async () => {
    shop();
    const none = way({ id: 'none', name: 'Nothing to send', price: eur(0), estimate: '' });
    const words = { version: '2026-11', text: 'I want it at once.' };
    net.api
      .on('GET /checkout/options', { ...checkoutOptions, shipping_methods: [none] })
      .on('POST /checkout/quote', {
        ...quote,
        ...{ shipping: eur(0), shipping_method: 'none', shipping_methods: [none], digital_consent: words },
      })
      .on('POST /checkout', () => json(placed('manual'), 201));
    renderShop('/checkout');
    const user = await fillIn();
    const box = await screen.findByRole('checkbox', { name: words.text });
    expect(box).not.toBeChecked();
    expect(screen.getByText('Billing address')).toBeInTheDocument();
    expect(screen.queryByRole('radio', { name: /Nothing to send/ })).not.toBeInTheDocument();
    await user.click(box);
    await user.click(await orderButton());
    await waitFor(() => expect(net.api.to('POST /checkout')).toHaveLength(1));
    expect(net.api.to('POST /checkout')[0]?.body).toMatchObject({
      shipping_method: 'none',
      digital_consent: words.version,
    });
  });

  it('lets the shopper pick it up at a location, for nothing', async () => {
    shop();
    const pickup = {
      ...{
        location: 'main',
        name: 'Souk Berlin',
        line1: 'Torstraße 1',
        postal_code: '10119',
        city: 'Berlin',
      },
      ...{ country: 'DE', hours: 'Mo–Fr 10–18' },
    };
    const fetched = way({
      id: 'pickup-main',
      name: 'Pick up: Souk Berlin',
      price: eur(0),
      estimate: '',
      pickup,
    });
    const ways = [...checkoutOptions.shipping_methods, fetched];
    net.api
      .on('GET /checkout/options', { ...checkoutOptions, shipping_methods: ways })
      .on('POST /checkout/quote', { ...quote, shipping_methods: ways })
      .on('POST /checkout', () => json(placed('manual'), 201));
    renderShop('/checkout');
    const user = await fillIn();
    expect(screen.getByText('Delivery address')).toBeInTheDocument();
    expect(await screen.findByText('Torstraße 1, 10119 Berlin · Mo–Fr 10–18')).toBeInTheDocument();
    // Whoever fetches it may live where nothing is sent to.
    expect(screen.getByLabelText('Country').querySelector('option[value=BR]')).not.toBeNull();
    net.api.on('POST /checkout/quote', {
      ...quote,
      ...{ shipping: eur(0), shipping_method: 'pickup-main', shipping_methods: ways },
      ...{ total: eur(3400), due: eur(3400) },
    });
    await user.click(screen.getByRole('radio', { name: /Pick up: Souk Berlin/ }));
    expect(await screen.findByText('Billing address')).toBeInTheDocument();
    expect(await screen.findByText('Pick-up')).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: 'Order and pay €34.00' }));
    await waitFor(() => expect(net.api.to('POST /checkout')).toHaveLength(1));
    expect(net.api.to('POST /checkout')[0]?.body).toMatchObject({
      shipping_method: 'pickup-main',
      expected_total: eur(3400),
    });
  });

  it('has the parcel sent to a pick-up point that the shopper chooses', async () => {
    shop();
    const ways = [
      ...checkoutOptions.shipping_methods,
      way({ id: 'point', name: 'To a pick-up point', price: eur(390), to_point: true }),
    ];
    const point = {
      ...{ carrier: 'sandbox', id: 'P1', kind: 'locker', name: 'Station locker', line1: 'Am Bahnhof 2' },
      ...{
        postal_code: '10117',
        city: 'Berlin',
        country: 'DE',
        hours: '24/7',
        distance: 1240,
        seal: 'sealed',
      },
    };
    net.api
      .on('GET /checkout/options', { ...checkoutOptions, shipping_methods: ways })
      .on('POST /checkout/quote', { ...quote, shipping_methods: ways })
      .on('GET /pickup-points', { items: [point] })
      .onEach(
        'POST /checkout',
        () => problem(422, 'invalid_input', { errors: [{ field: 'pickup_point', message: 'choose again' }] }),
        () => json(placed('manual'), 201),
      );
    renderShop('/checkout');
    const user = await fillIn();
    net.api.on('POST /checkout/quote', {
      ...quote,
      ...{ shipping: eur(390), shipping_method: 'point', shipping_methods: ways },
      ...{ total: eur(3790), due: eur(3790) },
    });
    await user.click(await screen.findByRole('radio', { name: /To a pick-up point/ }));
    expect(await screen.findByText('Locker · Am Bahnhof 2, 10117 Berlin · 24/7')).toBeInTheDocument();
    expect(screen.getByText('1.2 km')).toBeInTheDocument();
    expect(screen.getByText('Billing address')).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: 'Order and pay €37.90' }));
    const near = screen.getByLabelText('Postal code to look near');
    await waitFor(() => expect(near).toHaveFocus());
    expect(near).toHaveAccessibleDescription(/Choose a pick-up point/);
    await user.clear(near);
    await user.type(near, '10117{Enter}');
    await waitFor(() => expect(net.api.to('GET /pickup-points')).toHaveLength(2));
    expect(net.api.to('POST /checkout')).toHaveLength(0);
    await user.click(await screen.findByRole('radio', { name: /Station locker/ }));
    const kiosk = { ...point, id: 'P2', kind: 'shop', name: 'Corner kiosk' };
    net.api.on('GET /pickup-points', { items: [kiosk] });
    fireEvent.change(near, { target: { value: '12051' } });
    await user.click(screen.getByRole('button', { name: 'Show pick-up points' }));
    // The one that would be ordered stays in sight.
    expect(await screen.findByText('Corner kiosk')).toBeInTheDocument();
    expect(screen.getByRole('radio', { name: /Station locker/ })).toBeChecked();
    // Its seal is of another day by now: it is told of anew, and chosen again.
    net.api.on('GET /pickup-points', { items: [{ ...point, seal: 'sealed today' }] });
    await user.click(screen.getByRole('button', { name: 'Order and pay €37.90' }));
    await waitFor(() => expect(near).toHaveAccessibleDescription(/choose again/));
    await waitFor(() => expect(screen.queryByText('Corner kiosk')).not.toBeInTheDocument());
    const again = await screen.findByRole('radio', { name: /Station locker/ });
    expect(again).not.toBeChecked();
    await user.click(again);
    await user.click(screen.getByRole('button', { name: 'Order and pay €37.90' }));
    await waitFor(() => expect(net.api.to('POST /checkout')).toHaveLength(2));
    const sent = net.api.to('POST /checkout').map(({ body }) => body);
    expect(sent).toMatchObject(['sealed', 'sealed today'].map((pickup_point) => ({ pickup_point })));
    expect(sent[1]).toMatchObject({ shipping_method: 'point' });
  });

  it('sends nothing while fields are missing, and puts the focus on the first', async () => {
    shop();
    renderShop('/checkout');
    const user = userEvent.setup();
    await user.click(await orderButton());
    await waitFor(() => expect(screen.getByLabelText('E-mail')).toHaveFocus());
    expect(screen.getByLabelText('Full name')).toHaveAccessibleDescription('Enter the full name.');
    expect(net.api.to('POST /checkout')).toHaveLength(0);
  });

  it('keeps the key and the reference over a lost answer, so that asking again is safe', async () => {
    shop();
    net.api.onEach(
      'POST /checkout',
      () => Promise.reject(new TypeError('connection lost')),
      () => json(placed('manual'), 201),
    );
    renderShop('/checkout');
    const user = await fillIn();
    await user.click(await orderButton());
    await user.click(await screen.findByRole('button', { name: 'Ask again' }));
    expect(await screen.findByText('Waiting for your payment')).toBeInTheDocument();
    const [first, second] = net.api.to('POST /checkout');
    expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
    expect(second?.headers.get('X-Correlation-Id')).toBe(first?.headers.get('X-Correlation-Id'));
    expect(second?.body).toEqual(first?.body);
  });

  it('offers to finish an attempt that a reload interrupted', async () => {
    shop();
    net.api.on('GET /cart', cartWith()).on('POST /checkout', () => json(placed('manual'), 201));
    const attempt = { key: 'k1', correlation: 'c1', own: false, body: { expected_total: eur(3890) } };
    sessionStorage.setItem('souk.checkout.attempt', JSON.stringify(attempt));
    renderShop('/checkout');
    await userEvent.click(await screen.findByRole('button', { name: 'Finish that order' }));
    expect(await screen.findByText('Waiting for your payment')).toBeInTheDocument();
    expect(net.api.to('POST /checkout')[0]?.headers.get('Idempotency-Key')).toBe('k1');
  });

  it('names what is short, and takes what is left', async () => {
    shop();
    const shortages = [{ sku: 'L-SB', requested: 4, available: 1 }];
    net.api
      .on('POST /checkout', () => problem(409, 'out_of_stock', { shortages }))
      .on('PUT /cart/lines/L-SB', cartWith(line()));
    renderShop('/checkout');
    const user = await fillIn();
    await user.click(await orderButton());
    const alert = await screen.findByRole('alert');
    expect(within(alert).getByText('Medina Lantern: only 1 left, you want 4')).toBeInTheDocument();
    await user.click(within(alert).getByRole('button', { name: 'Take what is left' }));
    expect(net.api.to('PUT /cart/lines/L-SB')[0]?.body).toEqual({ quantity: 1 });
  });

  it('shows a changed price and orders only when the new total is agreed to, as another attempt', async () => {
    shop();
    net.api.onEach(
      'POST /checkout',
      () => problem(409, 'price_changed', { total: eur(4390), expected_total: eur(3890), lines: [] }),
      () => json(placed('manual'), 201),
    );
    renderShop('/checkout');
    const user = await fillIn();
    const button = await orderButton();
    net.api.on('POST /checkout/quote', { ...quote, total: eur(4390), due: eur(4390) });
    await user.click(button);
    expect(await screen.findByText(/now comes to €43\.90/)).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: 'Order and pay €43.90' }));
    expect(await screen.findByText('Waiting for your payment')).toBeInTheDocument();
    const [first, second] = net.api.to('POST /checkout');
    expect(second?.body).toMatchObject({ expected_total: eur(4390) });
    expect(second?.headers.get('Idempotency-Key')).not.toBe(first?.headers.get('Idempotency-Key'));
  });

  it('waits while the shop still works on the same attempt', async () => {
    net.api.onEach(
      'POST /checkout',
      () => problem(409, 'in_progress'),
      () => json(placed('manual'), 201),
    );
    const shown = { cart_version: 1, lines: [], digital_consent: '', pickup_point: '' };
    const body = { ...order('PENDING'), ...shown, payment_method: 'manual' as const, expected_total: eur(1) };
    const result = await place({ key: 'k', correlation: 'c', own: false, body }, 1);
    expect(result.outcome).toBe('placed');
    expect(net.api.to('POST /checkout').map((call) => call.headers.get('Idempotency-Key'))).toEqual([
      'k',
      'k',
    ]);
  });
});
