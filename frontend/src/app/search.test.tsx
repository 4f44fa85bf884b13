import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { card, cartWith } from '../test/data';
import { fakeNetwork } from '../test/fakeApi';
import { renderShop } from '../test/renderShop';

const net = fakeNetwork();
const facets = {
  categories: [{ id: 'home/lighting', name: 'Lighting', count: 2 }],
  vendors: [{ value: 'Atlas Copperworks', count: 2 }],
  tags: [{ value: 'brass', count: 1 }],
  price: { min: 1200, max: 9900 },
};

function shop() {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cartWith())
    .on('GET /search/suggest', {
      items: [
        { kind: 'query', text: 'lantern', target: '' },
        { kind: 'category', text: 'Lighting', target: 'home/lighting' },
      ],
    })
    .on('GET /search', {
      total: 30,
      items: [card('medina-lantern')],
      facets,
      took_ms: 1,
      did_you_mean: 'lantern',
      missing_words: [],
      close_only: false,
    });
}

describe('searching', () => {
  it('suggests while typing, as a combobox worked by keyboard', async () => {
    shop();
    const user = userEvent.setup();
    renderShop('/nowhere');
    const [box] = await screen.findAllByRole('combobox', { name: 'Search the shop' });
    if (!box) throw new Error('no search field');
    await user.type(box, 'lant');
    const option = await screen.findByRole('option', { name: /lantern/ });
    expect(box).toHaveAttribute('aria-expanded', 'true');
    await user.keyboard('{ArrowDown}');
    expect(option).toHaveAttribute('aria-selected', 'true');
    expect(box).toHaveAttribute('aria-activedescendant', option.id);
    await user.keyboard('{Escape}');
    expect(box).toHaveAttribute('aria-expanded', 'false');
    await user.keyboard('{ArrowDown}{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: '“lantern”' })).toBeInTheDocument();
    await waitFor(() => expect(net.api.to('GET /search')[0]?.query.get('q')).toBe('lantern'));
  });

  it('narrows by maker and price in minor units, and shows what is active', async () => {
    shop();
    const user = userEvent.setup();
    renderShop('/search?q=lantern');
    await user.click(await screen.findByRole('button', { name: 'Atlas Copperworks 2' }));
    await user.type(await screen.findByLabelText('Up to'), '50');
    await user.click(screen.getByRole('button', { name: 'Set the price' }));
    expect(await screen.findByRole('button', { name: /up to €50\.00/ })).toBeInTheDocument();
    const last = net.api.to('GET /search').at(-1)?.query;
    expect(last?.get('max_price')).toBe('5000');
    expect(last?.getAll('vendor')).toEqual(['Atlas Copperworks']);
  });

  it.each([
    ['50', '10', '1000', '5000', /from €10\.00 up to €50\.00/],
    ['12,50', '5', '500', '1250', /from €5\.00 up to €12\.50/],
  ])('takes a price from %s up to %s the way it is meant', async (from, to, min, max, shown) => {
    shop();
    const user = userEvent.setup();
    renderShop('/search?q=lantern');
    await user.type(await screen.findByLabelText('From'), from);
    await user.type(screen.getByLabelText('Up to'), to);
    await user.click(screen.getByRole('button', { name: 'Set the price' }));
    expect(await screen.findByRole('button', { name: shown })).toBeInTheDocument();
    const last = net.api.to('GET /search').at(-1)?.query;
    expect([last?.get('min_price'), last?.get('max_price')]).toEqual([min, max]);
  });

  it.each(['min=50&max=10', 'min=abc&max=9999999999999', 'min=-3'])(
    'keeps its list and filters whatever an address asks for: %s',
    async (query) => {
      shop();
      renderShop(`/search?q=lantern&${query}`);
      expect(await screen.findByText('medina-lantern')).toBeInTheDocument();
      expect(screen.getByRole('button', { name: 'Set the price' })).toBeInTheDocument();
      const asked = net.api.to('GET /search').at(-1)?.query;
      expect(Number(asked?.get('min_price') ?? 0)).toBeLessThanOrEqual(
        Number(asked?.get('max_price') ?? 1e12),
      );
    },
  );

  it('says which words no product has, and shows what matches the rest', async () => {
    shop();
    net.api.on('GET /search', {
      total: 1,
      items: [card('medina-lantern')],
      facets,
      took_ms: 1,
      did_you_mean: null,
      missing_words: ['zzyzx'],
      close_only: false,
    });
    renderShop('/search?q=zzyzx%20lantern');
    expect(await screen.findByText(/Nothing has “zzyzx”\. These match the rest\./)).toBeInTheDocument();
    expect(screen.getByText('medina-lantern')).toBeInTheDocument();
  });

  it('loads more behind what is shown', async () => {
    shop();
    const user = userEvent.setup();
    renderShop('/search?q=lantern');
    await screen.findByText('medina-lantern');
    net.api.on('GET /search', {
      total: 30,
      items: [card('paper-lantern')],
      facets,
      took_ms: 1,
      did_you_mean: null,
      missing_words: [],
      close_only: false,
    });
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await screen.findByText('paper-lantern')).toBeInTheDocument();
    expect(screen.getByText('medina-lantern')).toBeInTheDocument();
    expect(net.api.to('GET /search').at(-1)?.query.get('offset')).toBe('24');
    expect(screen.queryByRole('button', { name: 'Show more' })).not.toBeInTheDocument();
  });
});
