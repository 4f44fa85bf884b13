import { answer, api } from './client';
import type { Cart, Wishlist } from './types';

/** Guests (cookie) and signed-in shoppers (token) have the same cart routes in two families. */
export interface CartApi {
  get: () => Promise<Cart>;
  add: (sku: string, quantity: number) => Promise<Cart>;
  set: (sku: string, quantity: number) => Promise<Cart>;
  remove: (sku: string) => Promise<Cart>;
  moveToWishlist: (sku: string) => Promise<{ cart: Cart; wishlist: Wishlist }>;
  wishlist: () => Promise<Wishlist>;
  wish: (sku: string) => Promise<Wishlist>;
  unwish: (sku: string) => Promise<Wishlist>;
  moveToCart: (sku: string) => Promise<{ cart: Cart; wishlist: Wishlist }>;
}

const at = (sku: string) => ({ params: { path: { sku } } });

export const guestCart: CartApi = {
  get: () => answer(api().GET('/cart')),
  add: (sku, quantity) => answer(api().POST('/cart/lines', { body: { sku, quantity } })),
  set: (sku, quantity) => answer(api().PUT('/cart/lines/{sku}', { ...at(sku), body: { quantity } })),
  remove: (sku) => answer(api().DELETE('/cart/lines/{sku}', at(sku))),
  moveToWishlist: (sku) => answer(api().POST('/cart/lines/{sku}/move-to-wishlist', at(sku))),
  wishlist: () => answer(api().GET('/wishlist')),
  wish: (sku) => answer(api().POST('/wishlist/items', { body: { sku } })),
  unwish: (sku) => answer(api().DELETE('/wishlist/items/{sku}', at(sku))),
  moveToCart: (sku) =>
    answer(api().POST('/wishlist/items/{sku}/move-to-cart', { ...at(sku), body: { quantity: 1 } })),
};

export const ownCart: CartApi = {
  get: () => answer(api().GET('/me/cart')),
  add: (sku, quantity) => answer(api().POST('/me/cart/lines', { body: { sku, quantity } })),
  set: (sku, quantity) => answer(api().PUT('/me/cart/lines/{sku}', { ...at(sku), body: { quantity } })),
  remove: (sku) => answer(api().DELETE('/me/cart/lines/{sku}', at(sku))),
  moveToWishlist: (sku) => answer(api().POST('/me/cart/lines/{sku}/move-to-wishlist', at(sku))),
  wishlist: () => answer(api().GET('/me/wishlist')),
  wish: (sku) => answer(api().POST('/me/wishlist/items', { body: { sku } })),
  unwish: (sku) => answer(api().DELETE('/me/wishlist/items/{sku}', at(sku))),
  moveToCart: (sku) =>
    answer(api().POST('/me/wishlist/items/{sku}/move-to-cart', { ...at(sku), body: { quantity: 1 } })),
};

/** What a merge could not put into the shopper's cart: taken in as far as there is room, or forgotten. */
export const takeLeftoverIn = (sku: string): Promise<Cart> =>
  answer(api().POST('/me/cart/leftovers/{sku}/move-to-cart', at(sku)));
export const dismissLeftover = (sku: string): Promise<Cart> =>
  answer(api().DELETE('/me/cart/leftovers/{sku}', at(sku)));

/** Takes the guest's cart and wishlist over into the signed-in shopper's; safe to repeat. */
export const mergeGuestCart = (): Promise<Cart> => answer(api().POST('/me/cart/merge'));
