import { act, screen, within } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { ShownCart } from '../../api/types';
import { problem, fakeNetwork } from '../../test/fakeApi';
import { FakeShop } from '../../test/fakeShop';
import { quotedAt } from '../../test/quoted';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();

const FIELDS: [label: string, value: string][] = [
  ['E-mail', 'amira@example.com'],
  ['Full name', 'Amira Haddad'],
  ['Street and number', 'Sonnenallee 12'],
  ['Postal code', '12047'],
  ['Town or city', 'Berlin'],
];

async function openCheckout(cart: Record<string, number>): Promise<{ shop: FakeShop; user: UserEvent }> {
  const shop = new FakeShop(net.api, cart);
  renderShop('/checkout');
  const user = userEvent.setup();
  await screen.findByLabelText('E-mail');
  await user.selectOptions(screen.getByLabelText('Country'), 'DE');
  for (const [label, value] of FIELDS) {
    await user.click(screen.getByLabelText(label));
    await user.paste(value);
  }
  await quotedAt(net.api, '12047');
  await orderButton();
  return { shop, user };
}

const orderButton = (total = '') =>
  screen.findByRole('button', { name: new RegExp(`Order and pay €${total.replace('.', '\\.')}`) });
const summary = () => within(screen.getByRole('region', { name: 'Your order' }));
const sentCheckouts = () => net.api.to('POST /checkout').length;

function expectKept(): void {
  for (const [label, value] of FIELDS) expect(screen.getByLabelText(label)).toHaveValue(value);
}

async function press(user: UserEvent, name: string | RegExp): Promise<void> {
  await user.click(await screen.findByRole('button', { name }));
}

async function expectOrdered(shop: FakeShop, quantities: Record<string, number>): Promise<void> {
  expect(await screen.findByText('Waiting for your payment')).toBeInTheDocument();
  const ordered = shop.orders.map(({ lines }) => Object.fromEntries(lines.map((l) => [l.sku, l.quantity])));
  expect(ordered).toEqual([quantities]);
}

const LIMIT = 30_000;

describe('what is shown, quoted and ordered is one thing', () => {
  it(
    'sends the lines, prices and version that are on the page',
    async () => {
      const { shop, user } = await openCheckout({ L: 1, K: 2 });
      await user.click(await orderButton('62.90'));
      await expectOrdered(shop, { L: 1, K: 2 });
      const shown = ({ cart_version, lines }: ShownCart) => ({ cart_version, lines });
      const [asked, sent] = [net.api.to('POST /checkout/quote').at(-1), net.api.to('POST /checkout')[0]];
      expect(shown(sent?.body as ShownCart)).toEqual(shown(asked?.body as ShownCart));
    },
    LIMIT,
  );

  it(
    'shows what another tab changed, and neither shows nor sells it as agreed before it is',
    async () => {
      const { shop, user } = await openCheckout({ L: 2 });
      act(() => shop.putInAnotherTab({ L: 3, K: 1 }));
      expect(await screen.findByText('Lantern: 2 → 3')).toBeInTheDocument();
      expect(screen.getByText('new: 1 × Kettle, €12.00 each')).toBeInTheDocument();
      expect(summary().getByText(/× 2/)).toBeInTheDocument();
      await user.click(await orderButton());
      expect(sentCheckouts()).toBe(0);
      expectKept();
      await press(user, 'Go on with this');
      expect(screen.queryByText('Your cart has changed')).not.toBeInTheDocument();
      await user.click(await orderButton('118.90'));
      await expectOrdered(shop, { L: 3, K: 1 });
    },
    LIMIT,
  );

  it(
    'finds out at the order what another device changed',
    async () => {
      const { shop, user } = await openCheckout({ L: 1, K: 1 });
      shop.put({ K: 0 });
      await user.click(await orderButton());
      expect(await screen.findByText('Kettle: no longer in your cart')).toBeInTheDocument();
      expectKept();
      await press(user, 'Go on with this');
      await user.click(await orderButton('38.90'));
      await expectOrdered(shop, { L: 1 });
    },
    LIMIT,
  );

  it(
    'looks again when the page is looked at again',
    async () => {
      const { shop } = await openCheckout({ L: 1 });
      shop.put({ L: 4 });
      act(() => void window.dispatchEvent(new Event('focus')));
      expect(await screen.findByText('Lantern: 1 → 4')).toBeInTheDocument();
      expectKept();
    },
    LIMIT,
  );

  it(
    'shows a price before and now, and orders at the new one when it is agreed to',
    async () => {
      const { shop, user } = await openCheckout({ L: 1 });
      shop.change('L', { price: 3600 });
      await user.click(await orderButton('38.90'));
      expect(await screen.findByText('Lantern: €34.00 → €36.00')).toBeInTheDocument();
      expect(screen.getByText('A price has changed')).toBeInTheDocument();
      expectKept();
      await press(user, 'Go on with this');
      await user.click(await orderButton('40.90'));
      await expectOrdered(shop, { L: 1 });
    },
    LIMIT,
  );

  it(
    'shows that delivery costs something else now',
    async () => {
      const { shop, user } = await openCheckout({ L: 1 });
      shop.delivery = 990;
      await user.click(await orderButton('38.90'));
      expect(await screen.findByText('Delivery: €4.90 → €9.90')).toBeInTheDocument();
      expect(screen.getByText('Total: €38.90 → €43.90')).toBeInTheDocument();
      await press(user, 'Go on with this');
      await user.click(await orderButton('43.90'));
      await expectOrdered(shop, { L: 1 });
    },
    LIMIT,
  );
});

describe('nothing destroys the form', () => {
  it(
    'sold out while it is open: says who was faster, and orders what is left',
    async () => {
      const { shop, user } = await openCheckout({ L: 3, K: 1 });
      shop.change('L', { stock: 1 });
      await user.click(await orderButton());
      const alert = await screen.findByRole('alert');
      expect(alert).toHaveTextContent('Somebody was faster');
      expect(alert).toHaveTextContent('Lantern: only 1 left, you want 3');
      expect(alert).toHaveTextContent('Nothing was ordered and nothing was charged.');
      expectKept();
      await user.click(within(alert).getByRole('button', { name: 'Take what is left' }));
      await user.click(await orderButton('50.90'));
      await expectOrdered(shop, { L: 1, K: 1 });
    },
    LIMIT,
  );

  it(
    'seen before it is sent: the cart says that a thing is gone',
    async () => {
      const { shop, user } = await openCheckout({ L: 1, K: 1 });
      shop.change('L', { sold: false });
      act(() => void window.dispatchEvent(new Event('focus')));
      const alert = await screen.findByRole('alert');
      expect(alert).toHaveTextContent('Lantern: no longer for sale');
      await user.click(await orderButton());
      expect(sentCheckouts()).toBe(0);
      expectKept();
      await user.click(within(alert).getByRole('button', { name: 'Take what is left' }));
      await user.click(await orderButton('16.90'));
      await expectOrdered(shop, { K: 1 });
    },
    LIMIT,
  );

  it(
    'everything sold out: the form stays, and there is a way on',
    async () => {
      const { shop, user } = await openCheckout({ L: 1 });
      shop.change('L', { stock: 0 });
      await user.click(await orderButton());
      const alert = await screen.findByRole('alert');
      expect(alert).toHaveTextContent('Lantern: sold out');
      await user.click(within(alert).getByRole('button', { name: 'Take what is left' }));
      expect(await screen.findByText('Your cart is empty')).toBeInTheDocument();
      expectKept();
    },
    LIMIT,
  );

  it(
    'ordered in another tab: nothing is lost, and the things can be put back',
    async () => {
      const { shop, user } = await openCheckout({ L: 2 });
      shop.orderElsewhere();
      await user.click(await orderButton());
      expect(await screen.findByText('Your cart is empty now')).toBeInTheDocument();
      expect(screen.getByText('Lantern: no longer in your cart')).toBeInTheDocument();
      expectKept();
      await press(user, 'Put the things back');
      await user.click(await orderButton('72.90'));
      await expectOrdered(shop, { L: 2 });
    },
    LIMIT,
  );

  it(
    'told that another tab was first, before its order was heard of',
    async () => {
      const { user } = await openCheckout({ L: 1 });
      const told = { reason: 'ordered', order_id: 'o9', order_number: 'SK-9', changes: [] };
      net.api.on('POST /checkout', () => problem(409, 'cart_changed', told));
      await user.click(await orderButton());
      expect(await screen.findByText('This cart was ordered a moment ago')).toBeInTheDocument();
      expect(screen.getByText(/order SK-9/)).toBeInTheDocument();
      expectKept();
    },
    LIMIT,
  );

  it.each([
    ['the cart', 'cart', 'your cart cannot be read right now'],
    ['the catalogue', 'catalogue', 'prices and stock cannot be checked right now'],
  ])(
    '%s down at the order: it says so, and the same attempt goes on',
    async (_, part, detail) => {
      const { shop, user } = await openCheckout({ L: 1 });
      const route = 'POST /checkout';
      const works = net.api.handler(route);
      net.api.onEach(route, () => problem(503, 'unavailable', { part, detail }), works);
      await user.click(await orderButton());
      expect(await screen.findByText('The shop cannot take the order right now')).toBeInTheDocument();
      expect(screen.getByText(new RegExp(detail, 'i'))).toBeInTheDocument();
      expectKept();
      await press(user, 'Try again');
      await expectOrdered(shop, { L: 1 });
      const [first, second] = net.api.to(route);
      expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
    },
    LIMIT,
  );

  it(
    'the total cannot be worked out: it says why, and can be asked for again',
    async () => {
      const { shop, user } = await openCheckout({ L: 1 });
      const works = net.api.handler('POST /checkout/quote');
      const detail = 'your cart cannot be read right now';
      net.api.onEach(
        'POST /checkout/quote',
        () => problem(503, 'unavailable', { part: 'cart', detail }),
        works,
      );
      act(() => shop.putInAnotherTab({ L: 2 }));
      await press(user, 'Go on with this');
      const alert = await screen.findByRole('alert');
      expect(alert).toHaveTextContent('Your cart cannot be read right now.');
      expectKept();
      await user.click(within(alert).getByRole('button', { name: 'Try again' }));
      await user.click(await orderButton('72.90'));
      await expectOrdered(shop, { L: 2 });
    },
    LIMIT,
  );

  it(
    'the cart cannot be loaded again: what is shown stays',
    async () => {
      const { shop, user } = await openCheckout({ L: 1 });
      net.api.on('GET /cart', () => Promise.reject(new TypeError('no network')));
      act(() => void window.dispatchEvent(new Event('focus')));
      await user.click(await orderButton('38.90'));
      await expectOrdered(shop, { L: 1 });
    },
    LIMIT,
  );

  it(
    'another country: the payment that was chosen stays while the ways of delivery load',
    async () => {
      const { user } = await openCheckout({ L: 1 });
      const transfer = screen.getByRole('radio', { name: /Bank transfer/ });
      net.api.on('GET /checkout/options', () => new Promise(() => undefined));
      await user.selectOptions(screen.getByLabelText('Country'), 'FR');
      expect(transfer).toBeInTheDocument();
      expect(transfer).toBeChecked();
      expectKept();
    },
    LIMIT,
  );
});
