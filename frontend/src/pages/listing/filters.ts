import type { SearchQuery } from '../../api/types';
import { currencyHere } from '../../lib/chosenMarket';
import { ownAtLeast, ownAtMost } from '../../lib/markets';
import { parseAmount } from '../../lib/money';

/** What a shopper narrowed a list down to; it lives in the page's address, so that it can be shared and gone back to. */
export interface Filters {
  vendor: string;
  tag: string;
  /** As typed, in major units ("12.50"). */
  min: string;
  max: string;
  inStock: boolean;
  sort: string;
}

/** Nothing costs more (a thousand million, in cents); the search takes no larger bound. */
const MOST = 100_000_000_000;

export function readFilters(params: URLSearchParams): Filters {
  const { min, max } = inOrder(params.get('min') ?? '', params.get('max') ?? '');
  return {
    vendor: params.get('vendor') ?? '',
    tag: params.get('tag') ?? '',
    min,
    max,
    inStock: params.get('in_stock') === '1',
    sort: params.get('sort') ?? '',
  };
}

/** "From 50 up to 10" is meant as from 10 up to 50; what is no amount at all is not asked for. */
export function inOrder(min: string, max: string): { min: string; max: string } {
  const [from, to] = [amountOf(min), amountOf(max)];
  const range = { min: from === null ? '' : min, max: to === null ? '' : max };
  return from !== null && to !== null && from > to ? { min: range.max, max: range.min } : range;
}

/** For comparing only: the order of two amounts is the same in every currency. */
function amountOf(typed: string): number | null {
  const amount = parseAmount(typed, 'EUR');
  return amount === null || amount > MOST ? null : amount;
}

/** The address with `changes` made; empty values leave it. */
export function withFilters(params: URLSearchParams, changes: Partial<Filters>): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    const key = name === 'inStock' ? 'in_stock' : name;
    if (value === '' || value === false) next.delete(key);
    else next.set(key, value === true ? '1' : value);
  }
  return next;
}

export const NO_FILTERS: Partial<Filters> = { vendor: '', tag: '', min: '', max: '', inStock: false };

export function countFilters(filters: Filters): number {
  return [filters.vendor, filters.tag, filters.min || filters.max, filters.inStock].filter(Boolean).length;
}

/** The part of the search query that the filters make; amounts in minor units of the shop's currency. */
export function toQuery(filters: Filters): SearchQuery {
  const [min, max] = [filters.min, filters.max].map((typed) => parseAmount(typed, currencyHere()));
  const sorts = ['relevance', 'newest', 'price', '-price'] as const;
  return {
    vendor: filters.vendor ? [filters.vendor] : undefined,
    tag: filters.tag ? [filters.tag] : undefined,
    min_price: min == null ? undefined : ownAtLeast(min),
    max_price: max == null ? undefined : ownAtMost(max),
    in_stock: filters.inStock || undefined,
    sort: sorts.find((sort) => sort === filters.sort),
  };
}
