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

/** What of the refunds went elsewhere than the way it was paid. */
const givenBack = (refunds: StaffOrder['refunds']) =>
  (['store_credit', 'credits'] as const).flatMap((to) => {
    const there = refunds.filter((refund) => refund.to === to);
    const sum = there.reduce((all, { amount }) => all + amount.amount, 0);
    return there[0] ? [[to, { ...there[0].amount, amount: sum }] as const] : [];
  });

interface Props {
  order: StaffOrder;
  payment: Detail<Payment> & { isAsked: boolean };
  names: Names;
}

/** What was paid, what went back, what is left; with the payment's ledger for who may see it. */
export default function MoneyCard({ order, payment, names }: Props) {
  const t = useText();
  const { money, total } = order;
  const unpaid = UNPAID.has(order.state);
  // What gift cards hold is captured once the rest is there: until then it is neither captured nor to be paid.
  const beside = order.credits.reduce((sum, credit) => sum + credit.amount.amount, 0);
  const balance = unpaid
    ? Math.max(total.amount - money.captured.amount - beside, 0)
    : money.captured.amount - money.refunded.amount - money.disputed.amount;
  return (
    <Card title={t('orders.money')}>
      <Facts
        of={
          [
            [t('orders.paymentMethod'), worded('method', order.payment_method)],
            [t('orders.total'), <Money key="total" of={total} />],
            ...order.credits.map((credit, index) => [
              credit.kind === 'gift_card'
                ? t('order.paidWithCard', { code: credit.last_four })
                : t('order.paidWithCredit'),
              <Money key={`credit-${String(index)}`} of={credit.amount} />,
            ]),
            ...(money.authorised.amount > money.captured.amount
              ? [[t('payments.authorised'), <Money key="authorised" of={money.authorised} />]]
              : []),
            [t('payments.captured'), <Money key="captured" of={money.captured} />],
            [t('payments.refunded'), <Money key="refunded" of={money.refunded} />],
            ...givenBack(order.refunds).map(([to, of]) => [
              t(`order.refundedTo.${to}`),
              <Money key={to} of={of} />,
            ]),
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
