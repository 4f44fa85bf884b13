import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cartWith, eur } from '../../test/data';
import { fakeNetwork, json, problem } from '../../test/fakeApi';
import { formatDay } from '../../lib/dates';
import { keepMarket } from '../../lib/chosenMarket';
import { forget } from '../../lib/useLoad';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const user = { id: 'u1', email: 'a@b.c', name: 'A', groups: [], closes_at: null };
const credit = { balance: eur(1250), last_four: '', state: 'active', expires_on: null };

beforeEach(() => forget());
afterEach(() => keepMarket(null));

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
    expect(own).toHaveTextContent('You have €12.50 to pay with: choose it at the checkout.');
  });

  it('can be spent until a day', async () => {
    visit({ ...credit, expires_on: '2029-12-31' });
    const own = await screen.findByRole('region', { name: 'Store credit' });
    expect(own).toHaveTextContent(
      `You have €12.50 to pay with: choose it at the checkout, until ${formatDay('2029-12-31')}.`,
    );
  });

  it('is of the currency in which they shop', async () => {
    keepMarket({
      ...{ id: 'ch', name: 'Switzerland', countries: ['CH'], currency: 'CHF', language: '' },
      ...{ rate: '0.9468', rounding: 'step', step: 5 },
    });
    visit({ ...credit, balance: { amount: 900, currency: 'CHF' } });
    expect(await screen.findByRole('region', { name: 'Store credit' })).toHaveTextContent(/CHF\s9\.00/);
    expect(net.api.to('GET /me/store-credit')[0]?.query.get('currency')).toBe('CHF');
  });

  it('is asked for again where that failed', async () => {
    visit(credit);
    net.api.onEach(
      'GET /me/store-credit',
      () => problem(503, 'unavailable'),
      () => json(credit),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('region', { name: 'Store credit' })).toHaveTextContent('€12.50');
  });

  it.each([
    { balance: eur(0), state: 'empty' },
    { state: 'blocked' },
    { state: 'expired', expires_on: '2026-01-01' },
  ])('is not spoken of where there is none to spend (%o)', async (none) => {
    visit({ ...credit, ...none });
    expect(await screen.findByLabelText(/Name/)).toBeInTheDocument();
    await waitFor(() => expect(net.api.to('GET /me/store-credit')).toHaveLength(1));
    expect(screen.queryByRole('heading', { name: 'Store credit' })).not.toBeInTheDocument();
  });
});
