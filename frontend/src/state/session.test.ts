import { beforeEach, describe, expect, it } from 'vitest';
import { cartWith, line } from '../test/data';
import { json, problem, fakeNetwork } from '../test/fakeApi';
import { safeNext } from '../pages/auth/next';
import { cart, loadCart, mergeAfterSignIn } from './cart';
import { session, signOut, startSession } from './session';
import { signIn } from './signIn';

const net = fakeNetwork();
const signedIn = {
  access_token: 't1',
  expires_in: 3600,
  user: { id: 'u1', email: 'a@b.c', name: 'Amira', groups: [] },
};

beforeEach(async () => {
  net.api.on('POST /auth/sign-out', () => json(null, 204)).on('POST /auth/sign-in', signedIn);
  await signOut();
  net.api.calls.length = 0;
});

describe('the session', () => {
  it('starts without a request for a guest, and silently renews for one who was signed in', async () => {
    startSession();
    expect(session.get().status).toBe('guest');
    expect(net.api.calls).toHaveLength(0);

    await signIn('a@b.c', 'secret');
    net.api.on('POST /auth/refresh', signedIn).on('GET /me/cart', cartWith());
    startSession();
    await loadCart();
    expect(net.api.to('POST /auth/refresh')).toHaveLength(1);
    expect(net.api.to('GET /me/cart')[0]?.headers.get('Authorization')).toBe('Bearer t1');
  });

  it('keeps the access token out of every storage', async () => {
    await signIn('a@b.c', 'secret');
    const stored = JSON.stringify([localStorage, sessionStorage]);
    expect(stored).not.toContain('t1');
  });

  it('ends when the refresh is refused', async () => {
    await signIn('a@b.c', 'secret');
    net.api.on('POST /auth/refresh', () => problem(401, 'unauthenticated'));
    startSession();
    net.api.on('GET /cart', cartWith());
    await loadCart();
    expect(session.get().status).toBe('guest');
    expect(net.api.to('GET /cart')).toHaveLength(1);
  });
});

describe('the guest’s cart after signing in', () => {
  it('is merged, and the merge stays owed until it worked', async () => {
    await signIn('a@b.c', 'secret');
    net.api.onEach(
      'POST /me/cart/merge',
      () => problem(503, 'unavailable'),
      () => json(cartWith(line())),
    );
    net.api.on('GET /me/cart', cartWith(line()));
    await mergeAfterSignIn();
    expect(cart.get().error).not.toBeNull();
    await loadCart();
    await loadCart();
    expect(net.api.to('POST /me/cart/merge')).toHaveLength(2);
    expect(cart.get().data?.item_count).toBe(1);
  });
});

describe('where to go after signing in', () => {
  it.each([
    ['/checkout', '/checkout'],
    ['https://evil.example', '/account'],
    ['//evil.example', '/account'],
    ['/\\evil.example', '/account'],
    [null, '/account'],
  ])('%s leads to %s', (next, target) => {
    expect(safeNext(next)).toBe(target);
  });
});
