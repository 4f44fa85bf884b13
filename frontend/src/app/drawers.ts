import { createStore } from '../lib/store';

/** Whether the cart drawer is open, and the line that was just added, to be shown first. */
export const cartDrawer = createStore<{ open: boolean; added: string | null }>({ open: false, added: null });

export const openCart = (): void => cartDrawer.set({ open: true, added: null });
export const showAdded = (sku: string): void => cartDrawer.set({ open: true, added: sku });
export const closeCart = (): void => cartDrawer.set({ open: false, added: null });
