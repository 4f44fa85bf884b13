import type { Cart } from '../../api/types';
import { formatMoney } from '../../lib/money';

/** What little is missing for promotions that the cart does not reach yet. */
export function Hints({ of, currency }: { of: Cart['missed']; currency: string }) {
  const hints = of.flatMap((promotion) => {
    const text = lacking(promotion, currency);
    return text ? [{ id: promotion.promotion_id, text }] : [];
  });
  if (hints.length === 0) return null;
  return (
    <ul className="muted small" aria-label="Not reached yet">
      {hints.map(({ id, text }) => (
        <li key={id}>{text}</li>
      ))}
    </ul>
  );
}

function lacking({ name, why, missing }: Cart['missed'][number], currency: string): string {
  if (missing <= 0) return '';
  if (why === 'minimum_value')
    return `${formatMoney({ amount: missing, currency })} more for \u201c${name}\u201d.`;
  if (why === 'minimum_quantity')
    return `${missing === 1 ? 'One piece' : `${missing} pieces`} more for \u201c${name}\u201d.`;
  return '';
}
