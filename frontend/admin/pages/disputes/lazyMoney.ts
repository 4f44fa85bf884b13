import { lazy } from 'react';
import type { StaffOrder } from '../orders/moments';
import type { Payment } from '../payments/refunding';
import { withWords } from '../withWords';

/** What few orders have, which comes once a page shows it. */
export const LazyFraudWarnings = lazy(withWords('disputes', () => import('./FraudWarnings')));
export const LazyContested = lazy(withWords('disputes', () => import('./Contested')));

/** Whether an order has any of it. */
export const isContested = (order: StaffOrder, payment: Payment | undefined): boolean =>
  order.disputes.length > 0 ||
  (payment !== undefined &&
    (payment.fraud_warnings.length > 0 || order.money.captured.amount > payment.captured.amount));
