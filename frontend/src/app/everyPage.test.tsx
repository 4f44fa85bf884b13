import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { card, cartWith, line, product } from '../test/data';
import { fakeNetwork, problem } from '../test/fakeApi';
import { renderShop } from '../test/renderShop';
import { forget } from '../lib/useLoad';
import { session } from '../state/session';

const net = fakeNetwork();
beforeEach(() => forget());

const facets = {
  categories: [{ id: 'home/lighting', name: 'Lighting & lamps', count: 2 }],
  vendors: [{ value: 'Atlas Copperworks', count: 2 }],
  tags: [],
  price: { min: 1200, max: 9900 },
};
const found = {
  total: 1,
  items: [card('medina-lantern')],
  facets,
  took_ms: 1,
  did_you_mean: null,
  missing_words: [],
  close_only: false,
};
const lighting = { id: 'home/lighting', name: 'Lighting', parent_id: 'home', position: 1, product_count: 2 };
const home = { id: 'home', name: 'Home', parent_id: null, position: 1, product_count: 2 };

function shop() {
  net.api
    .on('GET /categories', { items: [home, lighting].map((one) => ({ ...one, image: '' })) })
    .on('GET /products', { items: [card('medina-lantern')], next_cursor: null })
    .on('GET /products/medina-lantern', product())
    .on('GET /products/stock', { items: [] })
    .on('GET /search', found)
    .on('GET /cart', cartWith(line()))
    .on('GET /wishlist', { items: [], stale: false });
}

const PAGES = [
  '/',
  '/categories/home~lighting',
  '/search?q=lantern',
  '/products/medina-lantern',
  '/cart',
  '/wishlist',
  '/sign-in',
  '/sign-up',
  '/no/such/page',
];

async function settled(): Promise<HTMLElement> {
  const main = await screen.findByRole('main');
  await waitFor(() => {
    expect(main.querySelector('[aria-busy="true"]')).toBeNull();
    expect(within(main).queryAllByRole('heading').length).toBeGreaterThan(0);
  });
  return main;
}

function levels(main: HTMLElement): number[] {
  return within(main)
    .getAllByRole('heading')
    .map((heading) => Number(heading.tagName.slice(1)));
}

describe('every page', () => {
  it.each(PAGES)('has one main heading, and none that skips a level: %s', async (path) => {
    shop();
    renderShop(path);
    const found = levels(await settled());
    expect(found.filter((level) => level === 1)).toHaveLength(1);
    found.forEach((level, index) => expect(level).toBeLessThanOrEqual((found[index - 1] ?? 1) + 1));
  });

  it.each([...PAGES, '/orders/o1#key=k'])(
    'has a heading and a title of its own when no block answers: %s',
    async (path) => {
      net.api.answerAll(() => problem(503, 'unavailable'));
      renderShop(path);
      const main = await settled();
      const [heading] = within(main).getAllByRole('heading', { level: 1 });
      expect(heading?.textContent.trim()).toBeTruthy();
      if (path !== '/') expect(document.title).toMatch(/^.+ · Souk$/);
    },
  );

  it('asks for the categories once, however many parts of it show them', async () => {
    shop();
    renderShop('/');
    await settled();
    expect(net.api.to('GET /categories')).toHaveLength(1);
  });
});

describe('a category', () => {
  it('takes its name from search when the list of categories is down, and offers no sorting of nothing', async () => {
    shop();
    net.api.on('GET /categories', () => problem(503, 'unavailable'));
    net.api.on('GET /products', () => problem(503, 'unavailable'));
    renderShop('/categories/home~lighting');
    expect(await screen.findByRole('heading', { level: 1, name: 'Lighting & lamps' })).toBeInTheDocument();
    expect(await screen.findByText('We could not load these products')).toBeInTheDocument();
    expect(screen.queryByRole('combobox', { name: 'Sort by' })).not.toBeInTheDocument();
  });
});

describe('the link to the account', () => {
  it('has a name of its own, also where only its picture is shown', async () => {
    shop();
    renderShop('/cart');
    const link = await screen.findByRole('link', { name: 'Sign in' });
    expect(link).toHaveAttribute('aria-label', 'Sign in');
    act(() =>
      session.set({
        status: 'signed-in',
        user: { id: 'u', email: 'a@b.example', name: 'Amira Haddad', groups: [], closes_at: null },
      }),
    );
    expect(await screen.findByRole('link', { name: 'Amira, your account' })).toHaveAttribute(
      'href',
      '/account',
    );
  });
});
