import type { Goods } from './goods.ts';
import type { Said } from './routes.ts';
import type { Asked } from './till.ts';

type Values = Record<string, unknown>;
const AT = '2026-11-23T08:00:00Z';
const ok = (body: unknown, status = 200, etag?: string): Said => ({ status, body, etag });
const step = (state: string, by: string, note = '') => ({ state, at: new Date().toISOString(), by, note });

/** Returns on both sides, of the shop's first goods: what staff see, and what a shopper asks for. */
export function returnsApi(goods: Goods[]): (asked: Asked) => Said | null {
  const wares = goods
    .slice(0, 6)
    .flatMap((item) => item.variants.slice(0, 1).map(({ sku }) => ({ item, sku })));
  const made = (id: string, state: string, index: number, more: Values = {}) => ({
    ...{ id, order_id: id.replace(/-R\d+$/, ''), order_number: `S-${20_000 - index}`, kind: 'return', state },
    lines: [
      {
        sku: wares[index % 6]?.sku,
        title: wares[index % 6]?.item.title,
        quantity: 2,
        reason: 'does_not_fit',
        price: 2400,
        exchange: null as Values | null,
      },
    ],
    ...{
      received: [],
      granted: [],
      photos: [] as string[],
      note: '',
      requested_at: AT,
      send_by: '2026-12-21T08:00:00Z',
      carrier: '',
    },
    ...{ tracking_code: '', fee: 0, refunded: 0, currency: '', delivery: 0, failure: '', version: 1 },
    steps: [{ state: 'requested', at: AT, by: 'shopper', note: '' }],
    ...more,
  });
  const returns: ReturnType<typeof made>[] = [
    made('order-00003-R1', 'requested', 3, { note: 'The blue one is too small.' }),
    made('order-00005-R1', 'requested', 5),
    made('order-00006-R1', 'requested', 6, {
      kind: 'claim',
      note: 'Two of them have a crack.',
      photos: ['p1'],
    }),
    made('order-00002-R1', 'approved', 2, { kind: 'withdrawal', delivery: 490 }),
    made('order-00004-R2', 'refund_failed', 4, {
      failure: 'only €3.00 can still be refunded',
      received: [{ sku: wares[4]?.sku, quantity: 2, condition: 'resaleable', restock: true }],
    }),
  ];
  const after = {
    approve: 'approved',
    reject: 'rejected',
    receive: 'received',
    grant: 'granted',
    refund: 'received',
    close: 'closed',
  };

  function staff({ method, path, query, body }: Asked): Said | null {
    if (path === '/admin/returns')
      return ok({ items: returns.filter(({ state }) => state === query.get('state')), next_cursor: null });
    if (path.endsWith('/photos')) return ok({ items: [{ id: 'p1', url: goods[0]?.images[0]?.src ?? '' }] });
    const one = returns.find(({ id }) => path === `/admin/returns/${id}`);
    if (!one) return null;
    if (method === 'PATCH') {
      one.state = after[body.decision as keyof typeof after];
      if (body.decision === 'grant') one.granted = body.granted as never;
      if (body.decision === 'receive') one.received = body.lines as never;
      one.steps.push(step(one.state, 'mira', body.reason as string));
      one.version += 1;
    }
    return ok(one, 200, `"${one.version}"`);
  }

  return (asked) => {
    if (asked.path.startsWith('/admin/returns')) return staff(asked);
    const path = asked.path.replace(/^\/me(?=\/)/, '');
    const declared_at = new Date().toISOString();
    if (path === '/withdrawals') return ok({ declared_at }, 202);
    if (/^\/orders\/[^/]+\/withdrawal$/.test(path))
      return ok({ number: 1, declared_at, lines: [], whole: true, ...asked.body }, 201);
    const own = (id: string) => returns.filter(({ order_id }) => order_id === id);
    const orderId = asked.query.get('order_id') ?? '';
    if (path === '/returns' && asked.method === 'POST') {
      const lines = (asked.body.lines as Values[]).map(({ exchange, ...line }) => ({
        ...{ title: '', ...line },
        exchange: exchange ? { title: '', currency: 'EUR', ...exchange } : null,
      }));
      const id = `${orderId}-R${own(orderId).length + 1}`;
      const { kind, note } = asked.body;
      const one = made(id, kind === 'claim' ? 'requested' : 'approved', 0, {
        lines,
        order_number: 'SK-1001',
        kind,
        note,
      });
      if (kind !== 'claim') one.steps.push(step('approved', 'system'));
      returns.push(one);
      return ok(one, 201);
    }
    if (path === '/returns') {
      const returnable = wares
        .slice(0, 2)
        .map(({ item, sku }) => ({ sku, title: item.title, units: 2, price: null }));
      const until = '2026-12-23T08:00:00Z';
      const claims = { claimable: returnable, claim_until: until };
      return ok({ items: own(orderId), returnable, until, ...claims, fee: 0 });
    }
    const one = returns.find(({ id }) => path === `/returns/${id}`);
    if (!one) return null;
    one.state = asked.body.state === 'sent' ? 'in_transit' : 'cancelled';
    one.tracking_code = asked.body.tracking_code as string;
    one.steps.push(step(one.state, 'shopper'));
    return ok(one);
  };
}
