import type { Said } from './routes.ts';
import type { Asked } from './till.ts';

const AT = '2026-11-30T12:00:00Z';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const page = (items: unknown[]) => ({ items, next_cursor: null });

const rate = (tax_class: string, points: number) => ({ tax_class, rate: points, since: null });
const TAXES = {
  ...{ home: 'DE', tax_included: true, source: 'European Commission', checked: '2026-11-30' },
  places: [
    {
      ...{ place: 'DE', country: 'DE', name: '', category: 'S', taxed_in: 'DE' },
      rates: [rate('standard', 1900), rate('reduced', 700)],
    },
    {
      ...{ place: 'FI', country: 'FI', name: '', category: 'S', taxed_in: 'FI' },
      rates: [rate('standard', 2550), rate('reduced', 1350)],
    },
    { place: 'ES-CN', country: 'ES', name: 'Canary Islands', category: 'G', taxed_in: 'ES-CN', rates: [] },
    { place: 'US-CA', country: 'US', name: '', category: 'G', taxed_in: 'US-CA', rates: [] },
  ],
};

const wayTo = (id: string, name: string, [min_days, max_days]: [number, number], price: number) => ({
  ...{
    id,
    name,
    by: 'weight',
    free_from: null,
    not_for: [],
    to_point: false,
    min_days,
    max_days,
    carrier: null,
  },
  bands: [
    { price, up_to: 5000, size_class: '' },
    { price: 2 * price, up_to: null, size_class: '' },
  ],
});
const zone = (id: string, name: string, countries: string[], methods: object[]) => ({
  ...{ id, name, methods, excluded: methods.length === 0 },
  areas: countries.map((country) => ({ country, regions: [], postal_codes: [] })),
});
const DELIVERY = {
  zones: [
    zone('home', 'Germany', ['DE'], [wayTo('standard', 'Standard', [2, 3], 490)]),
    zone('union', 'European Union', ['AT', 'FR', 'NL'], [wayTo('standard', 'Standard', [3, 6], 1290)]),
    zone('nowhere', 'Not sent to', ['BR'], []),
  ],
  ...{ currency: '', country: 'DE', time_zone: '', cut_off: '14:00', handling_days: 1 },
  ...{ work_days: [1, 2, 3, 4, 5], closings: [{ since: '2026-12-25', until: '2026-12-26', country: '' }] },
  sizes: [{ id: 'bulky', name: 'Bulky goods' }],
  surcharges: [
    {
      ...{ id: 'bulky', name: 'Bulky goods', price: 2500, size_class: 'bulky', areas: [], methods: [] },
      ...{ per_unit: false, when_free: true },
    },
  ],
};
const TRIED = {
  zone: 'Germany',
  ways: [
    {
      ...{
        id: 'standard',
        name: 'Standard',
        price: eur(490),
        base: eur(490),
        free: false,
        by_carrier: false,
        estimate: '',
      },
      ...{ surcharges: [], earliest: '2026-12-02', latest: '2026-12-04' },
    },
  ],
};

const NO_LETTER = { email: '', send_on: null, name: '', sender: '', message: '', locale: '' };
const cardOf = (id: string, last_four: string, available: number, held: number, change: object = {}) => ({
  ...{ id, kind: 'gift_card', last_four, state: 'active', user_id: '', expires_on: null },
  ...{ available: eur(available), held: eur(held), balance: eur(available + held) },
  ...{ letter: NO_LETTER, sent_at: null, reason: 'a present', created_at: AT, created_by: 'user:mock-user' },
  ...{ order_id: '', version: 1, ...change },
});
const CARDS = [
  cardOf('card-1', 'VB3C', 3800, 1200, {
    letter: { ...NO_LETTER, email: 'bea@shop.example', send_on: '2026-12-24', name: 'Bea', sender: 'Ada' },
    expires_on: '2029-12-31',
  }),
  cardOf('card-2', 'T2MJ', 0, 0, { reason: 'a complaint' }),
  cardOf('card-3', 'W9XP', 2500, 0, { state: 'blocked', reason: 'lost' }),
  cardOf('credit-1', '', 1500, 0, { kind: 'store_credit', user_id: 'mock-user', reason: 'a late parcel' }),
];
const MOVEMENTS = [
  {
    kind: 'held',
    amount: eur(-1200),
    owed: eur(0),
    at: AT,
    by: 'order',
    order_id: 'order-00000',
    reason: '',
  },
  {
    ...{ kind: 'issued', amount: eur(5000), owed: eur(0), at: AT, by: 'user:mock-user' },
    ...{ order_id: '', reason: 'a present' },
  },
];
const LIABILITY = {
  months: [
    {
      ...{ month: '2026-11', opening: eur(0), issued: eur(9000), captured: eur(1200), refunded: eur(0) },
      ...{ expired: eur(0), raised: eur(0), lowered: eur(0), taken_back: eur(0), closing: eur(7800) },
    },
  ],
};

/** Taxes, deliveries and gift cards as staff look at them; what is written of their rules is kept by `Paper`. */
export function pricesApi(): (asked: Asked) => Said | null {
  const routes: [method: string, path: RegExp, answer: (query: URLSearchParams, id: string) => unknown][] = [
    ['GET', /^\/admin\/tax-rates$/, () => TAXES],
    ['GET', /^\/admin\/rates\/delivery\/installed$/, () => DELIVERY],
    ['POST', /^\/admin\/rates\/delivery\/trial$/, () => TRIED],
    [
      'GET',
      /^\/admin\/gift-cards$/,
      (query) => page(CARDS.filter(({ kind }) => !query.get('kind') || kind === query.get('kind'))),
    ],
    ['GET', /^\/admin\/gift-cards\/liability$/, () => LIABILITY],
    ['GET', /^\/admin\/gift-cards\/[^/]+\/movements$/, () => page(MOVEMENTS)],
    ['GET', /^\/admin\/gift-cards\/([^/]+)$/, (_, id) => CARDS.find((card) => card.id === id)],
  ];
  return ({ method, path, query }) => {
    for (const [asks, pattern, answer] of routes) {
      const hit = method === asks && pattern.exec(path);
      if (!hit) continue;
      const body = answer(query, decodeURIComponent(hit[1] ?? ''));
      return body ? { status: 200, body } : null;
    }
    return null;
  };
}
