import { randomUUID } from 'node:crypto';
import type { components } from '../src/api/schema.d.ts';
import { CURRENCY, type Goods } from './goods.ts';

// What the storefront reads of an order and a quote is held to the API, or its pages would not show here.
type Order = components['schemas']['OrderView'];
type Quote = components['schemas']['QuoteView'];

interface Line {
  sku: string;
  quantity: number;
}

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

const PLACE = {
  ...{ location: 'main', name: 'Souk Berlin', line1: 'Sonnenallee 1', postal_code: '12047' },
  ...{ city: 'Berlin', country: 'DE', hours: 'Mon to Fri 10–18' },
};

export const OPTIONS = {
  shipping_methods: [
    {
      id: 'standard',
      name: 'Standard',
      price: { amount: 490, currency: 'EUR' },
      reductions: [],
      estimate: '2 to 4 working days',
      ...{ pickup: null, to_point: false, surcharges: [], free: false },
      ...{ arrives: { earliest: '2026-12-02', latest: '2026-12-04' }, free_from: null },
    },
    {
      id: 'express',
      name: 'Express',
      price: { amount: 1290, currency: 'EUR' },
      reductions: [],
      estimate: 'Next working day',
      ...{ pickup: null, to_point: false, surcharges: [], free: false },
      ...{ arrives: { earliest: '2026-12-02', latest: '2026-12-04' }, free_from: null },
    },
    {
      id: 'pickup-main',
      name: 'Pick-up',
      price: { amount: 0, currency: 'EUR' },
      reductions: [],
      estimate: '',
      ...{ pickup: PLACE, to_point: false, arrives: null, surcharges: [], free_from: null, free: false },
    },
    {
      id: 'point',
      name: 'To a pick-up point',
      price: { amount: 390, currency: 'EUR' },
      reductions: [],
      estimate: '2 to 4 working days',
      ...{ pickup: null, to_point: true, surcharges: [], free: false },
      ...{ arrives: { earliest: '2026-12-02', latest: '2026-12-04' }, free_from: null },
    },
  ],
  payment_methods: [
    { id: 'stripe', name: 'Card' },
    { id: 'manual', name: 'Bank transfer' },
  ],
  countries: ['AT', 'CH', 'DE', 'FR', 'GB', 'IT', 'NL', 'US'],
};

/** The pick-up points that the mock's carrier has near any postal code. */
export const pointsNear = (query: URLSearchParams) => ({
  items: ['Corner kiosk', 'Station locker', 'Bakery on the square'].map((name, place) => ({
    ...{
      carrier: 'sandbox',
      id: `P${String(place)}`,
      kind: name.includes('locker') ? 'locker' : 'shop',
      name,
    },
    ...{ line1: `Market Street ${String(3 + 8 * place)}`, postal_code: query.get('postal_code') ?? '' },
    ...{ city: 'Berlin', country: query.get('country') ?? 'DE', hours: 'Mon to Sat 9–19' },
    ...{ distance: 240 + 510 * place, seal: String(place) },
  })),
});

/** The corners of a QR code: what the mock shows in place of one that can be scanned. */
const CORNERS = ['0 0', '18 0', '0 18'].map((at) => `M${at}h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z`).join('');
const money = (amount: number) => ({ amount, currency: CURRENCY });

/** The shopper's side of the mock shop: one cart, one wishlist and the orders placed, in memory. */
export class Till {
  private cart: Line[] = [];
  private wishes: string[] = [];
  private orders = new Map<string, { placed: number; order: Order }>();
  private readonly goods: Goods[];

  constructor(goods: Goods[]) {
    this.goods = goods;
  }

  private variant(sku: string) {
    for (const item of this.goods) {
      const variant = item.variants.find((candidate) => candidate.sku === sku);
      if (variant) return { item, variant };
    }
    throw new Error(`no such SKU: ${sku}`);
  }

  private card(sku: string) {
    const { item, variant } = this.variant(sku);
    return {
      sku,
      product_id: item.id,
      handle: item.handle,
      title: item.title,
      variant_title: variant.title,
      image: item.images[0]?.src ?? '',
      unit_price: variant.price,
      available: variant.available,
      status: variant.available > 0 ? 'ok' : 'sold_out',
    };
  }

  showCart() {
    const lines = this.cart.map(({ sku, quantity }) => {
      const card = this.card(sku);
      const short = card.status === 'ok' && quantity > card.available;
      return {
        ...card,
        quantity,
        total: money(card.unit_price.amount * quantity),
        price_changed: false,
        withdrawal_exclusion: null,
        available_from: null,
        status: short ? 'insufficient' : card.status,
      };
    });
    const subtotal = money(
      lines.reduce((sum, line) => sum + (line.status === 'sold_out' ? 0 : line.total.amount), 0),
    );
    const item_count = this.cart.reduce((sum, line) => sum + line.quantity, 0);
    const version = item_count * 100 + this.cart.length;
    const fixed = { id: 'mock-cart', leftovers: [], codes: [], currency: CURRENCY, stale: false };
    return { ...fixed, version, lines, subtotal, item_count };
  }

  showWishlist() {
    const items = this.wishes.map((sku) => ({ ...this.card(sku), added_at: new Date().toISOString() }));
    return { items, stale: false };
  }

  add(sku: string, quantity: number): void {
    const known = this.cart.find((line) => line.sku === sku);
    if (known) known.quantity += quantity;
    else this.cart.push({ sku, quantity });
  }

  set(sku: string, quantity: number): void {
    this.cart = this.cart.flatMap((line) =>
      line.sku !== sku ? [line] : quantity > 0 ? [{ sku, quantity }] : [],
    );
  }

  wish(sku: string): void {
    if (!this.wishes.includes(sku)) this.wishes.unshift(sku);
  }

  unwish(sku: string): void {
    this.wishes = this.wishes.filter((wished) => wished !== sku);
  }

  moveToWishlist(sku: string): void {
    this.wish(sku);
    this.set(sku, 0);
  }

  moveToCart(sku: string): void {
    this.unwish(sku);
    this.add(sku, 1);
  }

  quote(body: Record<string, unknown>): Quote {
    const { lines: basket, subtotal } = this.showCart();
    const lines = basket.map(
      ({ sku, product_id, title, variant_title, image, quantity, unit_price, total: sum }) => ({
        ...{ sku, product_id, title, variant_title, image, quantity, unit_price, total: sum, cancelled: 0 },
        ...{ requires_shipping: true, withdrawal_exclusion: null, waiting: 0, available_from: null },
        digital: false,
        gift_card: false,
        reductions: [],
      }),
    );
    const method = OPTIONS.shipping_methods.find(({ id }) => id === body.shipping_method);
    const free = method?.id !== 'express' && subtotal.amount >= 5000;
    const shipping = money(free ? 0 : (method?.price.amount ?? 490));
    const total = money(subtotal.amount + shipping.amount);
    return {
      lines,
      subtotal,
      discount: money(0),
      shipping_reduction: money(0),
      reductions: [],
      missed: [],
      shipping,
      shipping_method: method?.id ?? 'standard',
      shipping_methods: OPTIONS.shipping_methods,
      tax: money(Math.round(total.amount * (0.19 / 1.19))),
      taxes: [],
      codes: [],
      tax_included: true,
      total,
      digital_consent: null,
      credits: [],
      due: total,
      unpayable: [],
    };
  }

  place(body: Record<string, unknown>) {
    const id = randomUUID();
    const { lines, subtotal, shipping, shipping_method, tax, tax_included, total } = this.quote(body);
    const provider = String(body.payment_method);
    const order: Order = {
      ...{ id, version: 1, state: 'AWAITING_PAYMENT', email: 'amira@example.com' },
      ...{ discount: money(0), shipping_reduction: money(0), reductions: [] },
      ...{ lines, subtotal, shipping, shipping_method, tax, tax_included, total },
      ...{ shipments: [], history: [], timeline: [], cancellation: null, line_cancellations: [], edits: [] },
      ...{ cancellable: [], withdrawal: { possible: false, until: null, lines: [], declared_at: [] } },
      ...{ digital_consent: null, exchanges: [], exchange_of: null, supplements: [], supplement_of: null },
      ...{ notes: '', kept_until: null, payment_method: provider, credits: [], refunds: [], gifts: [] },
      pickup: OPTIONS.shipping_methods.find((one) => one.id === shipping_method)?.pickup ?? null,
      pickup_point: this.pointOf(body),
      arrives: OPTIONS.shipping_methods.find((one) => one.id === shipping_method)?.arrives ?? null,
      number: `SK-${String(1001 + this.orders.size)}`,
      placed_at: new Date().toISOString(),
      expires_at: new Date(Date.now() + 15 * 60_000).toISOString(),
      money: { authorised: money(0), captured: money(0), refunded: money(0), disputed: money(0) },
      shipping_address: body.shipping_address as Order['shipping_address'],
      payment: { id: 'mock-payment', provider, status: 'pending' },
    };
    this.orders.set(id, { placed: Date.now(), order });
    this.cart = [];
    return { order: this.showOrder(id), payment: this.payment(id), access_key: 'mock-key' };
  }

  /** Of a seal, the point that is known by it. */
  private pointOf({ pickup_point: seal, shipping_address: address }: Record<string, unknown>) {
    const found = pointsNear(new URLSearchParams(address as Record<string, string>)).items[Number(seal)];
    return seal && found ? found : null;
  }

  payment(id: string): object {
    const payment = this.orders.get(id)?.order.payment;
    const kept = this.orders.get(id)?.order;
    const transfer = {
      account: [
        { label: 'Account holder', value: 'Souk Demo' },
        { label: 'IBAN', value: 'DE36 0000 0000 0000 0000 00' },
      ],
      amount: kept?.total,
      received: money(0),
      reference: kept?.number,
      until: kept?.expires_at,
      code: { size: 25, path: CORNERS },
    };
    return { payment_id: 'mock-payment', status: 'pending', ...payment, transfer };
  }

  /** An order goes its way by the clock: paid after 4 s, packed after 8 s, shipped after 12 s, delivered after 30 s. */
  showOrder(id: string): Order | null {
    const kept = this.orders.get(id);
    if (!kept) return null;
    const way: [Order['state'], number, Order['timeline'][number]['kind']?][] = [
      ['AWAITING_PAYMENT', 0, 'placed'],
      ['PAID', 4, 'paid'],
      ['FULFILLING', 8],
      ['SHIPPED', 12, 'parcel_shipped'],
      ['DELIVERED', 30, 'parcel_delivered'],
    ];
    const seconds = (Date.now() - kept.placed) / 1000;
    const been = way.filter(([, after]) => seconds >= after);
    const history = been.map(([state, after]) => ({
      state,
      at: new Date(kept.placed + after * 1000).toISOString(),
      ...{ by: 'system', reason: '', event_id: `${id}-${state}` },
    }));
    const timeline = been.flatMap(([, after, kind]) => {
      const at = new Date(kept.placed + after * 1000).toISOString();
      const subject = kind?.startsWith('parcel_') ? `${id}-1` : '';
      return kind ? [{ kind, at, subject, amount: null, lines: [], by: 'system' }] : [];
    });
    const state = been.at(-1)?.[0] ?? 'PENDING';
    const shipments = seconds < 12 ? [] : [this.parcel(id, seconds)];
    const lines = kept.order.lines.map(({ sku, title, quantity }) => ({ sku, title, quantity }));
    const withdrawal = { possible: true, until: null, lines, declared_at: [] };
    const isHere = state === 'PAID' || state === 'FULFILLING';
    const captured = seconds < 4 ? money(0) : kept.order.total;
    return {
      ...kept.order,
      ...{ state, history, timeline, shipments, withdrawal, cancellable: isHere ? lines : [] },
      ...{ version: been.length, money: { ...kept.order.money, captured } },
    };
  }

  private parcel(id: string, seconds: number) {
    const at = new Date().toISOString();
    const events = [{ at, state: 'in_transit', description: 'Left our door', location: 'Berlin' }];
    const state = seconds > 30 ? 'delivered' : 'in_transit';
    return {
      id: `${id}-1`,
      order_id: id,
      carrier: 'sandbox',
      tracking_code: 'SB-0001',
      tracking_url: '',
      ...{ trouble: '', outcome: '', replaces: '', pickup: null, pickup_code: '', awaits: [] },
      ...{ pickup_point: null, at_point: false },
      state,
      lines: [],
      events,
    };
  }

  shipments(id: string): object {
    return { items: this.showOrder(id)?.shipments ?? [] };
  }

  listOrders(): object {
    return { items: [...this.orders.keys()].map((id) => this.showOrder(id)).reverse(), next_cursor: null };
  }
}
