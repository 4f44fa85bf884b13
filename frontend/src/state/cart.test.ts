import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cartWith, line } from '../test/data';
import { fakeNetwork, json } from '../test/fakeApi';
import { addToCart, cart, followCart, loadCart } from './cart';
import { session } from './session';

const net = fakeNetwork();
let leave = (): void => undefined;

beforeEach(() => {
  session.set({ status: 'guest', user: null });
  cart.set({ data: null, error: null });
  leave = followCart();
});
afterEach(() => leave());

/** The route answers when the function is called, with what it is given. */
function lateAnswer(route: string): (response: Response) => void {
  let give: (response: Response) => void = () => undefined;
  const waited = new Promise<Response>((resolve) => {
    give = resolve;
  });
  net.api.on(route, () => waited);
  return (response) => give(response);
}

const loads = () => net.api.to('GET /cart').length;
const shown = () => cart.get().data;

describe('a cart that is changed elsewhere', () => {
  it.each([
    [
      'another tab says so',
      () => window.dispatchEvent(new StorageEvent('storage', { key: 'souk.cart-changed' })),
    ],
    ['the tab is looked at again', () => window.dispatchEvent(new Event('focus'))],
    ['the page becomes visible', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['the connection is back', () => window.dispatchEvent(new Event('online'))],
  ])('is loaded when %s', async (_, happens) => {
    net.api.on('GET /cart', () => json(cartWith(line(), line({ sku: 'B' }))));
    happens();
    await vi.waitFor(() => expect(shown()?.lines).toHaveLength(2));
  });

  it('is not loaded for what another tab stores otherwise', () => {
    window.dispatchEvent(new StorageEvent('storage', { key: 'souk.signed-in' }));
    expect(loads()).toBe(0);
  });

  it('is told to other tabs when this one changes it', async () => {
    net.api.on('POST /cart/lines', cartWith(line()));
    await addToCart('L-SB', 1);
    const told = localStorage.getItem('souk.cart-changed');
    await addToCart('L-SB', 1);
    expect(told).not.toBeNull();
    expect(localStorage.getItem('souk.cart-changed')).not.toBe(told);
  });

  it('is asked for once by everybody who asks at the same time', async () => {
    net.api.on('GET /cart', () => json(cartWith(line())));
    await Promise.all([loadCart(), loadCart(), loadCart()]);
    expect(loads()).toBe(1);
  });

  it('is never shown as it was before, though an older answer comes late', async () => {
    const before = cartWith(line());
    const after = cartWith(line({ quantity: 2 }));
    const late = lateAnswer('GET /cart');
    net.api.on('POST /cart/lines', after);
    const looked = loadCart();
    await vi.waitFor(() => expect(loads()).toBe(1));
    await addToCart('L-SB', 1);
    late(json(before));
    await looked;
    expect(shown()?.version).toBe(after.version);
  });

  it('of an older filling does not come back after the cart was ordered', async () => {
    const old = { ...cartWith(line()), id: 'ordered' };
    const fresh = { ...cartWith(line({ sku: 'B' })), id: 'next' };
    const late = lateAnswer('GET /cart');
    net.api.on('POST /cart/lines', fresh);
    const looked = loadCart();
    await vi.waitFor(() => expect(loads()).toBe(1));
    await addToCart('B', 1);
    late(json(old));
    await looked;
    expect(shown()?.id).toBe('next');
  });
});
