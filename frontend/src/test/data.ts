import type {
  Cart,
  CartLine,
  CheckoutOptions,
  CheckoutReply,
  Leftover,
  Order,
  Product,
  ProductCard,
  Quote,
} from '../api/types';

export const eur = (amount: number) => ({ amount, currency: 'EUR' });

export function product(changes: Partial<Product> = {}): Product {
  const variant = (sku: string, size: string, colour: string, available: number) => ({
    sku,
    title: `${size} / ${colour}`,
    options: { Size: size, Colour: colour },
    price: eur(3400),
    compare_at: null,
    compare_at_kind: null,
    list_price: null,
    measure: null,
    price_per_measure: null,
    available,
    backorder: false,
    tracked: true,
    weight_grams: 900,
    barcode: '',
    image: null,
    withdrawal_exclusion: null,
    preorder: null,
  });
  return {
    id: 'p1',
    handle: 'medina-lantern',
    title: 'Medina Lantern',
    description_html: '<p>Pierced brass.</p>',
    vendor: 'Atlas Copperworks',
    product_type: 'Lantern',
    tags: ['lantern'],
    categories: [{ id: 'home/lighting', name: 'Lighting' }],
    images: [{ src: '/media/medina-lantern.svg', alt: 'A lantern', position: 1 }],
    options: [
      { name: 'Size', values: ['Small', 'Large'] },
      { name: 'Colour', values: ['Brass', 'Copper'] },
    ],
    variants: [
      variant('L-SB', 'Small', 'Brass', 3),
      variant('L-SC', 'Small', 'Copper', 0),
      variant('L-LB', 'Large', 'Brass', 40),
    ],
    attributes: [],
    seo: { title: '', description: 'Pierced brass.' },
    ...changes,
  };
}

export function card(handle: string, changes: Partial<ProductCard> = {}): ProductCard {
  return {
    id: handle,
    handle,
    title: handle,
    image: `/media/${handle}.svg`,
    vendor: 'Atlas Copperworks',
    price_from: eur(3400),
    price_to: eur(3400),
    compare_at: null,
    compare_at_kind: null,
    list_price: null,
    price_per_measure: null,
    available: true,
    category_ids: ['home/lighting'],
    ...changes,
  };
}

export function line(changes: Partial<CartLine> = {}): CartLine {
  return {
    sku: 'L-SB',
    product_id: 'p1',
    handle: 'medina-lantern',
    title: 'Medina Lantern',
    variant_title: 'Small / Brass',
    image: '/media/medina-lantern.svg',
    quantity: 1,
    unit_price: eur(3400),
    total: eur(3400),
    price_per_measure: null,
    available: 3,
    price_changed: false,
    status: 'ok',
    withdrawal_exclusion: null,
    available_from: null,
    reductions: [],
    ...changes,
  };
}

export function leftover(changes: Partial<Leftover> = {}): Leftover {
  const {
    sku,
    product_id,
    handle,
    title,
    variant_title,
    image,
    unit_price,
    available,
    status,
    withdrawal_exclusion,
  } = line();
  const card = {
    sku,
    product_id,
    handle,
    title,
    variant_title,
    image,
    unit_price,
    available,
    status,
    withdrawal_exclusion,
  };
  return { ...card, quantity: 21, wanted: 120, kept: 99, limit: 'quantity', ...changes };
}

let versions = 0;

/** The cart with these lines; every call gives a later version. */
export function cartWith(...lines: CartLine[]): Cart {
  versions += 1;
  const subtotal = lines.reduce((sum, each) => sum + each.total.amount, 0);
  const count = lines.reduce((sum, each) => sum + each.quantity, 0);
  return {
    id: 'c1',
    version: versions,
    lines,
    leftovers: [],
    subtotal: eur(subtotal),
    discount: eur(0),
    reductions: [],
    missed: [],
    item_count: count,
    currency: 'EUR',
    codes: [],
    market: '',
    stale: false,
  };
}

type ShippingMethod = CheckoutOptions['shipping_methods'][number];

/** A way of delivery as the API answers it. */
export function way(changes: Partial<ShippingMethod> = {}): ShippingMethod {
  return {
    ...{ id: 'standard', name: 'Standard', price: eur(490), reductions: [], estimate: '2–3 working days' },
    ...{ pickup: null, to_point: false, arrives: null, surcharges: [], free_from: null, free: false },
    ...changes,
  };
}

export const quote: Quote = {
  lines: [],
  subtotal: eur(3400),
  discount: eur(0),
  shipping_reduction: eur(0),
  reductions: [],
  missed: [],
  shipping: eur(490),
  shipping_method: 'standard',
  shipping_methods: [way()],
  tax: eur(621),
  taxes: [],
  codes: [],
  tax_included: true,
  total: eur(3890),
  digital_consent: null,
  credits: [],
  due: eur(3890),
  unpayable: [],
};

export const checkoutOptions = {
  shipping_methods: [way()],
  payment_methods: [{ id: 'manual', name: 'Bank transfer' }],
  countries: ['AT', 'DE', 'FR', 'US'],
};

export function order(state: Order['state'], changes: Partial<Order> = {}): Order {
  return {
    id: 'o1',
    number: 'SK-000123',
    state,
    version: 1,
    email: 'amira@example.com',
    pickup: null,
    pickup_point: null,
    arrives: null,
    placed_at: '2026-11-23T10:00:00Z',
    expires_at: null,
    exchanges: [],
    exchange_of: null,
    supplements: [],
    supplement_of: null,
    lines: [],
    subtotal: eur(3400),
    discount: eur(0),
    shipping_reduction: eur(0),
    reductions: [],
    shipping: eur(490),
    tax: eur(621),
    tax_included: true,
    total: eur(3890),
    money: { authorised: eur(0), captured: eur(0), refunded: eur(0), disputed: eur(0) },
    shipping_address: {
      name: 'Amira Haddad',
      line1: 'Sonnenallee 12',
      line2: '',
      city: 'Berlin',
      postal_code: '12047',
      region: '',
      country: 'DE',
      phone: '',
    },
    shipping_method: 'standard',
    payment_method: 'manual',
    credits: [],
    refunds: [],
    gifts: [],
    payment: { id: 'pay1', provider: 'manual', status: 'pending' },
    shipments: [],
    history: [],
    timeline: [],
    cancellation: null,
    line_cancellations: [],
    edits: [],
    cancellable: [],
    withdrawal: { possible: false, until: null, lines: [], declared_at: [] },
    digital_consent: null,
    notes: '',
    kept_until: null,
    ...changes,
  };
}

export const placed = (provider: 'manual' | 'stripe'): CheckoutReply => ({
  order: order('AWAITING_PAYMENT', { payment: { id: 'pay1', provider, status: 'pending' } }),
  payment: {
    payment_id: 'pay1',
    provider,
    status: 'pending',
    client_secret: null,
    instructions: 'Pay to IBAN 1',
    next_step: '',
  },
  access_key: 'guest-key',
});
