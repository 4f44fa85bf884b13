import type { components } from '../../../src/api/schema';

type Schemas = components['schemas'];
export type Group = Schemas['GroupView'];
export type Rule = NonNullable<Group['rule']>;
export type Member = Schemas['GroupMemberView'];

export const LIST = 'customer-groups';

/** The kinds of consent that a rule can ask for. */
export const CONSENTS = [
  'marketing',
  'activity',
  'back_in_stock',
  'price_drop',
  'abandoned_cart',
  'review_request',
] as const satisfies readonly NonNullable<Rule['consents']>[number][];

export const EMPTY: Rule = {
  countries: [],
  languages: [],
  consents: [],
  orders: 0,
  spent: null,
  within_days: 0,
  first_order_from: null,
  first_order_until: null,
};

/** What promotions name it by: made of the name, as ids are written. */
export const idOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
