import { Link } from 'react-router';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { CopyText } from '../../ui/CopyText';
import { LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import { Facts, Money, StateBadge, When } from '../../ui/values';
import type { Payment } from '../payments/refunding';
import { staffOf, type Names } from '../../frame/names';
import styles from './ledger.module.css';

interface Props {
  payment: Detail<Payment>;
  names: Names;
}

/** The order's payment with its ledger, for who may see it. */
export default function PaymentPart({ payment: { data, error, reload }, names }: Props) {
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
