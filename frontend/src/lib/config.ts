/** What the shop's operator sets at deploy time; read from /config.json, never built in. */
export interface ShopConfig {
  shopName: string;
  currency: string;
  apiBase: string;
  stripeJsUrl: string;
  stripePublishableKey?: string;
}

let current: ShopConfig = {
  shopName: 'Souk',
  currency: 'EUR',
  apiBase: '/api',
  stripeJsUrl: 'https://js.stripe.com/v3/',
};

/** The configuration that main.tsx loaded before the first render. */
export const config = (): ShopConfig => current;

export async function loadConfig(): Promise<ShopConfig> {
  const response = await fetch('/config.json', { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`config.json answered ${response.status}`);
  current = { ...current, ...((await response.json()) as Partial<ShopConfig>) };
  return current;
}
