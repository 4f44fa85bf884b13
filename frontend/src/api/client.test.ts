import { afterEach, describe, expect, it } from 'vitest';
import { json, problem, fakeNetwork } from '../test/fakeApi';
import { getProfile } from './account';
import { refreshSession } from './session';
import { listCategories, search } from './catalogue';
import { answer, api, carryBearer } from './client';
import { Problem, Unreachable } from './problem';

const net = fakeNetwork();
const profile = {
  id: 'u1',
  email: 'a@b.c',
  name: 'A',
  groups: [],
  locale: 'en',
  created_at: '2026-01-01T00:00:00Z',
};

afterEach(() => carryBearer({ token: () => null, renew: () => Promise.resolve(false) }));

describe('the API client', () => {
  it('sends a correlation id with every request, another for each', async () => {
    net.api.on('GET /categories', { items: [] });
    await listCategories();
    await listCategories();
    const ids = net.api.calls.map((call) => call.headers.get('X-Correlation-Id'));
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('turns a problem answer into a Problem that carries the reference', async () => {
    net.api.on('GET /categories', () => problem(409, 'out_of_stock', { shortages: [{ sku: 'a' }] }));
    const error: unknown = await listCategories().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ status: 409, code: 'out_of_stock', reference: 'ref-1' });
    expect((error as Problem).extra.shortages).toEqual([{ sku: 'a' }]);
  });

  it('tells a dead gateway from a refusal', async () => {
    net.api.on('GET /categories', () => new Response('Bad gateway', { status: 502 }));
    await expect(listCategories()).rejects.toBeInstanceOf(Unreachable);
    net.api.on('GET /categories', () => Promise.reject(new TypeError('failed')));
    await expect(listCategories()).rejects.toMatchObject({ kind: 'gateway' });
    net.api.on('GET /categories', () => problem(503, 'unavailable'));
    await expect(listCategories()).rejects.toBeInstanceOf(Problem);
  });

  it('sends the token to the shopper’s own routes only', async () => {
    carryBearer({ token: () => 't1', renew: () => Promise.resolve(false) });
    net.api.on('GET /me', profile).on('GET /categories', { items: [] });
    await getProfile();
    await listCategories();
    expect(net.api.calls.map((call) => call.headers.get('Authorization'))).toEqual(['Bearer t1', null]);
  });

  it('renews the token once after a 401 and repeats the request with its body and its correlation id', async () => {
    let token = 'old';
    carryBearer({
      token: () => token,
      renew: () => {
        token = 'new';
        return Promise.resolve(true);
      },
    });
    net.api.onEach(
      'PATCH /me',
      () => json({ message: 'Unauthorized' }, 401),
      () => json(profile),
    );
    await answer(api().PATCH('/me', { body: { name: 'B' } }));
    const [first, second] = net.api.calls;
    expect(second?.headers.get('Authorization')).toBe('Bearer new');
    expect(second?.body).toEqual({ name: 'B' });
    expect(second?.headers.get('X-Correlation-Id')).toBe(first?.headers.get('X-Correlation-Id'));
  });

  it('gives up when the token cannot be renewed', async () => {
    net.api.on('GET /me', () => problem(401, 'unauthenticated'));
    await expect(getProfile()).rejects.toMatchObject({ status: 401 });
    expect(net.api.calls).toHaveLength(1);
  });

  it('does not try to renew on the refresh route itself', async () => {
    net.api.on('POST /auth/refresh', () => problem(401, 'unauthenticated'));
    await expect(refreshSession()).rejects.toMatchObject({ status: 401 });
    expect(net.api.calls).toHaveLength(1);
  });

  it('writes category paths with tildes', async () => {
    net.api.on('GET /search', { total: 0, items: [], facets: {} });
    await search({ category: 'home/lighting', vendor: ['A', 'B'] });
    expect(net.api.calls[0]?.query.get('category')).toBe('home~lighting');
    expect(net.api.calls[0]?.query.getAll('vendor')).toEqual(['A', 'B']);
  });
});
