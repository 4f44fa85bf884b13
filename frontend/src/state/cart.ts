import * as calls from '../api/cart';
import { cartOf, mergeGuestCart, type CartApi } from '../api/cart';
import type { Cart, Wishlist } from '../api/types';
import { randomId } from '../lib/ids';
import { keepMarket, market, type Market } from '../lib/chosenMarket';
import { createStore } from '../lib/store';
import { session, sessionReady } from './session';

interface Kept<T> {
  data: T | null;
  error: unknown;
}

/** With data and an error, the cart is shown, but what was collected before signing in is not in it yet. */
export const cart = createStore<Kept<Cart>>({ data: null, error: null });
export const wishlist = createStore<Kept<Wishlist>>({ data: null, error: null });

const MERGE_OWED = 'souk.merge-owed';
/** Written when this tab has changed the cart, which the browser tells the other tabs of. */
const CHANGED = 'souk.cart-changed';

/** The market that the cart was asked to be in already: it may be that the shop has it no more. */
let movedTo = '';

/** The shopper shops in one market: a cart from elsewhere, as from another device, moves there. */
async function inOneMarket(data: Cart): Promise<Cart> {
  const wanted = market()?.id ?? '';
  const asking = `${data.id}:${wanted}`;
  if (data.market === wanted || data.lines.length === 0 || movedTo === asking) return data;
  movedTo = asking;
  return (await mine()).moveToMarket(wanted);
}

async function mine(): Promise<CartApi> {
  await sessionReady();
  return cartOf(session.get().status === 'signed-in');
}

// Answers may overtake each other: the cart shown never goes back to an earlier one.
let asked = 0;
let shown = 0;

function showCart(data: Cart, turn: number): void {
  const now = cart.get().data;
  const older = now !== null && now.id === data.id ? data.version < now.version : turn < shown;
  if (older) return;
  shown = Math.max(shown, turn);
  cart.set({ data, error: null });
  // It was ordered, which empties it a moment later: other tabs may show it still.
  if (now?.id && now.id !== data.id) tellTabs();
}

const showWishlist = (data: Wishlist) => wishlist.set({ data, error: null });

function tellTabs(): void {
  localStorage.setItem(CHANGED, randomId());
}

let loading: Promise<void> | null = null;

/** Asks for the cart as it is now; who asks while an answer is on its way gets that one. */
export function loadCart(): Promise<void> {
  if (!loading) {
    const sent = load().finally(() => {
      if (loading === sent) loading = null;
    });
    loading = sent;
  }
  return loading;
}

/** Nothing is known of a cart, and an answer that is on its way, which may be another person's, is not shown. */
export function forgetCart(): void {
  cart.set({ data: null, error: null });
  wishlist.set({ data: null, error: null });
  shown = asked += 1;
  loading = null;
}

async function load(): Promise<void> {
  const turn = (asked += 1);
  const owed = await mergeOwed();
  try {
    showCart(await inOneMarket(await (await mine()).get()), turn);
    if (owed) cart.set({ ...cart.get(), error: owed });
  } catch (error) {
    if (turn >= shown) cart.set({ ...cart.get(), error });
  }
}

export async function loadWishlist(): Promise<void> {
  try {
    wishlist.set({ data: await (await mine()).wishlist(), error: null });
  } catch (error) {
    wishlist.set({ ...wishlist.get(), error });
  }
}

/**
 * The cart is changed in other tabs and on other devices too: asks again when another tab says so, when this one is
 * looked at again, and when the connection is back.
 */
export function followCart(): () => void {
  const again = () => {
    // Afresh: an answer that is on its way may be older than what happened while nobody looked.
    if (document.visibilityState === 'visible') void reloadCart();
  };
  const told = (event: StorageEvent) => {
    if (event.key !== CHANGED) return;
    void reloadCart();
    if (wishlist.get().data) void loadWishlist();
  };
  window.addEventListener('storage', told);
  window.addEventListener('focus', again);
  window.addEventListener('online', again);
  document.addEventListener('visibilitychange', again);
  return () => {
    window.removeEventListener('storage', told);
    window.removeEventListener('focus', again);
    window.removeEventListener('online', again);
    document.removeEventListener('visibilitychange', again);
  };
}

/** The changes throw a Problem or Unreachable when refused; the stores then still show what was true before. */
async function change(send: (api: CartApi) => Promise<Cart>): Promise<void> {
  const turn = (asked += 1);
  const data = await inOneMarket(await send(await mine()));
  shown = Math.max(shown, turn);
  cart.set({ data, error: null });
  tellTabs();
}

export const addToCart = (sku: string, quantity: number) => change((api) => api.add(sku, quantity));
export const setQuantity = (sku: string, quantity: number) => change((api) => api.set(sku, quantity));
export const removeLine = (sku: string) => change((api) => api.remove(sku));
export const giveCode = (code: string) => change((api) => api.giveCode(code));
export const takeCodeOut = (code: string) => change((api) => api.takeCodeOut(code));
export const takeLeftoverIn = (sku: string) => change(() => calls.takeLeftoverIn(sku));
export const dismissLeftover = (sku: string) => change(() => calls.dismissLeftover(sku));

/** From now on the shopper shops there; null is the shop's own. The page is to be loaded anew: its prices are others. */
export async function shopIn(chosen: Market | null): Promise<void> {
  const filled = (cart.get().data?.lines.length ?? 0) > 0;
  if (filled) await change((api) => api.moveToMarket(chosen?.id ?? ''));
  keepMarket(chosen);
}

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

/**
 * After signing in: the guest's cart joins the shopper's. It is owed until it worked, over reloads too, and the
 * server takes a repeat for the same merge.
 */
export async function mergeAfterSignIn(): Promise<void> {
  localStorage.setItem(MERGE_OWED, '1');
  await Promise.all([reloadCart(), wishlist.get().data ? loadWishlist() : undefined]);
}

/** Why the merge that is owed did not work; the shopper's own cart is shown meanwhile. */
async function mergeOwed(): Promise<unknown> {
  await sessionReady();
  if (session.get().status !== 'signed-in' || !localStorage.getItem(MERGE_OWED)) return null;
  try {
    await mergeGuestCart();
  } catch (error) {
    return error;
  }
  localStorage.removeItem(MERGE_OWED);
  tellTabs();
  return null;
}

/** Not the answer that is on its way, which may be another person's cart or from before what just happened. */
export async function reloadCart(): Promise<void> {
  await loading;
  await loadCart();
}

/** After signing out or once an order is placed: ask again. */
export async function refreshAfterChange(): Promise<void> {
  forgetCart();
  await loadCart();
}
