import { loadScript } from './script';

/** The part of Turnstile's script that the shop uses (developers.cloudflare.com/turnstile/get-started/client-side-rendering). */
export interface Turnstile {
  render: (
    place: HTMLElement,
    options: { sitekey: string; callback: (token: string) => void; 'error-callback': () => void },
  ) => string | null | undefined;
  remove: (widget: string) => void;
}

declare global {
  interface Window {
    turnstile?: Turnstile;
  }
}

const NOT_LOADED = 'The challenge could not be loaded.';

export async function loadTurnstile(origin: string): Promise<Turnstile> {
  if (!window.turnstile) await loadScript(`${origin}/turnstile/v0/api.js?render=explicit`, NOT_LOADED);
  if (!window.turnstile) throw new Error(NOT_LOADED);
  return window.turnstile;
}
