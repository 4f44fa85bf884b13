import type { components } from '../../../src/api/schema';

type Schemas = components['schemas'];
export type Promotion = Schemas['Promotion'];
export type Effect = Promotion['effect'];
export type Kind = Effect['kind'];
export type Prices = Schemas['PromotionPrice'][];
export type Goods = Schemas['GoodsSelection'];

export const KINDS = [
  'percentage',
  'amount',
  'fixed_price',
  'bundle',
  'buy_get',
  'tiers',
  'shipping',
  'gift',
] as const satisfies readonly Kind[];
export const WHOLE = 10_000;
const TENTH = 1000;

/** Staff never see the id of a promotion; orders keep it. */
export const newPromotion = (): Promotion => ({
  id: `p-${crypto.randomUUID().slice(0, 13)}`,
  name: '',
  trigger: 'automatic',
  scope: 'cart',
  since: '',
  until: '',
  priority: 0,
  combination: 'stackable',
  effect: effectOf('percentage', {}, 'EUR'),
  conditions: {},
});

/** To the millisecond, as the service compares them; empty for without end. */
export const momentOf = (local: string): string => (local ? new Date(local).toISOString() : '');

/** The goods stay when staff choose another effect. */
export const goodsOf = (effect: Effect): Goods => ('items' in effect ? (effect.items ?? {}) : {});

export function effectOf(kind: Kind, items: Goods, currency: string): Effect {
  const prices: Prices = [{ amount: TENTH, currency }];
  switch (kind) {
    case 'percentage':
      return { kind, items, share: TENTH };
    case 'amount':
      return { kind, items, amounts: prices, each: false };
    case 'fixed_price':
      return { kind, items, prices };
    case 'bundle':
      return { kind, items, quantity: 3, prices };
    case 'buy_get':
      return { kind, items, buy: 2, get: 1, share: WHOLE, times: 0 };
    case 'tiers':
      return { kind, items, steps: [{ quantity: 3, share: TENTH / 2 }] };
    case 'shipping':
      return { kind, share: WHOLE };
    case 'gift':
      return { kind, sku: '', quantity: 1 };
  }
}

const SHOWN: readonly Kind[] = ['percentage', 'amount', 'fixed_price'];

/** Whether one piece has a price with it, whatever else is bought: then the catalogue can show it. */
export const canBeShown = ({ kind }: Effect): boolean => SHOWN.includes(kind);

/** For everybody and without conditions, as every price is that the catalogue shows. */
export const shownOnCatalogue = ({ effect }: Promotion): Partial<Promotion> => ({
  scope: 'catalogue',
  trigger: 'automatic',
  conditions: {},
  limits: null,
  budget: [],
  effect: effect.kind === 'percentage' ? { ...effect, at_most: [] } : effect,
});

export const amountIn = (prices: Prices | undefined, currency: string): number | undefined =>
  prices?.find((price) => price.currency === currency)?.amount;

/** The amounts in other currencies stay. */
export const withAmount = (prices: Prices | undefined, currency: string, amount: number | null): Prices => [
  ...(prices ?? []).filter((price) => price.currency !== currency),
  ...(amount === null ? [] : [{ amount, currency }]),
];

export function timing({ since, until }: Promotion, now: number): 'planned' | 'shown' | 'over' {
  if (since && now < Date.parse(since)) return 'planned';
  return until && Date.parse(until) <= now ? 'over' : 'shown';
}

/** The currency that its amounts are in, if it has any. */
export function currencyOf(promotions: Promotion[]): string | undefined {
  return /"currency":"([A-Z]{3})"/.exec(JSON.stringify(promotions))?.[1];
}
