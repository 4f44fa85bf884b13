import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keepMarket, market, type Market } from '../lib/chosenMarket';
import { cart, loadCart } from '../state/cart';
import { session } from '../state/session';
import { cartWith, line } from '../test/data';
import { fakeNetwork } from '../test/fakeApi';
import { render } from '@testing-library/react';
import { MarketChoice } from './MarketChoice';

const net = fakeNetwork();
const swiss: Market = {
  ...{ id: 'ch', name: 'Switzerland', countries: ['CH'], currency: 'CHF', language: '' },
  ...{ rate: '0.9468', rounding: 'step', step: 5 },
};
const there = { ...cartWith(line()), market: 'ch', currency: 'CHF' };
afterEach(() => {
  keepMarket(null);
  vi.unstubAllGlobals();
});

describe('where the shopper shops', () => {
  it('is chosen, kept, and the cart goes along', async () => {
    const reload = vi.fn();
    vi.stubGlobal('location', { ...(window.location as object), reload });
    session.set({ status: 'guest', user: null });
    cart.set({ data: cartWith(line()), error: null });
    net.api.on('POST /cart/market', there);
    render(<MarketChoice markets={[swiss]} />);
    const choice = screen.getByLabelText('Country and currency');
    expect(choice).toHaveValue('');
    await userEvent.selectOptions(choice, 'Switzerland (CHF)');
    await waitFor(() => expect(reload).toHaveBeenCalled());
    expect(net.api.to('POST /cart/market')[0]?.body).toEqual({ market: 'ch' });
    expect([market()?.id, cart.get().data?.market]).toEqual(['ch', 'ch']);
  });

  it('stays as it was when the cart cannot go along', async () => {
    session.set({ status: 'guest', user: null });
    cart.set({ data: cartWith(line()), error: null });
    render(<MarketChoice markets={[swiss]} />);
    await userEvent.selectOptions(screen.getByLabelText('Country and currency'), 'Switzerland (CHF)');
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    expect(market()).toBeNull();
  });

  it('a cart from elsewhere follows, once', async () => {
    keepMarket(swiss);
    session.set({ status: 'guest', user: null });
    cart.set({ data: null, error: null });
    net.api.on('GET /cart', cartWith(line())).on('POST /cart/market', cartWith(line()));
    await loadCart();
    await loadCart();
    expect(net.api.to('POST /cart/market')).toHaveLength(1);
  });
});
