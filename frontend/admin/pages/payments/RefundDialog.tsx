import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { parseAmount, plainAmount } from '../../../src/lib/money';
import { useMay } from '../../frame/me';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import { LoadFailed, Skeleton } from '../../ui/Notice';
import type { FormValues } from '../../ui/ProblemForm';
import type { Payment } from './Payment';

interface Props {
  payment: Payment;
  done: (said: string) => Promise<void>;
  onClose: () => void;
}

type Mode = 'all' | 'amount' | 'lines';

/** Money back: all that can be, an amount, or lines of the order. */
export function RefundDialog({ payment, done, onClose }: Props) {
  const t = useText();
  const may = useMay();
  const [mode, setMode] = useState<Mode>(may('orders.read') ? 'lines' : 'all');
  const { currency } = payment.amount;
  const modes = [...(may('orders.read') ? ['lines' as const] : []), 'amount' as const, 'all' as const];

  async function send({ amount = '', reason = '', restock, ...values }: FormValues, key: string) {
    const parsed = parseAmount(amount, currency);
    const lines = mode === 'lines' ? linesOf(values) : [];
    await answer(
      api().POST('/admin/payments/{payment_id}/refunds', {
        params: { path: { payment_id: payment.payment_id }, header: { 'Idempotency-Key': key } },
        body: {
          reason,
          restock: restock === 'on',
          ...(mode === 'amount' && parsed !== null ? { amount: { amount: parsed, currency } } : {}),
          ...(lines.length > 0 ? { lines } : {}),
        },
      }),
    );
    await done(t('payments.refundDone'));
  }

  return (
    <ActionDialog
      danger
      title={t('payments.refund')}
      consequences={[
        t('payments.refundText', { amount: formatMoney(payment.refundable) }),
        t('payments.final'),
      ]}
      action={t('payments.refund')}
      submit={send}
      onClose={onClose}
    >
      <SelectField
        label={t('payments.what')}
        name="mode"
        value={mode}
        onChange={(event) => setMode(event.target.value as Mode)}
        options={modes.map((value) => ({ value, label: t(`payments.what.${value}`) }))}
      />
      {mode === 'amount' && (
        <TextField
          label={t('payments.amountIn', { currency })}
          name="amount"
          inputMode="decimal"
          pattern="[0-9]+([.,][0-9]+)?"
          required
          defaultValue={plainAmount(payment.refundable.amount, currency)}
        />
      )}
      {mode === 'lines' && <Lines orderId={payment.order_id} />}
      {mode !== 'amount' && <CheckField name="restock" label={t('payments.restock')} />}
      <TextField label={t('orders.reason')} name="reason" required maxLength={200} />
    </ActionDialog>
  );
}

const LINE = 'line ';

const linesOf = (values: FormValues) =>
  Object.entries(values)
    .filter(([name, quantity]) => name.startsWith(LINE) && Number(quantity) > 0)
    .map(([name, quantity]) => ({ sku: name.slice(LINE.length), quantity: Number(quantity) }));

/** How many of each line of the order. */
function Lines({ orderId }: { orderId: string }) {
  const t = useText();
  const order = useQuery({
    queryKey: ['order lines', orderId],
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/orders/{order_id}', { params: { path: { order_id: orderId } }, signal })),
  });
  if (order.error) return <LoadFailed error={order.error} retry={() => void order.refetch()} />;
  if (!order.data) return <Skeleton rows={2} />;
  return order.data.lines.map(({ sku, title, variant_title, quantity, unit_price }) => (
    <SelectField
      key={sku}
      label={`${title} ${variant_title} (${sku})`}
      name={`${LINE}${sku}`}
      defaultValue="0"
      hint={t('payments.each', { price: formatMoney(unit_price) })}
      options={Array.from({ length: quantity + 1 }, (_, count) => ({
        value: String(count),
        label: t('payments.ofLine', { quantity: count, all: quantity }),
      }))}
    />
  ));
}
