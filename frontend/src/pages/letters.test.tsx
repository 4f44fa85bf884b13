import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { forget } from '../lib/useLoad';
import { STOCK_LETTERS } from '../lib/stockLetters';
import { cartWith, product } from '../test/data';
import { fakeNetwork, json, problem } from '../test/fakeApi';
import { renderShop } from '../test/renderShop';

const net = fakeNetwork();
const ADA = { id: 'u1', email: 'ada@example.com', name: 'Ada', groups: [], closes_at: null };
const WISH = {
  ...{ sku: 'L-SB', handle: 'medina-lantern', title: 'Medina Lantern', variant_title: 'Small' },
  until: '2026-12-01T10:00:00Z',
};

beforeEach(() => {
  forget();
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /products', { items: [], next_cursor: null })
    .on('GET /cart', cartWith())
    .on('GET /me/cart', cartWith())
    .on('GET /wishlist', { items: [], stale: false })
    .on('GET /me/wishlist', { items: [], stale: false })
    .on('GET /products/medina-lantern', product())
    .on('GET /products/stock', {
      items: [{ sku: 'L-SB', available: 0, backorder: false, preorder_left: 0 }],
    });
});

describe('asking to be told when it is back', () => {
  it('sends a guest’s address with the words that were shown', async () => {
    net.api.on('POST /stock-wishes', () => json(null, 202));
    const user = userEvent.setup();
    renderShop('/products/medina-lantern?sku=L-SB');
    const form = within(await screen.findByRole('form', { name: 'Tell me when it is back' }));
    expect(form.getByText(`${STOCK_LETTERS.text}.`)).toBeInTheDocument();
    await user.type(form.getByLabelText('E-mail'), 'ben@example.com');
    await user.click(form.getByRole('button', { name: 'Tell me when it is back' }));
    expect(await screen.findByText('Look into your mailbox')).toBeInTheDocument();
    expect(net.api.to('POST /stock-wishes')[0]?.body).toMatchObject({
      ...{ sku: 'L-SB', email: 'ben@example.com', version: STOCK_LETTERS.version },
    });
  });

  it('asks a member for no address, keeps their consent, and then the wish', async () => {
    net.api
      .on('PUT /me/consents/back_in_stock', { activity: false, version: '', at: null, items: [] })
      .on('POST /me/stock-wishes', () => json(null, 202));
    const user = userEvent.setup();
    renderShop('/products/medina-lantern?sku=L-SB', { status: 'signed-in', user: ADA });
    await user.click(await screen.findByRole('button', { name: 'Tell me when it is back' }));
    expect(await screen.findByText(/One letter goes to ada@example.com/)).toBeInTheDocument();
    expect(net.api.to('PUT /me/consents/back_in_stock')[0]?.body).toEqual({
      ...{ given: true, version: STOCK_LETTERS.version, source: 'product' },
    });
    expect(net.api.to('POST /me/stock-wishes')).toHaveLength(1);
  });
});

describe('the page that letters lead to', () => {
  it('confirms a wish by a button alone, and says so when the link is too old', async () => {
    net.api.onEach(
      'POST /stock-wishes/confirm',
      () => problem(404, 'not_found'),
      () => json(WISH),
    );
    const user = userEvent.setup();
    renderShop('/letters#wish=the-token');
    const yes = await screen.findByRole('button', { name: 'Yes, write to me' });
    expect(net.api.to('POST /stock-wishes/confirm')).toHaveLength(0);
    await user.click(yes);
    expect(await screen.findByText('This link is no longer good')).toBeInTheDocument();
    await user.click(yes);
    expect(
      await screen.findByRole('heading', { name: 'We write to you when it is back' }),
    ).toBeInTheDocument();
    expect(net.api.to('POST /stock-wishes/confirm')[1]?.body).toEqual({ token: 'the-token' });
  });

  it('shows what one waits for, and ends one, these letters, or all', async () => {
    const choices = {
      to: 'a…@example.com',
      topics: [
        { topic: 'back_in_stock', given: true },
        { topic: 'price_drop', given: true },
        { topic: 'abandoned_cart', given: true },
        { topic: 'review_request', given: true },
      ],
      wishes: [WISH],
    };
    net.api.on('GET /letters/a.b.c/choices', choices).on('POST /letters/a.b.c', () => json(null, 204));
    const user = userEvent.setup();
    renderShop('/letters#token=a.b.c');
    expect(await screen.findByText('They go to a…@example.com.')).toBeInTheDocument();
    expect(net.api.to('POST /letters/a.b.c')).toHaveLength(0);
    await user.click(screen.getByRole('button', { name: 'Do not write about Medina Lantern Small' }));
    expect(await screen.findByText('We do not write about Medina Lantern.')).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: 'End these letters' }));
    await user.click(await screen.findByRole('button', { name: 'End the letters about prices' }));
    await user.click(await screen.findByRole('button', { name: 'End the letters about my cart' }));
    await user.click(await screen.findByRole('button', { name: 'Do not ask about my orders' }));
    await user.click(await screen.findByRole('button', { name: 'End all letters but those' }));
    expect(await screen.findByText(/you get no letter but about orders/)).toBeInTheDocument();
    expect(net.api.to('POST /letters/a.b.c').map(({ query }) => query.toString())).toEqual([
      'sku=L-SB',
      'topic=back_in_stock',
      'topic=price_drop',
      'topic=abandoned_cart',
      'topic=review_request',
      'everything=true',
    ]);
  });
});
