import type { Shop } from '../api/types';
import { config } from '../lib/config';
import { learnMarkets } from '../lib/chosenMarket';
import { createStore } from '../lib/store';

/** What the merchant has published of the shop; null until it is known, and where the content block is away. */
export const shop = createStore<Shop | null>(null);

const PATIENCE_MS = 500;

/** Asks for it, and waits a moment so that nothing changes its looks before one's eyes. Never fails. */
export function loadShop(): Promise<unknown> {
  const asked = fetch(`${config().apiBase}/shop`)
    .then(async (response) => {
      if (response.ok) await show((await response.json()) as Shop);
    })
    .catch(() => undefined);
  return Promise.race([asked, new Promise((late) => setTimeout(late, PATIENCE_MS))]);
}

async function show(found: Shop): Promise<void> {
  // What is on the page was worked out by a rate that is not the shop's any more.
  if (learnMarkets(found.markets ?? [])) location.reload();
  if (found.settings) config().shopName = found.settings.name;
  if (
    found.theme.light.primary ??
    found.theme.dark.primary ??
    found.theme.light.night ??
    found.theme.light.saffron
  )
    (await import('../lib/theme')).paint(found.theme);
  shop.set(found);
}
