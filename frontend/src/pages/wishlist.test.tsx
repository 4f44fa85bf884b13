import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { forget } from '../lib/useLoad';
import { cartWith, line } from '../test/data';
import { fakeNetwork } from '../test/fakeApi';
import { renderShop } from '../test/renderShop';

const net = fakeNetwork();
const TEXT = 'Write to me when something on my wishlist costs less';
const answer = (given: boolean) => ({
  ...{ activity: false, version: '', at: null },
  items: [
    {
      kind: 'price_drop',
      version: '2026-11',
      text: TEXT,
      given,
      outdated: false,
      since: null,
      decisions: [],
    },
  ],
});

beforeEach(() => {
  forget();
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cartWith())
    .on('GET /me/cart', cartWith())
    .on('GET /wishlist', { items: [], stale: false })
    .on('GET /me/wishlist', { items: [], stale: false });
});

it('asks a member there whether they want to hear of lower prices', async () => {
  net.api.on('GET /me/consents', answer(false)).on('PUT /me/consents/price_drop', answer(true));
  renderShop('/wishlist', {
    status: 'signed-in',
    user: { id: 'u1', email: 'ada@example.com', name: 'Ada', groups: [], closes_at: null },
  });
  const box = await screen.findByRole('switch', { name: TEXT });
  expect(box).not.toBeChecked();
  await userEvent.click(box);
  expect(await screen.findByRole('switch', { name: TEXT, checked: true })).toBeInTheDocument();
  expect(net.api.to('PUT /me/consents/price_drop')[0]?.body).toEqual({
    ...{ given: true, version: '2026-11', source: 'wishlist' },
  });
});

it('asks a member at their cart whether they want to be told what they left in it', async () => {
  const text = 'Write to me when I have left something in my cart';
  const left = { ...answer(false).items[0], kind: 'abandoned_cart', text };
  net.api.on('GET /me/consents', { ...answer(false), items: [left] });
  net.api.on('PUT /me/consents/abandoned_cart', { ...answer(false), items: [{ ...left, given: true }] });
  net.api.on('GET /me/cart', cartWith(line())).on('POST /me/cart/merge', cartWith(line()));
  renderShop('/cart', {
    status: 'signed-in',
    user: { id: 'u1', email: 'ada@example.com', name: 'Ada', groups: [], closes_at: null },
  });
  await userEvent.click(await screen.findByRole('switch', { name: text, checked: false }));
  expect(await screen.findByRole('switch', { name: text, checked: true })).toBeInTheDocument();
  expect(net.api.to('PUT /me/consents/abandoned_cart')[0]?.body).toEqual({
    ...{ given: true, version: '2026-11', source: 'cart' },
  });
});

it('asks no guest', async () => {
  renderShop('/wishlist');
  expect(await screen.findByText('No wishes yet')).toBeInTheDocument();
  expect(screen.queryByRole('switch')).not.toBeInTheDocument();
});
