import { lazy, Suspense } from 'react';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { Skeleton } from '../../ui/Notice';
import { Card, Facts, Money, When } from '../../ui/values';
import type { Payment } from '../payments/refunding';
import type { StaffOrder } from './moments';
import type { Names } from '../../frame/names';

const PaymentPart = lazy(() => import('./PaymentPart'));

const UNPAID = new Set(['PENDING', 'AWAITING_PAYMENT']);

interface Props {
  order: StaffOrder;
  payment: Detail<Payment> & { isAsked: boolean };
  names: Names;
}

/** What was paid, what went back, what is left; with the payment's ledger for who may see it. */
export function MoneyCard({ order, payment, names }: Props) {
  const t = useText();
  const { money, total } = order;
  const unpaid = UNPAID.has(order.state);
  const balance = unpaid
    ? total.amount - money.captured.amount
    : money.captured.amount - money.refunded.amount - money.disputed.amount;
  return (
    <Card title={t('orders.money')}>
      <Facts
        of={
          [
            [t('orders.paymentMethod'), worded('method', order.payment_method)],
            [t('orders.total'), <Money key="total" of={total} />],
            ...(money.authorised.amount > money.captured.amount
              ? [[t('payments.authorised'), <Money key="authorised" of={money.authorised} />]]
              : []),
            [t('payments.captured'), <Money key="captured" of={money.captured} />],
            [t('payments.refunded'), <Money key="refunded" of={money.refunded} />],
            ...(money.disputed.amount > 0
              ? [[t('payments.disputed'), <Money key="disputed" of={money.disputed} />]]
              : []),
            [
              t(unpaid ? 'order.toPay' : 'order.kept'),
              <strong key="balance">
                <Money of={{ amount: balance, currency: total.currency }} />
              </strong>,
            ],
            ...(unpaid ? [[t('order.payBy'), <When key="by" at={order.expires_at} />]] : []),
          ] as [string, React.ReactNode][]
        }
      />
      {payment.isAsked && (
        <Suspense fallback={<Skeleton rows={2} />}>
          <PaymentPart payment={payment} names={names} />
        </Suspense>
      )}
    </Card>
  );
}
