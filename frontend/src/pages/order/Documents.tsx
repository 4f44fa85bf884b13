import { useState } from 'react';
import { documentLink, listDocuments, type OrderRef } from '../../api/orders';
import type { Order, OrderDocument } from '../../api/types';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/Notice';
import { formatDay } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import { useLoad } from '../../lib/useLoad';
import styles from '../Order.module.css';

const NAMES: Record<OrderDocument['type'], string> = {
  invoice: 'Invoice',
  credit_note: 'Credit note',
  reversal: 'Reversal of a credit note',
};

/** The invoice and the credit notes; asked for anew whenever the order or its money moved. */
export function Documents({ order, at }: { order: Order; at: OrderRef }) {
  const { captured, refunded } = order.money;
  const turn = `${order.state}:${captured.amount}:${refunded.amount}`;
  const { data } = useLoad(captured.amount > 0 ? `documents:${order.id}:${turn}` : null, (signal) =>
    listDocuments(at, signal),
  );
  const [busy, setBusy] = useState('');
  const [error, setError] = useState<unknown>();

  async function download(number: string) {
    setBusy(number);
    setError(undefined);
    try {
      window.location.assign(await documentLink(at, number));
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy('');
    }
  }

  if (!data?.length) return null;
  return (
    <section aria-labelledby="documents">
      <h2 id="documents">Invoice{data.length > 1 && ' and credit notes'}</h2>
      {Boolean(error) && <ErrorNotice error={error} title="The document cannot be fetched" />}
      <ul className={styles.documents}>
        {data.map(({ number, type, issued_on, total }) => (
          <li key={number}>
            <div>
              {NAMES[type]} {number}
              <p className="muted small">
                {formatDay(`${issued_on}T12:00:00`)} · {formatMoney(total)}
              </p>
            </div>
            <Button look="quiet" busy={busy === number} onClick={() => void download(number)}>
              Download PDF <span className="visually-hidden">{number}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
