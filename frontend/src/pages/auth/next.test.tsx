import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { cartWith } from '../../test/data';
import { fakeNetwork, json, problem } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const PERSON = { id: 'u1', email: 'amira@shop.example', name: 'Amira', groups: [] };

function shop() {
  const cart = cartWith();
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cart)
    .on('GET /me/cart', cart)
    .on('POST /me/cart/merge', cart)
    .on('GET /wishlist', { items: [], stale: false })
    .on('GET /me/wishlist', { items: [], stale: false })
    .on('POST /auth/sign-up', () => json(null, 202))
    .on('POST /auth/confirm', () => json(null, 204))
    .on('POST /auth/forgot', () => json(null, 202))
    .on('POST /auth/reset', () => json(null, 204))
    .on('POST /auth/sign-in', { access_token: 't', expires_in: 900, user: PERSON });
}

async function fill(values: Record<string, string>, button: string) {
  for (const [label, value] of Object.entries(values))
    await userEvent.type(await screen.findByLabelText(label), value);
  await userEvent.click(screen.getByRole('button', { name: button }));
}

describe('where somebody was going', () => {
  it('is remembered from signing in through signing up and its code, with the password typed once', async () => {
    shop();
    renderShop('/sign-in?next=/wishlist');
    await userEvent.click(await screen.findByRole('link', { name: 'Make an account' }));
    await fill(
      { Name: 'Amira', 'E-mail': PERSON.email, Password: 'four words make one' },
      'Make the account',
    );
    await fill({ Code: '123456' }, 'Confirm');
    expect(await screen.findByRole('heading', { level: 1, name: 'Your wishlist' })).toBeInTheDocument();
    expect(net.api.to('POST /auth/confirm')[0]?.body).toEqual({
      ...{ email: PERSON.email, code: '123456' },
      ...{ password: 'four words make one', name: 'Amira', consents: [] },
      locale: 'en-US',
    });
    expect(net.api.to('POST /auth/sign-in').map((call) => call.body)).toEqual([
      { email: PERSON.email, password: 'four words make one' },
    ]);
  });

  it('survives a page that forgot what was typed: it is asked for with the code, then the way goes on', async () => {
    shop();
    renderShop(`/confirm?email=${PERSON.email}&next=/wishlist`);
    await fill({ Code: '123456', Name: 'Amira', Password: 'four words make one' }, 'Confirm');
    expect(net.api.to('POST /auth/confirm')[0]?.body).toMatchObject({ name: 'Amira' });
    expect(await screen.findByRole('heading', { level: 1, name: 'Your wishlist' })).toBeInTheDocument();
  });

  it('is remembered through a forgotten password', async () => {
    shop();
    renderShop('/sign-in?next=/wishlist');
    await userEvent.click(await screen.findByRole('link', { name: 'Forgot your password?' }));
    await fill({ 'E-mail': PERSON.email }, 'Send the code');
    await fill({ Code: '123456', 'New password': 'four new words here' }, 'Set the password');
    await fill({ Password: 'four new words here' }, 'Sign in');
    expect(await screen.findByRole('heading', { level: 1, name: 'Your wishlist' })).toBeInTheDocument();
  });

  it('is not lost when the address was never confirmed', async () => {
    shop();
    net.api.on('POST /auth/sign-in', () => problem(403, 'email_not_confirmed'));
    renderShop('/sign-in?next=/wishlist');
    await fill({ 'E-mail': PERSON.email, Password: 'four words make one' }, 'Sign in');
    net.api.on('POST /auth/sign-in', { access_token: 't', expires_in: 900, user: PERSON });
    await fill({ Code: '123456', Name: 'Amira' }, 'Confirm');
    expect(await screen.findByRole('heading', { level: 1, name: 'Your wishlist' })).toBeInTheDocument();
  });

  it('is never another site', async () => {
    shop();
    renderShop('/sign-up?next=//evil.example');
    await fill(
      { Name: 'Amira', 'E-mail': PERSON.email, Password: 'four words make one' },
      'Make the account',
    );
    await fill({ Code: '123456' }, 'Confirm');
    expect(await screen.findByRole('heading', { level: 1, name: /Amira|profile/i })).toBeInTheDocument();
  });
});
