import { answer, api } from './client';
import type { Activity, Consents } from './types';
import type { PageOf } from '../lib/usePages';

export async function listActivity(
  cursor: string | null,
  signal?: AbortSignal,
): Promise<PageOf<Activity, string>> {
  const page = await answer(
    api().GET('/me/activity', { params: { query: { limit: 30, cursor: cursor ?? undefined } }, signal }),
  );
  return { items: page.items, next: page.next_cursor ?? null };
}

type Glance =
  | { kind: 'product_viewed'; product_id: string; handle: string; title: string; image: string }
  | { kind: 'searched'; query: string };

/** In this browser's storage: whose looks may be noted. The shop holds to the consent it knows of, whatever is here. */
const AGREED = 'souk.noted';

/** Notes what a signed-in shopper looked at, if they agreed, for their own activity page. It may fail unnoticed. */
export function recordActivity(userId: string, body: Glance): void {
  if (localStorage.getItem(AGREED) !== userId) return;
  answer(api().POST('/me/activity', { body })).catch(() => undefined);
}

export const eraseActivity = () => answer(api().DELETE('/me/activity'));

/** Has this browser tell the shop what this person looks at, or nobody. */
export function heedConsents(userId: string, consents: Consents): void {
  if (consents.activity) localStorage.setItem(AGREED, userId);
  else localStorage.removeItem(AGREED);
}
