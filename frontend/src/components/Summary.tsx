import { Fragment, type ReactNode } from 'react';
import { formatMoney, type Money } from '../lib/money';
import type { Reduced } from '../lib/sums';
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

interface Credited {
  kind: 'gift_card' | 'store_credit';
  last_four: string;
  amount: Money;
}

/** What gift cards and store credit take off what is to be paid. */
export const creditRows = (credits: Credited[]): [label: string, amount: Money][] =>
  credits.map(({ kind, last_four, amount }) => [
    kind === 'gift_card' ? `Gift card … ${last_four}` : 'Store credit',
    { ...amount, amount: -amount.amount },
  ]);

/** What is paid beside them. */
export const dueOf = ({ total, credits }: { total: Money; credits: Credited[] }): Money => ({
  ...total,
  amount: Math.max(0, total.amount - credits.reduce((sum, { amount }) => sum + amount.amount, 0)),
});

/** A row for each promotion. Two may have one name. */
export const reductionRows = ({ reductions }: Reduced): [string, Money][] =>
  reductions.map(({ name, amount }) => [name, { ...amount, amount: -amount.amount }]);

interface GivenBack {
  refunds: { amount: Money; to: 'payment' | 'store_credit' | 'credits' }[];
}

/** Where what was refunded went, if not all went the way it was paid: ", €5.00 of it as store credit". */
export function refundedTo({ refunds }: GivenBack): string {
  const went = (['store_credit', 'credits'] as const).flatMap((to) => {
    const there = refunds.filter((refund) => refund.to === to);
    const [first] = there;
    if (!first) return [];
    const amount = there.reduce((sum, refund) => sum + refund.amount.amount, 0);
    const where = to === 'store_credit' ? 'as store credit' : 'to the gift card or credit that paid it';
    return [`${formatMoney({ ...first.amount, amount })} of it ${where}`];
  });
  return went.map((words) => `, ${words}`).join('');
}

interface SumProps {
  rows: [label: string, amount: Money | string][];
  total?: Money;
  /** What the total is called. */
  label?: string;
  note?: string;
}

export function Sum({ rows, total, label = 'Total', note }: SumProps) {
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
          <dt className={styles.grand}>{label}</dt>
          <dd className={styles.grand}>{formatMoney(total)}</dd>
        </>
      )}
      {note && <dd className={styles.note}>{note}</dd>}
    </dl>
  );
}
