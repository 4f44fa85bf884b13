/** A moment as a field of date and time has it, in the person's own time. */
export function localOf(iso: string | null | undefined): string {
  if (!iso) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const momentOf = (local: string): string | null => (local ? new Date(local).toISOString() : null);
