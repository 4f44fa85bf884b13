import { getOrderPayment, type OrderRef } from '../../api/orders';
import { ErrorNotice } from '../../components/Notice';
import { formatUntil } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import { useLoad } from '../../lib/useLoad';
import styles from '../Order.module.css';

/** What to write on the bank transfer that pays the order. */
export function TransferDetails({ at }: { at: OrderRef }) {
  const { data, error } = useLoad(`payment:${at.orderId}`, (signal) => getOrderPayment(at, signal));
  if (error) return <ErrorNotice error={error} title="The bank details did not load" />;
  const transfer = data?.transfer;
  return (
    <div className={styles.instructions}>
      <h2>How to pay</h2>
      {transfer ? (
        <>
          <p>
            Transfer <b>{formatMoney(transfer.amount)}</b> so that it arrives by{' '}
            <b>{formatUntil(transfer.until)}</b>. Write the reference on it: it tells us what it is for.
          </p>
          <dl className={styles.transfer}>
            {[
              ...transfer.account,
              { label: 'Amount', value: formatMoney(transfer.amount) },
              { label: 'Reference', value: transfer.reference },
            ].map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <p>We send your order as soon as the money is there.</p>
        </>
      ) : (
        <p>{data?.instructions ?? '…'}</p>
      )}
    </div>
  );
}
