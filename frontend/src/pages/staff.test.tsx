import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fakeNetwork } from '../test/fakeApi';
import { renderShop } from '../test/renderShop';
import { cartWith } from '../test/data';

const net = fakeNetwork();
const ACCOUNT = { id: 'u1', email: 'fin@souk.example', name: 'Fin', groups: ['finance'], closes_at: null };
const AT = '2026-11-23T10:00:00Z';

/** Somebody of the staff without an authenticator app, signed in with a password alone or with more. */
function visit(secondFactor: boolean) {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /me/cart', cartWith())
    .on('GET /me', {
      ...ACCOUNT,
      locale: 'en',
      created_at: AT,
      roles: ['shopper', 'finance'],
      permissions: ['orders.read'],
    })
    .on('GET /me/second-factors', { totp: false, passkeys: [{ id: 'p1', name: 'Passkey', created_at: AT }] })
    .on('GET /me/sessions', {
      items: [
        {
          id: 's0',
          device: 'phone',
          current: false,
          started_at: AT,
          used_at: AT,
          second_factor: !secondFactor,
        },
        { id: 's1', device: 'here', current: true, started_at: AT, used_at: AT, second_factor: secondFactor },
      ],
    });
  renderShop('/staff', { status: 'signed-in', user: ACCOUNT });
}

describe('the page of the staff', () => {
  it('asks nobody for an app who signed in with a passkey', async () => {
    visit(true);
    expect(await screen.findByText(/signed in as fin@souk.example: finance/)).toBeInTheDocument();
    expect(screen.queryByText(/authenticator app/)).not.toBeInTheDocument();
  });

  it('leads whom a password alone let in to an app', async () => {
    visit(false);
    expect(await screen.findByText(/sign in with an authenticator app/)).toBeInTheDocument();
  });
});
