import type { Shop } from '../api/types';
import { config } from './config';

/** The market that the shopper is in. What things cost there is in ./markets, which only those elsewhere load. */
export type Market = NonNullable<Shop['markets']>[number];

const KEPT = 'souk.market';
/** The one that was chosen, as the shop told of it last; null in the shop's own. */
export function market(): Market | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Market | null;
  } catch {
    return null;
  }
}

export const currencyHere = (): string => market()?.currency ?? config().currency;

export function keepMarket(chosen: Market | null): void {
  if (chosen) localStorage.setItem(KEPT, JSON.stringify(chosen));
  else localStorage.removeItem(KEPT);
}

/** What the shop tells of its markets now. True when prices that are shown are not right any more. */
export function learnMarkets(open: readonly Market[]): boolean {
  const before = market();
  if (!before) return false;
  const now = open.find(({ id }) => id === before.id) ?? null;
  if (JSON.stringify(now) === JSON.stringify(before)) return false;
  keepMarket(now);
  return true;
}
