import type { components } from '../../../src/api/schema';
import type { Permission } from '../../frame/me';
import { formatWhen, worded } from '../../i18n/language';

export type ApiKey = components['schemas']['ApiKeyView'];
type ForKeys = components['schemas']['NewApiKey']['permissions'][number];

/** What no key permits, whoever made it. */
const NOT_FOR_KEYS: Permission[] = ['staff.manage', 'integrations.manage'];

const forKeys = (permission: Permission): permission is ForKeys => !NOT_FOR_KEYS.includes(permission);

/** What somebody with these permissions may give a key. */
export const givable = (permissions: readonly Permission[]): ForKeys[] => permissions.filter(forKeys);

/** Permissions by what they are about ("orders"); of each, seeing it comes first. */
export function byThing<P extends Permission>(permissions: readonly P[]): Map<string, P[]> {
  const things = new Map<string, P[]>();
  const reads = (one: P) => one.endsWith('.read');
  for (const permission of [...permissions].sort((one, other) => Number(reads(other)) - Number(reads(one)))) {
    const thing = permission.split('.')[0] ?? '';
    things.set(thing, [...(things.get(thing) ?? []), permission]);
  }
  return things;
}

/** "Orders: see, call off". */
export const inWords = (permissions: readonly Permission[]): string[] =>
  [...byThing(permissions)].map(
    ([thing, ones]) =>
      `${worded('permission', thing)}: ${ones.map((one) => worded('permission', one)).join(', ')}`,
  );

export type KeyState = 'key_on' | 'key_less' | 'key_none' | 'key_ended';

/** How a key stands: whether it ended, and whether its maker may still all that it was given. */
export function stateOf({ permissions, permits, expires_at }: ApiKey, now = Date.now()): KeyState {
  if (expires_at && new Date(expires_at).getTime() <= now) return 'key_ended';
  if (permits.length === 0) return 'key_none';
  return permits.length < permissions.length ? 'key_less' : 'key_on';
}

/** A day, whatever the zone of whoever reads: the API counts them in UTC. */
export const day = (of: string): string => formatWhen(`${of}T12:00:00Z`, 'day');

/** What ends goes on for so long at most: each service keeps what it knows of a key. */
export const SECONDS_TO_END = 30;

const DAY_MS = 86_400_000;

/** When a key ends that lives for this many days from now; none is for good. */
export const endsAfter = (days: number): string | null =>
  days > 0 ? new Date(Date.now() + days * DAY_MS).toISOString() : null;
