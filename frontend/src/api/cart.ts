import { answer, api } from './client';
import { within } from './families';
import type { Cart } from './types';

const at = (sku: string) => ({ params: { path: { sku } } });

/** The routes of the signed-in shopper's own cart and wishlist, or of the guest's, whom a cookie is known by. */
export const cartOf = (own: boolean) => ({
  get: () => answer(api().GET(within(own, '/cart'))),
  add: (sku: string, quantity: number) =>
    answer(api().POST(within(own, '/cart/lines'), { body: { sku, quantity } })),
  set: (sku: string, quantity: number) =>
    answer(api().PUT(within(own, '/cart/lines/{sku}'), { ...at(sku), body: { quantity } })),
  remove: (sku: string) => answer(api().DELETE(within(own, '/cart/lines/{sku}'), at(sku))),
  moveToWishlist: (sku: string) =>
    answer(api().POST(within(own, '/cart/lines/{sku}/move-to-wishlist'), at(sku))),
  giveCode: (code: string) => answer(api().POST(within(own, '/cart/codes'), { body: { code } })),
  takeCodeOut: (code: string) =>
    answer(api().DELETE(within(own, '/cart/codes/{code}'), { params: { path: { code } } })),
  moveToMarket: (market: string) => answer(api().POST(within(own, '/cart/market'), { body: { market } })),
  wishlist: () => answer(api().GET(within(own, '/wishlist'))),
  wish: (sku: string) => answer(api().POST(within(own, '/wishlist/items'), { body: { sku } })),
  unwish: (sku: string) => answer(api().DELETE(within(own, '/wishlist/items/{sku}'), at(sku))),
  moveToCart: (sku: string) =>
    answer(
      api().POST(within(own, '/wishlist/items/{sku}/move-to-cart'), { ...at(sku), body: { quantity: 1 } }),
    ),
});

export type CartApi = ReturnType<typeof cartOf>;

/** What a merge could not put into the shopper's cart: taken in as far as there is room, or forgotten. */
export const takeLeftoverIn = (sku: string): Promise<Cart> =>
  answer(api().POST('/me/cart/leftovers/{sku}/move-to-cart', at(sku)));
export const dismissLeftover = (sku: string): Promise<Cart> =>
  answer(api().DELETE('/me/cart/leftovers/{sku}', at(sku)));

/** Takes the guest's cart and wishlist over into the signed-in shopper's; safe to repeat. */
export const mergeGuestCart = (): Promise<Cart> => answer(api().POST('/me/cart/merge'));
