import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Shop } from '../api/types';
import { config } from '../lib/config';
import { loadShop, shop } from '../state/shop';
import { fakeNetwork, problem } from '../test/fakeApi';
import { renderShop } from '../test/renderShop';

const net = fakeNetwork();
const before = config().shopName;
const DAY = 86_400_000;
const iso = (days: number) => new Date(Date.now() + days * DAY).toISOString();

const published: Shop = {
  settings: {
    name: 'Kiosk',
    tagline: 'Papers and more',
    logo: '/media/content/a.png',
    languages: ['en'],
    contact: {},
    legal: {},
  },
  theme: { light: { primary: '#7a1f3d', evil: 'red;}' }, dark: {} },
  closed: { since: iso(-1), until: iso(5), message: 'Off to the sea.', takes_orders: false },
  navigation: {
    header: [{ label: 'About us', to: '/pages/about' }],
    footer: [{ title: 'Legal', links: [{ label: 'Imprint', to: '/pages/imprint' }] }],
  },
  sections: [
    { type: 'hero', title: 'Read all about it', link: { label: 'Papers', to: '/categories/papers' } },
  ],
  banners: [{ text: 'Free delivery this week' }],
};
const sheets: string[] = [];

beforeEach(() => {
  sheets.length = 0;
  vi.stubGlobal(
    'CSSStyleSheet',
    class {
      replaceSync(rules: string) {
        sheets.push(rules);
      }
    },
  );
  Object.defineProperty(document, 'adoptedStyleSheets', { value: [], writable: true, configurable: true });
});

afterEach(() => {
  vi.unstubAllGlobals();
  act(() => shop.set(null));
  config().shopName = before;
});

describe('what the merchant publishes', () => {
  it('is the shop: its name, colours, menus, home page and news', async () => {
    net.api.on('GET /shop', published);
    await loadShop();
    renderShop('/');
    expect(await screen.findByRole('heading', { level: 1, name: 'Read all about it' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Kiosk, home' }).querySelector('img')).toHaveAttribute(
      'src',
      '/media/content/a.png',
    );
    expect(screen.getByRole('link', { name: 'About us' })).toHaveAttribute('href', '/pages/about');
    expect(await screen.findByRole('link', { name: 'Imprint' })).toHaveAttribute('href', '/pages/imprint');
    const news = await screen.findByRole('region', { name: 'News of the shop' });
    expect(within(news).getByText(/Off to the sea.*take no orders/)).toBeInTheDocument();
    expect(within(news).getByText('Free delivery this week')).toBeInTheDocument();
    expect(sheets).toEqual([':root{--primary:#7a1f3d}@media (prefers-color-scheme:dark){:root{}}']);
  });

  it('leads away from the menu on a narrow screen, which closes', async () => {
    net.api.on('GET /shop', published);
    await loadShop();
    renderShop('/');
    await userEvent.click(await screen.findByRole('button', { name: 'Menu' }));
    const menu = await screen.findByRole('dialog', { name: 'Menu' });
    await userEvent.click(within(menu).getByRole('link', { name: 'About us' }));
    expect(screen.queryByRole('dialog', { name: 'Menu' })).not.toBeInTheDocument();
  });

  it('is not missed where nothing was published or nothing answers', async () => {
    net.api.on('GET /shop', () => problem(503, 'unavailable'));
    await loadShop();
    renderShop('/');
    expect(await screen.findByRole('heading', { level: 1, name: /whole market/ })).toBeInTheDocument();
    expect(sheets).toEqual([]);
  });
});

describe('a page', () => {
  it('shows its words and nothing that runs', async () => {
    net.api.on('GET /pages/imprint', {
      title: 'Imprint',
      description: '',
      html: '<p>We are <strong>Kiosk</strong><img src="x" onerror="alert(1)"></p>',
      in_force_since: '2026-05-04T10:00:00Z',
    });
    renderShop('/pages/imprint');
    const main = await screen.findByRole('main');
    expect(await within(main).findByRole('heading', { level: 1, name: 'Imprint' })).toBeInTheDocument();
    expect(main.querySelector('img')).toBeNull();
    await waitFor(() => expect(document.title).toBe(`Imprint · ${before}`));
  });

  it('that is not there is not found', async () => {
    renderShop('/pages/nothing');
    const main = await screen.findByRole('main');
    expect(await within(main).findByRole('heading', { level: 1 })).toBeInTheDocument();
  });
});
