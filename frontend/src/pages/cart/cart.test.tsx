import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { cartWith, eur, line } from '../../test/data';
import { fakeNetwork } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();

function shop(...lines: ReturnType<typeof line>[]) {
  net.api.on('GET /categories', { items: [] }).on('GET /cart', cartWith(...lines));
}

describe('the cart', () => {
  it('flags what is sold out, short or dearer, and holds back the checkout', async () => {
    shop(
      line({ sku: 'a', title: 'Gone', status: 'sold_out', available: 0 }),
      line({ sku: 'b', title: 'Short', status: 'insufficient', available: 2, quantity: 5 }),
      line({ sku: 'c', title: 'Dearer', price_changed: true, unit_price: eur(3900) }),
    );
    renderShop('/cart');
    expect(await screen.findByText(/Sold out\. Move it/)).toBeInTheDocument();
    expect(screen.getByText(/Only 2 left/)).toBeInTheDocument();
    expect(screen.getByText(/price has changed.*€39\.00/)).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Go to checkout' })).not.toBeInTheDocument();
  });

  it('takes what is left with one click', async () => {
    shop(line({ sku: 'b', title: 'Short', status: 'insufficient', available: 2, quantity: 5 }));
    net.api.on('PUT /cart/lines/b', cartWith(line({ sku: 'b', quantity: 2 })));
    renderShop('/cart');
    await userEvent.click(await screen.findByRole('button', { name: 'Take 2' }));
    expect(net.api.to('PUT /cart/lines/b')[0]?.body).toEqual({ quantity: 2 });
    expect(await screen.findByRole('link', { name: 'Go to checkout' })).toBeInTheDocument();
  });

  it('moves a line to the wishlist and says so', async () => {
    shop(line());
    net.api.on('POST /cart/lines/L-SB/move-to-wishlist', {
      cart: cartWith(),
      wishlist: { items: [], stale: false },
    });
    renderShop('/cart');
    await userEvent.click(await screen.findByRole('button', { name: 'Move to wishlist' }));
    expect(await screen.findByText('Nothing in it yet')).toBeInTheDocument();
    expect(screen.getByText('Medina Lantern moved to your wishlist')).toBeInTheDocument();
  });
});
