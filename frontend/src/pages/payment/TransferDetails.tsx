import { useState } from 'react';
import { getOrderPayment, type OrderRef } from '../../api/orders';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/Notice';
import { formatUntil } from '../../lib/dates';
import { formatMoney, plainAmount } from '../../lib/money';
import { useLoad } from '../../lib/useLoad';
import styles from '../Order.module.css';

/** What to write on the bank transfer that pays the order, or the rest of it. */
export function TransferDetails({ at }: { at: OrderRef }) {
  const { data, error } = useLoad(`payment:${at.orderId}`, (signal) => getOrderPayment(at, signal));
  if (error) return <ErrorNotice error={error} title="The bank details did not load" />;
  const transfer = data?.transfer;
  return (
    <div className={styles.instructions}>
      <h2>How to pay</h2>
      {transfer ? (
        <>
          {transfer.received.amount > 0 && (
            <p>
              <b>{formatMoney(transfer.received)}</b> has come already. This is the rest:
            </p>
          )}
          <p>
            Transfer <b>{formatMoney(transfer.amount)}</b> so that it arrives by{' '}
            <b>{formatUntil(transfer.until)}</b>. Write the reference on it: it tells us what it is for.
          </p>
          <dl className={styles.transfer}>
            {[
              ...transfer.account.map(({ label, value }) => ({
                label,
                value,
                copied: label === 'IBAN' ? value.replaceAll(' ', '') : value,
              })),
              {
                label: 'Amount',
                value: formatMoney(transfer.amount),
                copied: plainAmount(transfer.amount.amount, transfer.amount.currency),
              },
              { label: 'Reference', value: transfer.reference, copied: transfer.reference },
            ].map(({ label, value, copied }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <span>{value}</span> <Copy label={label} text={copied} />
                </dd>
              </div>
            ))}
          </dl>
          {transfer.code && <Code {...transfer.code} />}
          <p>We send your order as soon as the money is there.</p>
        </>
      ) : (
        <p>{data?.instructions ?? '…'}</p>
      )}
    </div>
  );
}

/** For the apps of banks that take euros; what is in it stands beside it as text. */
function Code({ size, path }: { size: number; path: string }) {
  const quiet = 4;
  const whole = size + 2 * quiet;
  return (
    <figure className={styles.code}>
      <svg
        role="img"
        aria-label="QR code with the same details"
        viewBox={`${-quiet} ${-quiet} ${whole} ${whole}`}
        shapeRendering="crispEdges"
      >
        <path d={path} />
      </svg>
      <figcaption>Your bank’s app can scan this code and fills in the transfer.</figcaption>
    </figure>
  );
}

/** As banks' forms take it: an account without its blanks, an amount without its currency. */
function Copy({ label, text }: { label: string; text: string }) {
  const [said, setSaid] = useState('');

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Not copied: mark it and copy it yourself');
    }
  }

  return (
    <>
      <Button look="plain" aria-label={`Copy: ${label}`} onClick={() => void copy()}>
        Copy
      </Button>{' '}
      <span role="status">{said}</span>
    </>
  );
}
