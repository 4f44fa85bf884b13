import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { StateBadge } from '../../ui/values';

export type Return = components['schemas']['StaffReturnView'];
type ReturnState = Return['state'];

/** What waits for the staff first. */
export const STATES = [
  'requested',
  'refund_failed',
  'approved',
  'in_transit',
  'received',
  'granted',
  'refunded',
  'rejected',
  'cancelled',
  'expired',
  'closed',
  'sent_again',
] as const satisfies readonly ReturnState[];

const TONES = {
  requested: 'warn',
  refund_failed: 'bad',
  approved: 'info',
  in_transit: 'info',
  received: 'info',
  granted: 'info',
  refunded: 'good',
  rejected: 'over',
  cancelled: 'over',
  expired: 'over',
  closed: 'over',
  sent_again: 'good',
} as const;

export function State({ of: state }: { of: ReturnState }) {
  const t = useText();
  return <StateBadge state={state} tone={TONES[state]} text={t(`returns.state.${state}`)} />;
}

export const contents = (lines: { quantity: number; sku: string }[]): string =>
  lines.map(({ quantity, sku }) => `${String(quantity)} × ${sku}`).join(', ');

/** What shoppers write into the parcel: the order's number, and which of its returns it is. */
export const numberOf = ({ id, order_number }: Return): string =>
  `${order_number}-${id.slice(id.lastIndexOf('-') + 1)}`;
