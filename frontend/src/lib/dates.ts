const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

const plain = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' });

/** A day of the calendar, which is the same everywhere. */
export const formatDate = (day: string): string => plain.format(new Date(`${day}T00:00:00Z`));
const weekday = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
/** The days between which something arrives, both included: "Wed 2 Dec – Thu 3 Dec". */
export function formatBetween({ earliest, latest }: { earliest: string; latest: string }): string {
  const [first, last] = [earliest, latest].map((day) => weekday.format(new Date(`${day}T00:00:00Z`)));
  return first === last ? (first ?? '') : `${first ?? ''} – ${last ?? ''}`;
}
export const formatDay = (iso: string): string => day.format(new Date(iso));
export const formatMoment = (iso: string): string => moment.format(new Date(iso));
export const formatTime = (iso: string): string => clock.format(new Date(iso));

const until = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
});

/** A deadline: the time alone while it is today, else the day in words and the time. */
export function formatUntil(iso: string, now = new Date()): string {
  const at = new Date(iso);
  return at.toDateString() === now.toDateString() ? clock.format(at) : until.format(at);
}

/** With its weekday, seconds left out, and the zone. */
export const formatFully = (iso: string): string => until.format(new Date(iso));

const ago = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** How long ago it was, for what was today; empty for other days and for what is to come. */
export function formatAgo(iso: string, now: Date): string {
  const at = new Date(iso);
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (at.toDateString() !== now.toDateString() || minutes < -1) return '';
  if (minutes < 1) return ago.format(0, 'second');
  return minutes < 60 ? ago.format(-minutes, 'minute') : ago.format(-Math.floor(minutes / 60), 'hour');
}

/** The zone that times are shown in, as people and as computers call it: "Central European Time (Europe/Berlin)". */
export function zoneName(): string {
  const words = new Intl.DateTimeFormat(undefined, { timeZoneName: 'longGeneric' });
  const name = words.formatToParts(new Date()).find(({ type }) => type === 'timeZoneName')?.value;
  const { timeZone } = words.resolvedOptions();
  return name && name !== timeZone ? `${name} (${timeZone})` : timeZone;
}
