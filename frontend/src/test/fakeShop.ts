import type { Cart, CartLine, ShownCart } from '../api/types';
import { cartWith, checkoutOptions, eur, line, order, placed, quote } from './data';
import { json, problem, type Call, type FakeApi } from './fakeApi';

interface Good {
  title: string;
  price: number;
  stock: number;
  sold: boolean;
}

/**
 * A shop with one guest's cart that really changes: by this page, and, through its methods, by another tab, another
 * device or the catalogue. It quotes and orders what is shown and nothing else, as the real one does.
 */
export class FakeShop {
  readonly goods = new Map<string, Good>([
    ['L', { title: 'Lantern', price: 3400, stock: 9, sold: true }],
    ['K', { title: 'Kettle', price: 1200, stock: 9, sold: true }],
  ]);
  readonly orders: ShownCart[] = [];
  delivery = 490;
  private readonly wanted = new Map<string, number>();
  private kept: Cart = cartWith();
  private filling = 1;

  constructor(api: FakeApi, cart: Record<string, number>) {
    this.put(cart);
    api
      .on('GET /categories', { items: [] })
      .on('GET /cart', () => json(this.cart()))
      .on('GET /checkout/options', checkoutOptions)
      .on('POST /checkout/quote', (call) => this.answer(call, () => json(this.quote())))
      .on('POST /checkout', (call) => this.answer(call, () => this.order(call)))
      .on('POST /cart/lines', ({ body }) => {
        const { sku, quantity } = body as { sku: string; quantity: number };
        return this.changed({ [sku]: (this.wanted.get(sku) ?? 0) + quantity });
      })
      .on('GET /orders/o1', order('AWAITING_PAYMENT'))
      .on('GET /orders/o1/payment', placed('manual').payment ?? {});
    for (const sku of this.goods.keys()) {
      api
        .on(`PUT /cart/lines/${sku}`, ({ body }) =>
          this.changed({ [sku]: (body as { quantity: number }).quantity }),
        )
        .on(`DELETE /cart/lines/${sku}`, () => this.changed({ [sku]: 0 }));
    }
  }

  /** Sets quantities; 0 takes a line out. */
  put(quantities: Record<string, number>): void {
    for (const [sku, quantity] of Object.entries(quantities)) {
      if (quantity > 0) this.wanted.set(sku, quantity);
      else this.wanted.delete(sku);
    }
    this.touch();
  }

  /** In another tab, which tells this one through the browser. */
  putInAnotherTab(quantities: Record<string, number>): void {
    this.put(quantities);
    window.dispatchEvent(
      new StorageEvent('storage', { key: 'souk.cart-changed', newValue: `${this.kept.version}` }),
    );
  }

  /** The catalogue changes; nobody is told. */
  change(sku: string, changes: Partial<Good>): void {
    const good = this.goods.get(sku);
    if (good) this.goods.set(sku, { ...good, ...changes });
  }

  /** Another tab orders what is in the cart, which empties it. */
  orderElsewhere(): void {
    this.wanted.clear();
    this.filling += 1;
    this.touch();
  }

  cart(): Cart {
    return { ...this.kept, ...withSums(this.lines()) };
  }

  private touch(): void {
    this.kept = { ...cartWith(), id: `filling-${this.filling}` };
  }

  private changed(quantities: Record<string, number>): Response {
    this.put(quantities);
    return json(this.cart());
  }

  private lines(): CartLine[] {
    return [...this.wanted].map(([sku, quantity]) => {
      const { title, price, stock, sold } = this.goods.get(sku) ?? {
        title: sku,
        price: 0,
        stock: 0,
        sold: false,
      };
      const short = stock > 0 ? 'insufficient' : 'sold_out';
      return line({
        sku,
        title,
        quantity,
        unit_price: eur(price),
        total: eur(price * quantity),
        available: stock,
        status: !sold ? 'unavailable' : stock >= quantity ? 'ok' : short,
      });
    });
  }

  private answer({ body }: Call, agreed: () => Response): Response {
    const shown = body as ShownCart;
    const now = this.lines();
    const skus = [...new Set([...shown.lines, ...now].map(({ sku }) => sku))];
    const sides = skus.map((sku) => ({
      sku,
      title: this.goods.get(sku)?.title ?? '',
      shown: shown.lines.find((each) => each.sku === sku) ?? null,
      now: now.find((each) => each.sku === sku) ?? null,
    }));
    const quantities = sides.filter((side) => side.shown?.quantity !== side.now?.quantity);
    if (quantities.length > 0 || shown.cart_version !== this.kept.version)
      return problem(409, 'cart_changed', { reason: 'lines', changes: quantities });
    const gone = now.filter(({ status }) => status === 'unavailable');
    if (gone.length > 0) return this.short(gone);
    const prices = sides.filter((side) => side.shown?.unit_price.amount !== side.now?.unit_price.amount);
    if (prices.length > 0) return problem(409, 'price_changed', { changes: prices, lines: [] });
    return agreed();
  }

  private quote() {
    const { subtotal } = withSums(this.lines());
    const total = eur(subtotal.amount + this.delivery);
    return { ...quote, subtotal, shipping: eur(this.delivery), total, due: total };
  }

  private order({ body }: Call): Response {
    const wish = body as ShownCart & {
      expected_total: { amount: number };
      expected_shipping: { amount: number };
    };
    const { total, shipping } = this.quote();
    if (wish.expected_total.amount !== total.amount) {
      const amounts = [
        { name: 'shipping', shown: wish.expected_shipping, now: shipping },
        { name: 'total', shown: wish.expected_total, now: total },
      ];
      return problem(409, 'price_changed', { changes: [], amounts, total, lines: [] });
    }
    const short = this.lines().filter(({ status }) => status !== 'ok');
    if (short.length > 0) return this.short(short);
    this.orders.push({ cart_version: wish.cart_version, lines: wish.lines });
    return json(placed('manual'), 201);
  }

  private short(lines: CartLine[]): Response {
    const shortages = lines.map(({ sku, quantity, available, status }) => ({
      sku,
      requested: quantity,
      available: status === 'unavailable' ? 0 : available,
    }));
    return problem(409, 'out_of_stock', { shortages });
  }
}

function withSums(lines: CartLine[]): Pick<Cart, 'lines' | 'subtotal' | 'item_count'> {
  const { subtotal, item_count } = cartWith(...lines);
  return { lines, subtotal, item_count };
}
