import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { openAttempt } from '../../lib/attempt';
import { cartWith, checkoutOptions, eur, line, order, placed, quote } from '../../test/data';
import { json, problem, fakeNetwork } from '../../test/fakeApi';
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

async function fillIn() {
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText('E-mail'), 'amira@example.com');
  await user.selectOptions(screen.getByLabelText('Country'), 'DE');
  await user.type(screen.getByLabelText('Full name'), 'Amira Haddad');
  await user.type(screen.getByLabelText('Street and number'), 'Sonnenallee 12');
  await user.type(screen.getByLabelText('Postal code'), '12047');
  await user.type(screen.getByLabelText('Town or city'), 'Berlin');
  return user;
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
  }, 15_000);

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
  }, 15_000);

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
  }, 15_000);

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
    net.api.on('POST /checkout/quote', { ...quote, total: eur(4390) });
    await user.click(button);
    expect(await screen.findByText(/now comes to €43\.90/)).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: 'Order and pay €43.90' }));
    expect(await screen.findByText('Waiting for your payment')).toBeInTheDocument();
    const [first, second] = net.api.to('POST /checkout');
    expect(second?.body).toMatchObject({ expected_total: eur(4390) });
    expect(second?.headers.get('Idempotency-Key')).not.toBe(first?.headers.get('Idempotency-Key'));
  }, 15_000);

  it('waits while the shop still works on the same attempt', async () => {
    net.api.onEach(
      'POST /checkout',
      () => problem(409, 'in_progress'),
      () => json(placed('manual'), 201),
    );
    const shown = { cart_version: 1, lines: [] };
    const body = { ...order('PENDING'), ...shown, payment_method: 'manual' as const, expected_total: eur(1) };
    const result = await place({ key: 'k', correlation: 'c', own: false, body }, 1);
    expect(result.outcome).toBe('placed');
    expect(net.api.to('POST /checkout').map((call) => call.headers.get('Idempotency-Key'))).toEqual([
      'k',
      'k',
    ]);
  });
});
