import type { components } from '../../src/api/schema';

export const TRADE = {
  id: 'trade',
  name: 'Trade',
  rule: {
    countries: ['AT'],
    languages: [],
    consents: [],
    orders: 3,
    spent: { amount: 50000, currency: 'EUR' },
    within_days: 90,
    first_order_from: null,
    first_order_until: null,
  },
  made_at: '2026-11-20T12:00:00Z',
  ended_at: null,
  version: 2,
} satisfies components['schemas']['GroupView'];

export const FRIEND = {
  user_id: 'u9',
  email: 'amira@example.com',
  name: 'Amira Haddad',
  since: '2026-11-21T12:00:00Z',
} satisfies components['schemas']['GroupMemberView'];
