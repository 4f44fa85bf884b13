import type { Goods } from './goods.ts';
import type { Said } from './routes.ts';
import type { Asked } from './till.ts';

interface Line {
  sku: string;
  title: string;
  options: string;
  quantity: number;
  counted: number;
  short: number;
}
interface Parcel {
  id: string;
  number: string;
  city: string;
  carrier: string;
  state: string;
  off: boolean;
  batch: string | null;
  lines: Line[];
  shortages: { sku: string; units: number; reason: string; note: string; accepted: boolean }[];
  packing: Record<string, unknown> | null;
}

const AT = '2026-11-23T08:00:00Z';
const CITIES = ['Berlin', 'Hamburg', 'Köln', 'Wien', 'Leipzig'];
const NAMES = ['Amira Haddad', 'Jonas Weber', 'ليلى حسن', 'Mina Park'];
const ok = (body: unknown, status = 200): Said => ({ status, body });
const no = (status: number, code: string, more: object = {}): Said => ({
  status,
  body: { status, code, title: code, detail: code, correlation_id: 'mock', ...more },
});
const missing = (line: Line) => line.quantity - line.short - line.counted;
const isShort = ({ shortages }: Parcel) => shortages.some(({ accepted }) => !accepted);

function queueOf(parcel: Parcel): string | null {
  if (parcel.off || parcel.state === 'shipped') return null;
  if (isShort(parcel)) return 'exception';
  if (parcel.packing) return 'to_ship';
  if (parcel.lines.every((line) => missing(line) <= 0)) return 'to_pack';
  return parcel.batch ? 'picking' : 'to_pick';
}

function shown(parcel: Parcel, index: number) {
  const queue = queueOf(parcel);
  return {
    ...{
      id: parcel.id,
      order_id: `order-0000${index}`,
      order_number: parcel.number,
      carrier: parcel.carrier,
    },
    ...{ tracking_code: parcel.carrier === 'manual' ? '' : `TRK${index}00`, tracking_url: '', label_url: '' },
    ...(parcel.carrier === 'manual'
      ? { rate: '', cost: null }
      : { rate: STANDARD.name, cost: STANDARD.cost }),
    ...{ state: parcel.state, events: [], queue: queue === 'exception' ? queue : null, weight_grams: 900 },
    ...{
      carrier_reference: '',
      created_at: AT,
      next_attempt_at: null,
      attempts: 0,
      silent_since: null,
      held: [],
      ...{ trouble: '', outcome: '', return_id: '', replaces: '', decided_by: '', decided_why: '' },
      note: '',
    },
    ...{ version: 3, service: 'standard', address_revision: 0 },
    lines: parcel.lines,
    address: {
      ...{ name: NAMES[index % NAMES.length], line1: `Sonnenallee ${index + 1}`, line2: '', region: '' },
      ...{ city: parcel.city, postal_code: '12047', country: 'DE', phone: '' },
    },
    work: {
      queue: queue === 'exception' ? null : queue,
      ...{ batch_id: parcel.batch, called_off: parcel.off, relabel: false },
      lines: parcel.lines.map((line) => ({ ...line, missing: missing(line) })),
      shortages: parcel.shortages.map((one) => ({ ...one, reported_at: AT })),
      packing: parcel.packing,
    },
  };
}

const STANDARD = { name: 'Sandbox Standard', cost: { amount: 430, currency: 'EUR' }, days: 3, fits: true };
const RATES = [
  STANDARD,
  { name: 'Sandbox Express', cost: { amount: 980, currency: 'EUR' }, days: 1, fits: true },
];

/** The fulfilment's and the stock's part of the API, with a state of its own, for looking at their pages. */
export function depotApi(goods: Goods[]): (asked: Asked) => Said | null {
  const variants = goods.flatMap((item) => item.variants.map((variant) => ({ item, variant })));
  const parcels: Parcel[] = Array.from({ length: 18 }, (_, index) => ({
    ...{ id: `p${index}`, number: `S-${20_000 - index}`, city: CITIES[index % CITIES.length] ?? '' },
    carrier: index % 3 === 2 ? 'manual' : 'parcelpost',
    state: index % 3 === 2 ? 'created' : 'booked',
    off: index === 4,
    batch: index < 5 ? 'b0ffee01' : null,
    packing: null,
    shortages:
      index === 12
        ? [{ sku: variants[12]?.variant.sku ?? '', units: 1, reason: 'not_found', note: '', accepted: false }]
        : [],
    lines: [variants[index % 6], variants[((index * 3 + 1) % 6) + 6]].flatMap((one) =>
      one
        ? {
            ...{ sku: one.variant.sku, title: one.item.title, options: one.variant.title, short: 0 },
            ...{ quantity: (index % 2) + 1, counted: index === 4 ? 1 : 0 },
          }
        : [],
    ),
  }));
  const counts = [
    { count_id: 'c1', name: 'Shelf B', status: 'open', created_by: 'mira', created_at: AT, updated_at: AT },
    { count_id: 'c0', name: 'Shelf A', status: 'booked', created_by: 'mira', created_at: AT, updated_at: AT },
  ];
  const counted = variants.slice(0, 6).map(({ variant: { sku } }, index) => ({
    ...{ sku, counted: 10 - (index % 3), expected: 10, difference: -(index % 3), counted_at: AT },
    ...{ counted_by: 'mira', booked_at: null, refused: null },
  }));
  const closed = new Map<string, string>();
  const of = (batch: string) => parcels.filter((parcel) => parcel.batch === batch);
  const show = (parcel: Parcel) => shown(parcel, parcels.indexOf(parcel));
  const level = (sku: string, onHand = 12) => ({
    ...{ sku, product_id: goods[0]?.handle, handle: goods[0]?.handle, on_hand: onHand, reserved: 2 },
    ...{ available: onHand - 2, over_held: 0, backorder: false, threshold: 5, version: 7 },
    ...{ limit: 0, promised: '', waiting: 0 },
  });
  const batchOf = (id: string) => ({
    ...{ id, created_at: AT, assignee: 'mock-user', parcels: of(id).length, version: 1, refused: [] },
    closed_at: closed.get(id) ?? null,
    shipments: of(id).map(show),
  });

  function pickList(id: string) {
    const open = of(id).filter((parcel) => !parcel.off && !parcel.packing && parcel.state !== 'shipped');
    const skus = [...new Set(open.flatMap(({ lines }) => lines.map(({ sku }) => sku)))].sort();
    const lines = skus.map((sku) => {
      const shares = open.flatMap(({ id, lines }) =>
        lines
          .filter((line) => line.sku === sku)
          .map((line) => ({
            line,
            share: {
              shipment_id: id,
              wanted: line.quantity - line.short,
              counted: line.counted,
              missing: missing(line),
            },
          })),
      );
      const sum = (of: 'wanted' | 'counted' | 'missing') =>
        shares.reduce((all, { share }) => all + share[of], 0);
      const [first] = shares;
      return {
        ...{ sku, title: first?.line.title ?? '', options: first?.line.options ?? '' },
        ...{ wanted: sum('wanted'), counted: sum('counted'), missing: sum('missing') },
        parcels: shares.map(({ share }) => share),
      };
    });
    return {
      batch_id: id,
      lines,
      missing: lines.reduce((all, line) => all + line.missing, 0),
      put_back: ['p4'],
    };
  }

  function scan(id: string, body: Record<string, unknown>): Said {
    const list = pickList(id).lines.find(({ sku }) => sku === body.code);
    if (!list) return no(404, 'unknown_code');
    let left = Number(body.units ?? 1);
    if (left > list.missing) return no(409, 'surplus', { missing: list.missing });
    const got: { shipment_id: string; units: number }[] = [];
    for (const { shipment_id, missing } of list.parcels) {
      const line = parcels
        .find((parcel) => parcel.id === shipment_id)
        ?.lines.find(({ sku }) => sku === body.code);
      const units = Math.min(left, missing);
      if (!line || units < 1) continue;
      line.counted += units;
      left -= units;
      got.push({ shipment_id, units });
    }
    const rest = pickList(id);
    const still = rest.lines.find(({ sku }) => sku === body.code)?.missing ?? 0;
    return ok({
      sku: body.code,
      title: list.title,
      counted: got,
      missing: still,
      missing_in_all: rest.missing,
    });
  }

  function dispatch(id: string): Said {
    const said = of(id).map((parcel) => {
      const outcome = parcel.off ? 'called_off' : parcel.packing ? null : 'not_packed';
      if (!outcome) parcel.state = 'shipped';
      return {
        ...{ shipment_id: parcel.id, outcome: outcome ? 'refused' : 'dispatched', state: parcel.state },
        ...{ code: outcome, detail: outcome },
      };
    });
    if (of(id).every(({ state, off }) => off || state === 'shipped')) closed.set(id, AT);
    return ok({ batch_id: id, parcels: said, done: true, closed_at: closed.get(id) ?? null });
  }

  function shipment(id: string, rest: string, method: string, body: Record<string, unknown>): Said | null {
    const parcel = parcels.find((one) => one.id === id);
    if (!parcel) return no(404, 'not_found');
    const line = parcel.lines.find(({ sku }) => sku === body.sku);
    if (rest === '/packing') parcel.packing = method === 'POST' ? { ...body, packed_at: AT } : null;
    if (rest === '/picks')
      for (const { sku, units } of body.lines as { sku: string; units: number }[]) {
        const held = parcel.lines.find((one) => one.sku === sku);
        if (held) held.counted = units;
      }
    if (rest === '/shortages' && line) {
      line.short = Number(body.units);
      parcel.shortages.push({
        sku: line.sku,
        units: line.short,
        reason: String(body.reason),
        note: '',
        accepted: false,
      });
    }
    if (rest === '/shortages/resolution' && line) {
      if (body.resolution === 'found') line.short = 0;
      parcel.shortages = parcel.shortages
        .filter(() => body.resolution !== 'found')
        .map((one) => ({ ...one, accepted: true }));
    }
    if (rest === '/hand-over' || rest === '/dispatch') parcel.state = 'shipped';
    return ok(show(parcel));
  }

  return ({ method, path, query, body }) => {
    const [, area, id = '', rest = ''] =
      /^\/admin\/(batches|shipments|stock\/counts)\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const page = (items: unknown[]) => ok({ items, next_cursor: null });
    const queue = query.get('queue');
    if (path === '/admin/fulfilment') {
      const names = ['to_pick', 'picking', 'to_pack', 'to_ship', 'exception'];
      const queues = names.map((name) => ({
        ...{ queue: name, count: parcels.filter((parcel) => queueOf(parcel) === name).length },
        ...{ more: false, since: AT },
      }));
      return ok({ queues });
    }
    if (path === '/admin/shipments')
      return page(parcels.filter((parcel) => queueOf(parcel) === queue).map(show));
    if (area === 'shipments' && rest === '/rates' && method === 'GET')
      return ok({ items: RATES, booked: STANDARD.name, chosen: '' });
    if (area === 'batches' && rest === '/manifests')
      return ok({ items: [{ carrier: 'USPS', parcels: of(id).length, url: '/media/mug.svg', note: '' }] });
    if (area === 'shipments') return shipment(id, rest, method, body);
    if (path === '/admin/batches' && method === 'POST') {
      const made = `b${Date.now().toString(16)}`;
      const named = body.shipment_ids as string[] | undefined;
      const free = parcels.filter(
        (parcel) => queueOf(parcel) === 'to_pick' && (!named || named.includes(parcel.id)),
      );
      for (const parcel of named ? free : free.slice(0, Number(body.size))) parcel.batch = made;
      return ok(batchOf(made), 201);
    }
    if (path === '/admin/batches') {
      const ids = [...new Set(parcels.flatMap(({ batch }) => batch ?? []))];
      return page(ids.filter((one) => closed.has(one) === (query.get('closed') === 'true')).map(batchOf));
    }
    if (area === 'batches' && rest === '/pick-list') return ok(pickList(id));
    if (area === 'batches' && rest === '/scans') return scan(id, body);
    if (area === 'batches' && rest === '/dispatch') return dispatch(id);
    if (area === 'batches') return ok(batchOf(id));
    if (path === '/admin/stock/counts') return page(counts);
    if (area === 'stock/counts' && method === 'PUT') {
      const [entry] = body.lines as { code: string; counted: number }[];
      if (!entry) return null;
      return ok({
        lines: [{ ...counted[0], sku: entry.code, counted: entry.counted, difference: entry.counted - 10 }],
      });
    }
    if (area === 'stock/counts' && rest === '/lines') return page(counted);
    if (area === 'stock/counts') {
      const count = counts.find(({ count_id }) => count_id === id);
      return ok({ ...count, lines_booked: counted.length, lines_left: 0, refused: [] });
    }
    if (path === '/admin/stock/waiting') return page([]);
    if (path === '/admin/stock/reorder')
      return page(
        variants.slice(0, 9).map(({ item, variant }, index) => ({
          ...level(variant.sku, (index % 5) + 2),
          ...{ title: item.title, image: '', state: index % 5 === 0 ? 'out' : 'low' },
        })),
      );
    if (path === '/admin/stock/receipts') {
      const lines = body.lines as { sku: string; quantity: number }[];
      return ok(
        {
          lines: lines.map(({ sku, quantity }) => ({
            sku,
            quantity,
            stock: level(sku, 12 + quantity),
            refused: null,
          })),
        },
        201,
      );
    }
    if (path.startsWith('/admin/stock/by-barcode/')) return ok({ items: [] });
    const sku = /^\/admin\/stock\/([^/]+)$/.exec(path)?.[1];
    if (sku && !variants.some(({ variant }) => variant.sku === decodeURIComponent(sku)))
      return no(404, 'not_found');
    return null;
  };
}
