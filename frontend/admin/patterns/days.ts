/** The day here of a moment, as an input of dates takes it; `until` is the last day before it. */
export function dayOf(moment: string, edge: 'since' | 'until'): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return '';
  if (edge === 'until') at.setMilliseconds(at.getMilliseconds() - 1);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The moment at which a day here begins, or for `until` is over. */
export function momentOf(day: string, edge: 'since' | 'until'): string {
  if (!day) return '';
  const at = new Date(`${day}T00:00`);
  if (edge === 'until') at.setDate(at.getDate() + 1);
  return at.toISOString();
}
