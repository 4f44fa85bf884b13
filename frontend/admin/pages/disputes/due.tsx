import { useState } from 'react';
import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { StateBadge, When } from '../../ui/values';

export type Dispute = components['schemas']['PaymentsDisputeView'];

const WAITS = new Set(['needs_response', 'warning_needs_response']);
const SOON_MS = 3 * 24 * 3600 * 1000;

/** Whether the bank waits for an answer: none was given that stands. */
export const isWaiting = ({ status, answer }: Dispute): boolean =>
  WAITS.has(status) && answer?.failure !== '';

/** How near the day is until which to answer; empty where nothing is to be answered, or there is time. */
export function nearness(dispute: Dispute, now: number): 'overdue' | 'soon' | '' {
  if (!isWaiting(dispute) || !dispute.due_by) return '';
  const left = Date.parse(dispute.due_by) - now;
  if (left <= 0) return 'overdue';
  return left <= SOON_MS ? 'soon' : '';
}

/** Of several, the one that is to be answered first; else the first. */
export const firstOf = (disputes: Dispute[]): Dispute | undefined =>
  disputes.filter(isWaiting).sort((a, b) => (a.due_by ?? '9').localeCompare(b.due_by ?? '9'))[0] ??
  disputes[0];

export function Due({ of: dispute }: { of: Dispute }) {
  const t = useText();
  const [now] = useState(Date.now);
  const near = nearness(dispute, now);
  return (
    <>
      <When at={dispute.due_by} />{' '}
      {near && (
        <StateBadge
          state={near}
          tone={near === 'overdue' ? 'bad' : 'warn'}
          text={t(near === 'overdue' ? 'disputes.overdue' : 'disputes.soon')}
        />
      )}
    </>
  );
}
