import type { ReactNode } from 'react';
import type { Money as Amount } from '../../src/lib/money';
import { formatAgo, formatMoney, formatWhen, spoken, worded } from '../i18n/language';
import type { Tone } from './Notice';
import styles from './ui.module.css';

/** An amount as the locale writes it; a minus stays with its number, also from right to left. */
export function Money({ of }: { of: Amount }) {
  spoken.use();
  return <bdi className={styles.number}>{formatMoney(of)}</bdi>;
}

/** A moment, as long ago as it is or as a date; the other is told when it is pointed at. */
export function When({ at, ago = false }: { at: string | null | undefined; ago?: boolean }) {
  spoken.use();
  if (!at) return <span className="muted">–</span>;
  const [shown, other] = ago ? [formatAgo(at), formatWhen(at)] : [formatWhen(at), formatAgo(at)];
  return (
    <time dateTime={at} title={other} className={styles.nowrap}>
      {shown}
    </time>
  );
}

/** What each state of the API is: done well, on its way, waiting for somebody, wrong, or over. */
const TONES: Record<string, Tone | 'over'> = {
  PENDING: 'info',
  AWAITING_PAYMENT: 'warn',
  PAID: 'good',
  FULFILLING: 'info',
  PARTIALLY_SHIPPED: 'info',
  SHIPPED: 'info',
  DELIVERED: 'good',
  CANCELLED: 'over',
  EXPIRED: 'over',
  active: 'good',
  unlisted: 'info',
  draft: 'warn',
  archived: 'over',
  awaiting_upload: 'warn',
  running: 'info',
  checking: 'info',
  checked: 'warn',
  stopped: 'warn',
  succeeded: 'good',
  failed: 'bad',
  on: 'good',
  off_gone: 'bad',
  off_failing: 'bad',
  pending: 'info',
  authorised: 'info',
  captured: 'good',
  voided: 'over',
  refunded: 'over',
  requires_action: 'warn',
  needs_response: 'bad',
  lost: 'bad',
  won: 'good',
  exception: 'bad',
  delivered: 'good',
  shipped: 'info',
  in_transit: 'info',
  cancelled: 'over',
  silent: 'bad',
  sent: 'good',
  rejected: 'bad',
  bounced: 'bad',
  complained: 'bad',
  ERROR: 'bad',
  CRITICAL: 'bad',
  WARNING: 'warn',
  INFO: 'info',
  DEBUG: 'over',
};

/** A state in a word and a colour; the word alone says it too, and may be another than the state's own. */
export function StateBadge({ state, tone, text }: { state: string; tone?: Tone | 'over'; text?: string }) {
  spoken.use();
  return (
    <span className={`${styles.badge} ${styles[tone ?? TONES[state] ?? 'over']}`}>
      {text ?? worded('state', state)}
    </span>
  );
}

/** Names and what they hold, side by side. */
export function Facts({ of: facts }: { of: [label: string, value: ReactNode][] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Card({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.card} aria-label={title}>
      <div className={styles.cardHead}>
        <h2>{title}</h2>
        {actions && <div className={styles.row}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
