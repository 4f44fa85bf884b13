import { Link } from 'react-router';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import type { StaffOrder } from '../orders/moments';
import type { Payment } from '../payments/refunding';
import FraudWarnings from './FraudWarnings';
import OrderMoney from './OrderMoney';

interface Props {
  order: StaffOrder;
  payment: Detail<Payment>;
  done: (said: string) => Promise<void>;
}

/** What few orders have: disputes, warnings of fraud, and more payments than one. */
export default function Contested({ order, payment, done }: Props) {
  const captured = payment.data?.captured.amount ?? 0;
  return (
    <>
      <OrderDisputes order={order} />
      <FraudWarnings payment={payment} done={done} />
      {payment.data && order.money.captured.amount > captured && (
        <OrderMoney orderId={order.id} done={done} />
      )}
    </>
  );
}

/** Disputes, each with what is to be done about it by when; of another payment of this order, too. */
function OrderDisputes({ order: { disputes } }: { order: StaffOrder }) {
  const t = useText();
  if (disputes.length === 0) return null;
  return (
    <Card title={t('disputes.title')}>
      {disputes.map((dispute) => (
        <Facts
          key={dispute.id}
          of={[
            [t('orders.state'), <StateBadge key="state" state={dispute.status} />],
            [t('payments.amount'), <Money key="amount" of={dispute.amount} />],
            [t('disputes.contested'), <Money key="contested" of={dispute.contested} />],
            [t('orders.reason'), dispute.reason],
            [t('disputes.due'), <When key="due" at={dispute.due_by || null} />],
            [
              t('order.payment'),
              <Link key="payment" to={`/disputes/${dispute.payment_id}/${dispute.id}`}>
                {t('order.toDispute')}
              </Link>,
            ],
          ]}
        />
      ))}
    </Card>
  );
}
