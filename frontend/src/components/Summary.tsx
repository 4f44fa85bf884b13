import { Fragment, type ReactNode } from 'react';
import { formatMoney, type Money } from '../lib/money';
import styles from './Summary.module.css';

/** The box at the side that adds things up. */
export function SummaryBox({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.summary} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Says what of the total is tax, where prices include it and there is any. */
export function taxNote(sum: { tax_included: boolean; tax: Money }): string {
  return sum.tax_included && sum.tax.amount > 0 ? `Includes ${formatMoney(sum.tax)} of tax.` : '';
}

/** What promotions take off a cart, a quote or an order. */
interface Reduced {
  subtotal: Money;
  discount: Money;
  reductions: { promotion_id: string; name: string; amount: Money }[];
}

/** What the lines cost without promotions. */
export const listPrice = ({ subtotal, discount }: Reduced): Money => ({
  ...subtotal,
  amount: subtotal.amount + discount.amount,
});

/** What the delivery costs without promotions; what they take off is in a row of its own. */
export const listDelivery = (sum: { shipping: Money; shipping_reduction: Money }): Money => ({
  ...sum.shipping,
  amount: sum.shipping.amount + sum.shipping_reduction.amount,
});

/** A row for each promotion. Two may have one name. */
export const reductionRows = ({ reductions }: Reduced): [string, Money][] =>
  reductions.map(({ name, amount }) => [name, { ...amount, amount: -amount.amount }]);

interface SumProps {
  rows: [label: string, amount: Money | string][];
  total?: Money;
  note?: string;
}

export function Sum({ rows, total, note }: SumProps) {
  return (
    <dl className={styles.rows}>
      {rows.map(([label, amount], place) => (
        <Fragment key={place}>
          <dt>{label}</dt>
          <dd>{typeof amount === 'string' ? amount : formatMoney(amount)}</dd>
        </Fragment>
      ))}
      {total && (
        <>
          <dt className={styles.grand}>Total</dt>
          <dd className={styles.grand}>{formatMoney(total)}</dd>
        </>
      )}
      {note && <dd className={styles.note}>{note}</dd>}
    </dl>
  );
}
