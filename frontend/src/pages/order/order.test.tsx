import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cartWith, order } from '../../test/data';
import { json, problem, fakeNetwork } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';
import { isFinal, sentence } from './states';
import { nextPause } from './useOrder';

const net = fakeNetwork();

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  net.api.on('GET /categories', { items: [] }).on('GET /cart', cartWith());
});

afterEach(() => {
  vi.useRealTimers();
});

const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('the order page', () => {
  it('follows the order with its ETag and stops once it has arrived', async () => {
    net.api.onEach(
      'GET /orders/o1',
      () => json(order('PAID'), 200, { ETag: '"1"' }),
      () => json(null, 304),
      () => json(order('DELIVERED'), 200, { ETag: '"2"' }),
    );
    renderShop('/orders/o1?key=k');
    expect(await screen.findByText('Thank you, your order is paid')).toBeInTheDocument();
    await wait(60_000);
    expect(screen.getByText('Your order has arrived')).toBeInTheDocument();
    const asked = net.api.to('GET /orders/o1').map((call) => call.headers.get('If-None-Match'));
    expect(asked).toEqual([null, '"1"', '"1"']);
    await wait(120_000);
    expect(net.api.to('GET /orders/o1')).toHaveLength(3);
  });

  it('keeps showing the order while the shop does not answer, and goes on asking', async () => {
    net.api.onEach(
      'GET /orders/o1',
      () => json(order('PAID'), 200, { ETag: '"1"' }),
      () => new Response('', { status: 502 }),
      () => json(order('FULFILLING'), 200, { ETag: '"2"' }),
    );
    renderShop('/orders/o1?key=k');
    await screen.findByText('Thank you, your order is paid');
    await wait(3_000);
    expect(screen.getByText('This may not be the latest news')).toBeInTheDocument();
    await wait(10_000);
    expect(screen.getByText('Your order is being packed')).toBeInTheDocument();
    expect(screen.queryByText('This may not be the latest news')).not.toBeInTheDocument();
  });

  it('asks strangers to sign in, and asks the API nothing', async () => {
    renderShop('/orders/o1');
    expect(await screen.findByText('Whose order is it?')).toBeInTheDocument();
    expect(net.api.to('GET /me/orders/o1')).toHaveLength(0);
  });

  it('says so when the order is not known', async () => {
    net.api.on('GET /orders/o1', () => problem(404, 'not_found'));
    renderShop('/orders/o1?key=wrong');
    expect(await screen.findByText('We do not know this order')).toBeInTheDocument();
  });
});

describe('polling', () => {
  it('backs off to half a minute and is quick again after a change', () => {
    let pause = 1500;
    for (let turn = 0; turn < 20; turn += 1) pause = nextPause(pause, false);
    expect(pause).toBe(30_000);
    expect(nextPause(pause, true)).toBe(1500);
  });

  it('ends at states that nothing follows', () => {
    expect(['DELIVERED', 'CANCELLED', 'EXPIRED'].every(isFinal)).toBe(true);
    expect(['PAID', 'SHIPPED', 'RETURN_REQUESTED'].some(isFinal)).toBe(false);
  });

  it('names unknown states in plain words', () => {
    expect(sentence('RETURN_REQUESTED')).toBe('Return requested');
  });
});
