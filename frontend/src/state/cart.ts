import { guestCart, mergeGuestCart, ownCart, type CartApi } from '../api/cart';
import type { Cart, Wishlist } from '../api/types';
import { createStore } from '../lib/store';
import { session, sessionReady } from './session';

interface Kept<T> {
  data: T | null;
  error: unknown;
}

export const cart = createStore<Kept<Cart>>({ data: null, error: null });
export const wishlist = createStore<Kept<Wishlist>>({ data: null, error: null });

const MERGE_OWED = 'souk.merge-owed';

async function mine(): Promise<CartApi> {
  await sessionReady();
  return session.get().status === 'signed-in' ? ownCart : guestCart;
}

export async function loadCart(): Promise<void> {
  try {
    await mergeOwed();
    cart.set({ data: await (await mine()).get(), error: null });
  } catch (error) {
    cart.set({ ...cart.get(), error });
  }
}

export async function loadWishlist(): Promise<void> {
  try {
    wishlist.set({ data: await (await mine()).wishlist(), error: null });
  } catch (error) {
    wishlist.set({ ...wishlist.get(), error });
  }
}

const showCart = (data: Cart) => cart.set({ data, error: null });
const showWishlist = (data: Wishlist) => wishlist.set({ data, error: null });

/** These throw a Problem or Unreachable when refused; the stores then still show what was true before. */
export const addToCart = async (sku: string, quantity: number) =>
  showCart(await (await mine()).add(sku, quantity));
export const setQuantity = async (sku: string, quantity: number) =>
  showCart(await (await mine()).set(sku, quantity));
export const removeLine = async (sku: string) => showCart(await (await mine()).remove(sku));
export const wish = async (sku: string) => showWishlist(await (await mine()).wish(sku));
export const unwish = async (sku: string) => showWishlist(await (await mine()).unwish(sku));

export async function moveToWishlist(sku: string): Promise<void> {
  show(await (await mine()).moveToWishlist(sku));
}

export async function moveToCart(sku: string): Promise<void> {
  show(await (await mine()).moveToCart(sku));
}

function show(both: { cart: Cart; wishlist: Wishlist }): void {
  showCart(both.cart);
  showWishlist(both.wishlist);
}

/**
 * After signing in: the guest's cart joins the shopper's. It is owed until it worked, over reloads too, and the
 * server takes a repeat for the same merge.
 */
export async function mergeAfterSignIn(): Promise<void> {
  localStorage.setItem(MERGE_OWED, '1');
  await Promise.all([loadCart(), wishlist.get().data ? loadWishlist() : undefined]);
}

async function mergeOwed(): Promise<void> {
  await sessionReady();
  if (session.get().status !== 'signed-in' || !localStorage.getItem(MERGE_OWED)) return;
  await mergeGuestCart();
  localStorage.removeItem(MERGE_OWED);
}

/** After signing out or once an order is placed: ask again. */
export async function refreshAfterChange(): Promise<void> {
  cart.set({ data: null, error: null });
  wishlist.set({ data: null, error: null });
  await loadCart();
}
