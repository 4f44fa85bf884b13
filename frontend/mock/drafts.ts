import type { Goods } from './goods.ts';
import type { Said } from './routes.ts';
import type { Asked } from './till.ts';

const AT = '2026-11-23T10:00:00Z';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const ok = (body: unknown, status = 200, etag = '"1"'): Said => ({ status, body, etag });

interface Wanted {
  lines: { sku: string; quantity: number; agreed: { price: { amount: number }; reason: string } | null }[];
  email: string | null;
  customer_id: string | null;
  shipping_address: { name: string; country: string };
  shipping_method: string;
  agreed_shipping: { price: { amount: number } } | null;
  notes: string;
  locale: string;
}

/** Drafts of orders, in memory; an order that one becomes is any of the mock's. */
export function draftsApi(goods: Goods[]): (asked: Asked) => Said | null {
  const wares = new Map(
    goods.flatMap(({ title, variants }) => variants.map((variant) => [variant.sku, { title, variant }])),
  );
  const drafts: ReturnType<typeof made>[] = [];

  function made(id: string, wanted: Wanted) {
    const lines = wanted.lines.map((line) => {
      const found = wares.get(line.sku);
      const unit = line.agreed?.price.amount ?? found?.variant.price.amount ?? 0;
      return {
        ...line,
        ...{ title: found?.title ?? '', variant_title: found?.variant.title ?? '', image: '' },
        ...{ unit_price: eur(unit), total: eur(unit * line.quantity), available: 7 },
      };
    });
    const subtotal = lines.reduce((sum, { total }) => sum + total.amount, 0);
    const shipping = wanted.agreed_shipping?.price.amount ?? 490;
    const gone = wanted.lines.filter(({ sku }) => !wares.has(sku)).map(({ sku }) => sku);
    const total = subtotal + shipping;
    return {
      ...wanted,
      ...{ id, version: 1, made_by: 'mira', made_at: AT, changed_at: AT, expires_at: '2026-12-23T10:00:00Z' },
      ...{
        name: wanted.shipping_address.name,
        units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
      },
      ...{ order_id: null as string | null, order_number: null as string | null, lines },
      obstacle: gone.length > 0 ? `no longer for sale: ${gone.join(', ')}` : null,
      sums:
        gone.length > 0
          ? null
          : {
              ...{ subtotal: eur(subtotal), shipping: eur(shipping), tax: eur(Math.round(total * 0.16)) },
              ...{ tax_included: true, total: eur(total), shipping_methods: [] },
            },
    };
  }

  const skus = [...wares.keys()];
  for (const [index, name] of ['Bea Roth', 'ليلى حسن', 'Jonas Weber'].entries())
    drafts.push(
      made(`draft-000${index}`, {
        lines: [
          { sku: skus[index] ?? '', quantity: 2, agreed: null },
          { sku: skus[index + 9] ?? '', quantity: 1, agreed: { price: eur(1500), reason: 'A scratch' } },
        ],
        ...{ email: `customer${index}@shop.example`, customer_id: null, shipping_method: 'standard' },
        shipping_address: {
          ...{ name, line1: 'Sonnenallee 12', line2: '', city: 'Berlin', postal_code: '12047' },
          ...{ region: '', country: 'DE', phone: '' },
        },
        ...{ agreed_shipping: null, notes: '', locale: '' },
      }),
    );

  return ({ method, path, body }) => {
    if (path === '/admin/drafts') {
      if (method !== 'POST') return ok({ items: drafts, next_cursor: null });
      const draft = made(`draft-1${drafts.length}`, body as unknown as Wanted);
      drafts.unshift(draft);
      return ok(draft, 201);
    }
    const at = drafts.findIndex(
      ({ id }) => path === `/admin/drafts/${id}` || path === `/admin/drafts/${id}/order`,
    );
    const draft = drafts[at];
    if (!draft) return null;
    if (method === 'PUT')
      drafts[at] = { ...made(draft.id, body as unknown as Wanted), version: draft.version + 1 };
    if (method === 'DELETE') drafts.splice(at, 1);
    if (method === 'POST')
      Object.assign(draft, { order_id: 'order-00000', order_number: 'S-20000', sums: null });
    return ok(drafts[at] ?? draft, method === 'DELETE' ? 204 : 200, `"${(drafts[at] ?? draft).version}"`);
  };
}
