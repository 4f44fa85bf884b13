import * as calls from '../api/cart';
import type { CartApi } from '../api/cart';
import type { Cart, Wishlist } from '../api/types';
import { change, mine, showWishlist, tellTabs } from './cart';

// What moves between cart, wishlist and leftovers: no page needs it to show itself.

export const takeLeftoverIn = (sku: string) => change(() => calls.takeLeftoverIn(sku));
export const dismissLeftover = (sku: string) => change(() => calls.dismissLeftover(sku));
export const moveToWishlist = (sku: string) => changeBoth((api) => api.moveToWishlist(sku));
export const moveToCart = (sku: string) => changeBoth((api) => api.moveToCart(sku));

function changeBoth(send: (api: CartApi) => Promise<{ cart: Cart; wishlist: Wishlist }>): Promise<void> {
  return change(async (api) => {
    const both = await send(api);
    showWishlist(both.wishlist);
    return both.cart;
  });
}

export async function wish(sku: string): Promise<void> {
  showWishlist(await (await mine()).wish(sku));
  tellTabs();
}

export async function unwish(sku: string): Promise<void> {
  showWishlist(await (await mine()).unwish(sku));
  tellTabs();
}
