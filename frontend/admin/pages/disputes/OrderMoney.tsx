import { useState } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { parseAmount, plainAmount } from '../../../src/lib/money';
import { useMay } from '../../frame/me';
import { formatMoney, text, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { useDetail } from '../../patterns/DetailPage';
import { SeenDialog } from '../../patterns/SeenDialog';
import type { Column } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Card, Money, StateBadge } from '../../ui/values';

type OrderMoneyView = components['schemas']['OrderMoneyView'];

const COLUMNS: Column<components['schemas']['PaidPartView']>[] = [
  {
    id: 'provider',
    label: 'payments.provider',
    cell: ({ payment_id, provider }) => (
      <Link to={`/payments/${payment_id}`}>{worded('method', provider)}</Link>
    ),
  },
  { id: 'state', label: 'orders.state', cell: ({ status }) => <StateBadge state={status} /> },
  { id: 'captured', label: 'payments.captured', end: true, cell: ({ captured }) => <Money of={captured} /> },
  {
    id: 'left',
    label: 'payments.refundable',
    end: true,
    cell: ({ refundable }) => <Money of={refundable} />,
  },
];

interface Props {
  orderId: string;
  done: (said: string) => Promise<void>;
}

/** The payments of an order that several paid, and a refund over all of them. */
export default function OrderMoney({ orderId, done }: Props) {
  const t = useText();
  const may = useMay();
  const [refunding, setRefunding] = useState(false);
  const path = { order_id: orderId };
  const detail = useDetail<OrderMoneyView>(['order money', orderId], (headers, signal) =>
    api().GET('/admin/orders/{order_id}/refunds', { params: { path }, headers, signal }),
  );
  const { data } = detail;
  if (!data || data.payments.length < 1) return null;
  const { currency } = data.refundable;
  return (
    <Card
      title={t('spread.title')}
      actions={
        data.refundable.amount > 0 &&
        may('payments.refund') && <Button onClick={() => setRefunding(true)}>{t('spread.refund')}</Button>
      }
    >
      <DataTable
        label={t('spread.title')}
        columns={COLUMNS}
        rows={data.payments}
        id={({ payment_id }) => payment_id}
        short
      />
      {refunding && (
        <SeenDialog
          danger
          detail={detail}
          title={t('spread.refund')}
          action={t('spread.refund')}
          consequences={() => [t('spread.text'), t('payments.final')]}
          differences={(was, now) =>
            was.refundable.amount === now.refundable.amount
              ? []
              : [
                  {
                    label: text('payments.refundable'),
                    was: formatMoney(was.refundable),
                    now: formatMoney(now.refundable),
                  },
                ]
          }
          onClose={() => setRefunding(false)}
          submit={async ({ amount = '', reason = '', credit = '' }, key, seen) => {
            await answer(
              api().POST('/admin/orders/{order_id}/refunds', {
                params: {
                  path,
                  header: { 'Idempotency-Key': key, ...(seen.tag ? { 'If-Match': seen.tag } : {}) },
                },
                body: {
                  reason,
                  amount: { amount: parseAmount(amount, currency) ?? 0, currency },
                  ...(credit ? { as_credit: true } : {}),
                },
              }),
            );
            await Promise.all([detail.reload(), done(t('spread.done'))]);
          }}
        >
          {({ refundable }) => (
            <>
              <TextField
                label={t('payments.amountIn', { currency })}
                name="amount"
                inputMode="decimal"
                pattern="[0-9]+([.,][0-9]+)?"
                required
                defaultValue={plainAmount(refundable.amount, currency)}
                first
              />
              <TextField label={t('orders.reason')} name="reason" required maxLength={200} />
              <label>
                <input type="checkbox" name="credit" /> {t('spread.asCredit')}
              </label>
            </>
          )}
        </SeenDialog>
      )}
    </Card>
  );
}
