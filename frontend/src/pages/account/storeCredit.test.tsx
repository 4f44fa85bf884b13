import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { cartWith, eur } from '../../test/data';
import { fakeNetwork } from '../../test/fakeApi';
import { forget } from '../../lib/useLoad';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const user = { id: 'u1', email: 'a@b.c', name: 'A', groups: [], closes_at: null };
const credit = { balance: eur(1250), last_four: '', state: 'active', expires_on: null };

beforeEach(forget);

function visit(balance: object) {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /me/cart', cartWith())
    .on('GET /me', { ...user, locale: 'en', created_at: '2026-11-23T10:00:00Z' })
    .on('GET /me/store-credit', balance);
  renderShop('/account', { status: 'signed-in', user });
}

describe('the store credit of a shopper', () => {
  it('is on the page of their profile', async () => {
    visit(credit);
    const own = await screen.findByRole('region', { name: 'Store credit' });
    expect(own).toHaveTextContent('You have €12.50, which pays for your next order: choose it at the checkout.');
  });

  it('is not spoken of where there is none', async () => {
    visit({ ...credit, balance: eur(0), state: 'empty' });
    expect(await screen.findByLabelText(/Name/)).toBeInTheDocument();
    await waitFor(() => expect(net.api.to('GET /me/store-credit')).toHaveLength(1));
    expect(screen.queryByRole('heading', { name: 'Store credit' })).not.toBeInTheDocument();
  });
});
