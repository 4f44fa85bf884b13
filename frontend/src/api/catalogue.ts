import { market } from '../lib/chosenMarket';
import { answer, api } from './client';
import type {
  Category,
  Product,
  ProductCard,
  ProductSort,
  SearchQuery,
  SearchResult,
  Suggestion,
} from './types';
import type { PageOf } from '../lib/usePages';

export const PAGE_SIZE = 24;

type Rules = typeof import('../lib/markets');

/** What was answered, at what it costs where its shopper is: in the shop's own market nobody has to load the rules. */
const here = async <T>(own: T, priced: (rules: Rules, own: T) => T): Promise<T> =>
  market() ? priced(await import('../lib/markets'), own) : own;

/** Category ids are slug paths ("home/kitchen"); a URL carries them as "home~kitchen". */
export const toUrlId = (id: string): string => id.replaceAll('/', '~');
export const fromUrlId = (urlId: string): string => urlId.replaceAll('~', '/');

export async function listCategories(signal?: AbortSignal): Promise<Category[]> {
  const { items } = await answer(api().GET('/categories', { signal }));
  return [...items].sort((a, b) => a.position - b.position);
}

export async function listProducts(
  query: { category?: string; sort?: ProductSort; limit?: number; cursor?: string },
  signal?: AbortSignal,
): Promise<PageOf<ProductCard, string>> {
  const category = query.category ? toUrlId(query.category) : undefined;
  const page = await answer(
    api().GET('/products', { params: { query: { limit: PAGE_SIZE, ...query, category } }, signal }),
  );
  const items = await here(page.items, ({ cardHere }, cards) => cards.map(cardHere));
  return { items, next: page.next_cursor ?? null };
}

/** At the shop's own prices, wherever its shopper is. */
export const getOwnProduct = (handle: string, signal?: AbortSignal): Promise<Product> =>
  answer(api().GET('/products/{handle}', { params: { path: { handle } }, signal }));

export const getProduct = async (handle: string, signal?: AbortSignal): Promise<Product> =>
  here(await getOwnProduct(handle, signal), ({ productHere }, product) => productHere(product));

export interface Stock {
  available: number;
  backorder: boolean;
  /** Units that can be ordered in advance, beyond those that are available. */
  preorder_left: number;
}

/** One SKU of a list: a comma within it does not end it. */
const inList = (sku: string): string => sku.replace(/[%,]/g, encodeURIComponent);

/** What can be bought right now, by SKU. */
export async function getStock(skus: string[], signal?: AbortSignal): Promise<Map<string, Stock>> {
  const { items } = await answer(
    api().GET('/products/stock', { params: { query: { skus: skus.map(inList).join(',') } }, signal }),
  );
  return new Map(items.map((item) => [item.sku, item]));
}

/** Bounds of prices are the shop's own; what is found is told at what it costs here. */
export async function search(query: SearchQuery, signal?: AbortSignal): Promise<SearchResult> {
  const category = query.category ? toUrlId(query.category) : undefined;
  const found = await answer(
    api().GET('/search', { params: { query: { limit: PAGE_SIZE, ...query, category } }, signal }),
  );
  return here(found, ({ cardHere, rangeHere }) => ({
    ...found,
    facets: { ...found.facets, price: rangeHere(found.facets.price) },
    items: found.items.map(cardHere),
  }));
}

export async function suggest(q: string, signal?: AbortSignal): Promise<Suggestion[]> {
  return (await answer(api().GET('/search/suggest', { params: { query: { q } }, signal }))).items;
}
