import { formatMoney, type Money } from '../lib/money';

const WORDS: Record<string, string> = {
  ...{ '100g': '100 g', '100ml': '100 ml', kg: 'kg', l: 'litre', m: 'metre' },
  ...{ m2: 'm²', m3: 'm³', item: 'piece' },
};

interface Props {
  of: { price_per_measure: { price: Money; per: string } | null };
  /** As the end of a line that tells of more. */
  inline?: boolean;
}

/** What it costs for one measure, so that prices of packs of all sizes can be compared. */
export function PerMeasure({ of, inline = false }: Props) {
  const told = of.price_per_measure;
  if (!told) return null;
  const text = `${formatMoney(told.price)} per ${WORDS[told.per] ?? told.per}`;
  return inline ? <> ({text})</> : <span className="muted small">{text}</span>;
}
