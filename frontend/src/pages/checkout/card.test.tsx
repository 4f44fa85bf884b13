import { screen, waitFor } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config';
import type { CardChange, StripeElement } from '../../lib/stripe';
import { cartWith, checkoutOptions, line, order, placed, quote } from '../../test/data';
import { fakeNetwork, json } from '../../test/fakeApi';
import { quotedAt } from '../../test/quoted';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();

/** The provider's field, into which the test types by telling what it would say. */
let type: (change: CardChange) => void = () => undefined;
let focused = 0;
let confirmed = 0;

beforeEach(async () => {
  focused = confirmed = 0;
  const field: StripeElement = {
    mount: () => undefined,
    destroy: () => undefined,
    on: (_event, handler) => (type = handler),
    focus: () => (focused += 1),
  };
  window.Stripe = () => ({
    elements: () => ({ create: () => field }),
    confirmCardPayment: () => {
      confirmed += 1;
      return Promise.resolve({ paymentIntent: { status: 'succeeded' } });
    },
  });
  const [bank] = checkoutOptions.payment_methods;
  const reply = placed('stripe');
  const toPay = { ...reply, payment: { ...reply.payment, client_secret: 'pi_1_secret_2' } };
  const byCard = { ...bank, id: 'stripe', name: 'Card' };
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cartWith(line()))
    .on('GET /checkout/options', { ...checkoutOptions, payment_methods: [byCard] })
    .on('POST /checkout/quote', quote)
    .on('POST /checkout', () => json(toPay, 201))
    .on('GET /orders/o1', order('PAID'))
    .on('GET /config.json', { stripePublishableKey: 'pk_1' });
  await loadConfig();
});

afterEach(() => {
  delete window.Stripe;
});

async function fillInAndOrder(): Promise<UserEvent> {
  renderShop('/checkout');
  const user = userEvent.setup();
  await screen.findByLabelText('E-mail');
  await user.selectOptions(screen.getByLabelText('Country'), 'DE');
  for (const [label, value] of [
    ['E-mail', 'amira@example.com'],
    ['Full name', 'Amira Haddad'],
    ['Street and number', 'Sonnenallee 12'],
    ['Postal code', '12047'],
    ['Town or city', 'Berlin'],
  ] as const) {
    await user.click(screen.getByLabelText(label));
    await user.paste(value);
  }
  await waitFor(() =>
    expect(screen.getByRole('group', { name: 'Card details' })).toHaveAttribute('aria-busy', 'false'),
  );
  await quotedAt(net.api, '12047');
  await placeIt(user);
  return user;
}

const placeIt = async (user: UserEvent) =>
  user.click(await screen.findByRole('button', { name: /Order and pay €/ }));

const sent = () => net.api.to('POST /checkout').length;

describe('the card at the checkout', () => {
  it('is asked for before anything is ordered, and what was typed is kept', async () => {
    const user = await fillInAndOrder();
    expect(await screen.findByText('Your card’s details are not complete')).toBeInTheDocument();
    expect(sent()).toBe(0);
    expect(focused).toBe(1);
    expect(screen.getByLabelText('Full name')).toHaveValue('Amira Haddad');
    type({ complete: true });
    await placeIt(user);
    expect(await screen.findByText('Thank you, your order is paid')).toBeInTheDocument();
    expect([sent(), confirmed]).toEqual([1, 1]);
  });

  it('says what the field says is wrong with it, and orders nothing', async () => {
    const user = await fillInAndOrder();
    type({ complete: false, error: { code: 'invalid_number', message: 'Your card number is invalid.' } });
    await placeIt(user);
    expect(await screen.findByText('Check the card’s number')).toBeInTheDocument();
    expect([sent(), confirmed]).toEqual([0, 0]);
  });
});
