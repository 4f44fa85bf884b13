import type { CartLine } from '../api/types';
import { formatDate } from '../lib/dates';

/** When units come in that were bought before there were any, which may be some of them; nothing for what is in stock. */
export function Promised({ of: { available_from: day } }: { of: Pick<CartLine, 'available_from'> }) {
  return day ? (
    <p className="muted small">
      What is not in stock yet is available from {formatDate(day)}, and ships once it is there.
    </p>
  ) : null;
}
