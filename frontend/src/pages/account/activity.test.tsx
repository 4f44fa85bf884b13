import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordActivity } from '../../api/activity';
import type { Consents } from '../../api/types';
import { forget } from '../../lib/useLoad';
import { cartWith } from '../../test/data';
import { fakeNetwork, json } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const consents = (given: boolean): Consents => ({
  ...{ activity: given, version: '', at: null },
  items: [
    {
      ...{ kind: 'activity', version: '2026-11', text: 'Note what I look at', given, outdated: false },
      ...{ since: null, decisions: [] },
    },
  ],
});
const NO = consents(false);
const YES = consents(true);
const LOOK = { kind: 'searched', query: 'bowl' } as const;

function visit(now: Consents) {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /me/cart', cartWith())
    .on('GET /me/activity', { items: [], next_cursor: null })
    .on('POST /me/activity', () => json(null, 202))
    .on('DELETE /me/activity', () => json(null, 204))
    .on('GET /me/consents', now)
    .on('PUT /me/consents/activity', now === NO ? YES : NO);
  renderShop('/account/activity', {
    status: 'signed-in',
    user: { id: 'u1', email: 'a@b.c', name: 'A', groups: [], closes_at: null },
  });
}

const agreement = () => screen.findByRole('switch', { name: /Note what I look at/ });
const noted = () => net.api.to('POST /me/activity').length;

describe('what is noted of a shopper', () => {
  beforeEach(() => {
    localStorage.clear();
    forget();
  });

  it('is nothing without consent', async () => {
    visit(NO);
    expect(await agreement()).not.toBeChecked();
    recordActivity('u1', LOOK);
    expect(noted()).toBe(0);
  });

  it('is what they agreed to, and of nobody else', async () => {
    visit(NO);
    await waitFor(async () => expect(await agreement()).toBeEnabled());
    await userEvent.click(await agreement());
    await waitFor(async () => expect(await agreement()).toBeChecked());
    expect(net.api.to('PUT /me/consents/activity')[0]?.body).toEqual({ given: true, version: '2026-11' });
    recordActivity('u2', LOOK);
    recordActivity('u1', LOOK);
    await waitFor(() => expect(noted()).toBe(1));
  });

  it('is nothing any more once it is withdrawn', async () => {
    visit(YES);
    await waitFor(async () => expect(await agreement()).toBeChecked());
    await userEvent.click(await agreement());
    await waitFor(async () => expect(await agreement()).not.toBeChecked());
    recordActivity('u1', LOOK);
    expect(noted()).toBe(0);
  });

  it('is forgotten on wish, and the list is looked at again', async () => {
    visit(YES);
    const asked = () => net.api.to('GET /me/activity').length;
    await agreement();
    const before = asked();
    await userEvent.click(screen.getByRole('button', { name: 'Forget my activity' }));
    await waitFor(() => expect(asked()).toBeGreaterThan(before));
    expect(net.api.to('DELETE /me/activity')).toHaveLength(1);
  });
});
