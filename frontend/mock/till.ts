import { randomUUID } from 'node:crypto';
import { CURRENCY, type Goods } from './goods.ts';

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

export const OPTIONS = {
  shipping_methods: [
    {
      id: 'standard',
      name: 'Standard',
      price: { amount: 490, currency: 'EUR' },
      estimate: '2 to 4 working days',
    },
    {
      id: 'express',
      name: 'Express',
      price: { amount: 1290, currency: 'EUR' },
      estimate: 'Next working day',
    },
  ],
  payment_methods: [
    { id: 'stripe', name: 'Card' },
    { id: 'manual', name: 'Bank transfer' },
  ],
};

const money = (amount: number) => ({ amount, currency: CURRENCY });

/** The shopper's side of the mock shop: one cart, one wishlist and the orders placed, in memory. */
export class Till {
  private cart: Line[] = [];
  private wishes: string[] = [];
  private orders = new Map<string, { placed: number; order: Record<string, unknown> }>();
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
        status: short ? 'insufficient' : card.status,
      };
    });
    const subtotal = money(
      lines.reduce((sum, line) => sum + (line.status === 'sold_out' ? 0 : line.total.amount), 0),
    );
    const item_count = this.cart.reduce((sum, line) => sum + line.quantity, 0);
    const version = item_count * 100 + this.cart.length;
    const fixed = { id: 'mock-cart', leftovers: [], currency: CURRENCY, stale: false };
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

  quote(body: Record<string, unknown>) {
    const { lines, subtotal } = this.showCart();
    const shipping = money(body.shipping_method === 'express' ? 1290 : subtotal.amount >= 5000 ? 0 : 490);
    const total = money(subtotal.amount + shipping.amount);
    return {
      lines,
      subtotal,
      shipping,
      shipping_methods: OPTIONS.shipping_methods,
      tax: money(Math.round(total.amount * (0.19 / 1.19))),
      tax_included: true,
      total,
    };
  }

  place(body: Record<string, unknown>) {
    const id = randomUUID();
    const sums = this.quote(body);
    const provider = body.payment_method;
    const order = {
      id,
      number: `SK-${String(1001 + this.orders.size)}`,
      placed_at: new Date().toISOString(),
      expires_at: new Date(Date.now() + 15 * 60_000).toISOString(),
      ...sums,
      money: { authorised: money(0), captured: money(0), refunded: money(0) },
      shipping_address: body.shipping_address,
      shipping_method: body.shipping_method,
      payment: { id: 'mock-payment', provider, status: 'pending' },
    };
    this.orders.set(id, { placed: Date.now(), order });
    this.cart = [];
    return { order: this.showOrder(id), payment: this.payment(id), access_key: 'mock-key' };
  }

  payment(id: string): object {
    const payment = this.orders.get(id)?.order.payment as { provider: string };
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
    };
    return { payment_id: 'mock-payment', status: 'pending', ...payment, transfer };
  }

  /** An order goes its way by the clock: paid after 4 s, packed after 8 s, shipped after 12 s, delivered after 30 s. */
  showOrder(id: string): Record<string, unknown> | null {
    const kept = this.orders.get(id);
    if (!kept) return null;
    const way: [string, number][] = [
      ['AWAITING_PAYMENT', 0],
      ['PAID', 4],
      ['FULFILLING', 8],
      ['SHIPPED', 12],
      ['DELIVERED', 30],
    ];
    const seconds = (Date.now() - kept.placed) / 1000;
    const been = way.filter(([, after]) => seconds >= after);
    const history = been.map(([state, after]) => ({
      state,
      at: new Date(kept.placed + after * 1000).toISOString(),
      by: 'system',
      reason: null,
      event_id: `${id}-${state}`,
    }));
    const state = been.at(-1)?.[0];
    const shipments = seconds < 12 ? [] : [this.parcel(id, seconds)];
    const lines = kept.order.lines as { sku: string; title: string; quantity: number }[];
    const withdrawal = { possible: true, until: null, lines, declared_at: [] };
    return { ...kept.order, state, history, shipments, withdrawal };
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
