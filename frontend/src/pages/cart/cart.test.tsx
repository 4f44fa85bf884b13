import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Leftover } from '../../api/types';
import { session } from '../../state/session';
import { cartWith, eur, leftover, line } from '../../test/data';
import { fakeNetwork, json, problem } from '../../test/fakeApi';
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

describe('what did not fit when a guest signed in', () => {
  const named = { sku: 'B', title: 'Bowl', variant_title: '' };

  function memberWith(...leftovers: Leftover[]) {
    net.api.on('GET /categories', { items: [] }).on('GET /me/cart', { ...cartWith(line()), leftovers });
    renderShop('/cart');
    act(() =>
      session.set({
        status: 'signed-in',
        user: { id: 'u1', email: 'a@b.c', name: 'A', groups: [], closes_at: null },
      }),
    );
  }

  it('is said line by line, with why, and stays until it is dealt with', async () => {
    memberWith(leftover(), leftover({ ...named, quantity: 2, wanted: 2, kept: 0, limit: 'lines' }));
    expect(await screen.findByText('Not everything you collected fits into your cart')).toBeInTheDocument();
    expect(screen.getByText(/21 of 120 did not fit.*at most 99 of one product/)).toBeInTheDocument();
    expect(screen.getByText(/2 of 2 did not fit.*at most 33 different products/)).toBeInTheDocument();
    net.api.on('DELETE /me/cart/leftovers/B', { ...cartWith(line()), leftovers: [leftover()] });
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss Bowl' }));
    expect(screen.queryByText(/2 of 2 did not fit/)).not.toBeInTheDocument();
    expect(screen.getByText(/21 of 120 did not fit/)).toBeInTheDocument();
  });

  it('leaves the focus with what is still there', async () => {
    memberWith(leftover({ ...named }), leftover({ sku: 'C', title: 'Cup', variant_title: '' }));
    net.api.onEach('DELETE /me/cart/leftovers/B', () =>
      json({ ...cartWith(line()), leftovers: [leftover({ sku: 'C', title: 'Cup', variant_title: '' })] }),
    );
    net.api.on('DELETE /me/cart/leftovers/C', cartWith(line()));
    await userEvent.click(await screen.findByRole('button', { name: 'Dismiss Bowl' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Add Cup to the cart' })).toHaveFocus());
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss Cup' }));
    await waitFor(() => expect(screen.getByRole('heading', { level: 1, name: 'Your cart' })).toHaveFocus());
  });

  it('goes into the cart as far as there is room, and says when there is none', async () => {
    memberWith(leftover(named));
    net.api.onEach(
      'POST /me/cart/leftovers/B/move-to-cart',
      () => problem(409, 'conflict'),
      () => json({ ...cartWith(line(), line({ sku: 'B' })), leftovers: [] }),
    );
    const add = await screen.findByRole('button', { name: 'Add Bowl to the cart' });
    await userEvent.click(add);
    expect(await screen.findByText('The server says conflict.')).toBeInTheDocument();
    await userEvent.click(add);
    expect(await screen.findByText('Bowl added to your cart')).toBeInTheDocument();
    expect(screen.queryByText(/did not fit/)).not.toBeInTheDocument();
  });

  it('moves to the wishlist, and stays here when that is full', async () => {
    memberWith(leftover(named));
    net.api.on('DELETE /me/cart/leftovers/B', cartWith(line()));
    net.api.onEach(
      'POST /me/wishlist/items',
      () => problem(409, 'conflict'),
      () => json({ items: [], stale: false }),
    );
    const move = await screen.findByRole('button', { name: 'Move Bowl to the wishlist' });
    await userEvent.click(move);
    expect(await screen.findByText('The server says conflict.')).toBeInTheDocument();
    expect(net.api.to('DELETE /me/cart/leftovers/B')).toHaveLength(0);
    await userEvent.click(move);
    expect(await screen.findByText('Bowl moved to your wishlist')).toBeInTheDocument();
    expect(screen.queryByText(/did not fit/)).not.toBeInTheDocument();
  });

  it('shows the own cart, and why the merge did not work, and tries it again', async () => {
    localStorage.setItem('souk.merge-owed', '1');
    net.api.onEach(
      'POST /me/cart/merge',
      () => problem(409, 'conflict'),
      () => json(cartWith(line())),
    );
    memberWith();
    expect(
      await screen.findByText(/What you collected before signing in is not in your cart yet/),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Medina Lantern' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByText(/not in your cart yet/)).not.toBeInTheDocument());
    expect(localStorage.getItem('souk.merge-owed')).toBeNull();
  });
});
