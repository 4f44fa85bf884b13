import { Link } from 'react-router';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { CopyText } from '../../ui/CopyText';
import { LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import type { Payment } from '../payments/refunding';
import type { StaffOrder } from './moments';
import { staffOf, type Names } from '../../frame/names';
import styles from './order.module.css';

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
  const amount = (value: number) => ({ amount: value, currency: total.currency });
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
              t(UNPAID.has(order.state) ? 'order.toPay' : 'order.kept'),
              <strong key="balance">
                <Money
                  of={amount(
                    UNPAID.has(order.state)
                      ? total.amount - money.captured.amount
                      : money.captured.amount - money.refunded.amount - money.disputed.amount,
                  )}
                />
              </strong>,
            ],
            ...(UNPAID.has(order.state) ? [[t('order.payBy'), <When key="by" at={order.expires_at} />]] : []),
          ] as [string, React.ReactNode][]
        }
      />
      {payment.isAsked && <PaymentPart payment={payment} names={names} />}
    </Card>
  );
}

function PaymentPart({ payment: { data, error, reload }, names }: Omit<Props, 'order'>) {
  const t = useText();
  if (error) return <LoadFailed error={error} retry={() => void reload()} />;
  if (!data) return <Skeleton rows={2} />;
  return (
    <>
      <Facts
        of={[
          [
            t('order.payment'),
            <span key="state">
              {worded('method', data.provider)} <StateBadge state={data.status} />
            </span>,
          ],
          [t('payments.id'), <CopyText key="id" of={data.payment_id} name={t('payments.id')} />],
          [t('payments.refundable'), <Money key="refundable" of={data.refundable} />],
        ]}
      />
      {data.difference && (
        <Notice tone="warn" title={t('payments.difference')}>
          {data.difference}
        </Notice>
      )}
      {data.ledger.length > 0 && (
        <section aria-label={t('payments.ledger')}>
          <h3>{t('payments.ledger')}</h3>
          <ul className={styles.ledger}>
            {data.ledger.map(({ sequence, kind, amount, at, by }) => (
              <li key={sequence}>
                <span>{worded('ledger', kind)}</span> <Money of={amount} />
                <span className="muted small">
                  <When at={at} /> · <bdi>{names(staffOf(by))}</bdi>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Link to={`/payments/${data.payment_id}`}>{t('orders.toPayment')}</Link>
    </>
  );
}
