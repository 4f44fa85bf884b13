import { screen, waitFor } from '@testing-library/react';
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

  it('keeps the focus on + and − while they work, also at their limits', async () => {
    shop(line({ sku: 'b', title: 'Cup', quantity: 1, available: 2 }));
    net.api.on('PUT /cart/lines/b', cartWith(line({ sku: 'b', title: 'Cup', quantity: 2, available: 2 })));
    renderShop('/cart');
    const more = await screen.findByRole('button', { name: 'One more' });
    await userEvent.click(more);
    expect(await screen.findByText('Cup: quantity is now 2')).toBeInTheDocument();
    expect(more).toHaveFocus();
    expect(more).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(more);
    expect(net.api.to('PUT /cart/lines/b')).toHaveLength(1);
  });

  it.each([
    ['Remove First', 'Second'],
    ['Remove Last', 'Second'],
  ])('puts the focus on a neighbour after %s', async (name, neighbour) => {
    const lines = ['First', 'Second', 'Last'].map((title) => line({ sku: title, title }));
    const leaving = name.replace('Remove ', '');
    shop(...lines);
    net.api.on(`DELETE /cart/lines/${leaving}`, cartWith(...lines.filter((one) => one.title !== leaving)));
    renderShop('/cart');
    await userEvent.click(await screen.findByRole('button', { name }));
    await waitFor(() => expect(screen.getByRole('link', { name: neighbour })).toHaveFocus());
  });

  it('puts the focus on the heading after the only line has left', async () => {
    shop(line({ sku: 'a', title: 'Only' }));
    net.api.on('DELETE /cart/lines/a', cartWith());
    renderShop('/cart');
    await userEvent.click(await screen.findByRole('button', { name: 'Remove Only' }));
    await waitFor(() => expect(screen.getByRole('heading', { level: 1, name: 'Your cart' })).toHaveFocus());
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
