import { categoriesOf, type Goods } from './goods.ts';
import { listGoods, searchGoods, suggestGoods } from './shelf.ts';
import { OPTIONS, pointsNear, Till, type Asked } from './till.ts';

export interface Said {
  status: number;
  body?: unknown;
  etag?: string;
}

type Answer = (asked: Asked, id: string) => unknown;

const USER = { id: 'mock-user', email: 'amira@example.com', name: 'Amira Haddad', groups: [] };
const PROFILE = { ...USER, locale: 'en', created_at: '2026-01-15T10:00:00Z' };
const ADDRESS = {
  id: 'home',
  name: 'Amira Haddad',
  line1: 'Sonnenallee 12',
  postal_code: '12047',
  city: 'Berlin',
  country: 'DE',
  is_default: true,
};

/** What somebody wants to be told about. */
const waitedFor = ([{ handle, title } = { handle: '', title: '' }]: Pick<Goods, 'handle' | 'title'>[]) => ({
  ...{ sku: handle, handle, title, variant_title: '' },
});

/** The mock shop's answer to a request of the API; the signed-in family ("/me/cart") is the guest's. */
export function mockApi(goods: Goods[]): (asked: Asked) => Said {
  const till = new Till(goods);
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const both = () => ({ cart: till.showCart(), wishlist: till.showWishlist() });
  const after = (change: () => void, show: () => object) => {
    change();
    return show();
  };
  const cart = () => till.showCart();
  const wishlist = () => till.showWishlist();
  const signedIn = () => ({ access_token: 'mock', expires_in: 3600, user: USER });

  const routes: [method: string, path: RegExp, answer: Answer][] = [
    ['GET', /^\/categories$/, () => ({ items: categoriesOf(goods) })],
    ['GET', /^\/products$/, ({ query }) => listGoods(goods, query)],
    ['GET', /^\/products\/stock$/, ({ query }) => stock(goods, query.get('skus') ?? '')],
    ['GET', /^\/products\/([^/]+)$/, (_, handle) => goods.find((item) => item.handle === handle)],
    ['GET', /^\/search$/, ({ query }) => searchGoods(goods, query)],
    ['GET', /^\/search\/suggest$/, ({ query }) => suggestGoods(goods, query.get('q') ?? '')],
    ['GET', /^\/cart$/, cart],
    ['POST', /^\/cart\/merge$/, cart],
    [
      'POST',
      /^\/cart\/lines$/,
      ({ body }) => after(() => till.add(text(body.sku), Number(body.quantity)), cart),
    ],
    [
      'PUT',
      /^\/cart\/lines\/([^/]+)$/,
      ({ body }, sku) => after(() => till.set(sku, Number(body.quantity)), cart),
    ],
    ['DELETE', /^\/cart\/lines\/([^/]+)$/, (_, sku) => after(() => till.set(sku, 0), cart)],
    [
      'POST',
      /^\/cart\/lines\/([^/]+)\/move-to-wishlist$/,
      (_, sku) => after(() => till.moveToWishlist(sku), both),
    ],
    ['GET', /^\/wishlist$/, wishlist],
    ['POST', /^\/wishlist\/items$/, ({ body }) => after(() => till.wish(text(body.sku)), wishlist)],
    ['DELETE', /^\/wishlist\/items\/([^/]+)$/, (_, sku) => after(() => till.unwish(sku), wishlist)],
    [
      'POST',
      /^\/wishlist\/items\/([^/]+)\/move-to-cart$/,
      (_, sku) => after(() => till.moveToCart(sku), both),
    ],
    ['POST', /^\/stock-wishes$/, () => ({})],
    ['POST', /^\/stock-wishes\/confirm$/, () => waitedFor(goods)],
    ['POST', /^\/letters\/[^/]+$/, () => ({})],
    [
      'GET',
      /^\/letters\/[^/]+\/choices$/,
      () => ({
        ...{
          to: 'a…@example.com',
          topics: [
            { topic: 'back_in_stock', given: true },
            { topic: 'price_drop', given: true },
            { topic: 'abandoned_cart', given: true },
            { topic: 'review_request', given: false },
          ],
        },
        wishes: [{ ...waitedFor(goods), until: '2027-02-01T10:00:00Z' }],
      }),
    ],
    ['GET', /^\/checkout\/options$/, () => OPTIONS],
    ['GET', /^\/pickup-points$/, ({ query }) => pointsNear(query)],
    ['POST', /^\/checkout\/quote$/, ({ body }) => till.quote(body)],
    ['POST', /^\/checkout$/, ({ body }) => till.place(body)],
    ['GET', /^\/orders$/, () => till.listOrders()],
    ['GET', /^\/orders\/([^/]+)$/, (_, id) => till.showOrder(id)],
    ['GET', /^\/orders\/([^/]+)\/payment$/, (_, id) => till.payment(id)],
    ['GET', /^\/orders\/[^/]+\/(letters|documents)$/, () => ({ items: [] })],
    ['GET', /^\/consents$/, () => ({ activity: false, version: '2026-11', at: null, items: [] })],
    ['GET', /^\/shipments$/, ({ query }) => till.shipments(query.get('order_id') ?? '')],
    ['POST', /^\/auth\/(sign-in|refresh)$/, signedIn],
    ['POST', /^\/auth\//, () => ({})],
    ['GET', /^\/$/, () => PROFILE],
    ['PATCH', /^\/$/, ({ body }) => ({ ...PROFILE, ...body })],
    ['GET', /^\/addresses$/, () => ({ items: [ADDRESS] })],
    ['GET', /^\/activity$/, () => ({ items: [], next_cursor: null })],
    ['POST', /^\/activity$/, () => ({})],
  ];

  return (asked) => {
    const path = asked.path.replace(/^\/me(?=\/|$)/, '') || '/';
    for (const [method, pattern, answer] of routes) {
      const hit = method === asked.method && pattern.exec(path);
      if (!hit) continue;
      const body = answer(asked, decodeURIComponent(hit[1] ?? ''));
      return body ? { status: 200, body } : notFound();
    }
    return notFound();
  };
}

function notFound(): Said {
  return {
    status: 404,
    body: { status: 404, code: 'not_found', title: 'Not found', detail: 'There is no such thing.' },
  };
}

function stock(goods: Goods[], skus: string): object {
  const wanted = skus.split(',');
  const variants = goods.flatMap((item) => item.variants).filter((variant) => wanted.includes(variant.sku));
  return {
    items: variants.map(({ sku, available, backorder }) => ({ sku, available, backorder, preorder_left: 0 })),
  };
}
