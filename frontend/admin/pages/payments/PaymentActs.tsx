import { lazy, Suspense, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { parseAmount, plainAmount } from '../../../src/lib/money';
import { useMay } from '../../frame/me';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { SeenDialog } from '../../patterns/SeenDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { paymentDifferences, type Payment } from './refunding';

const RefundDialog = lazy(() => import('./RefundDialog'));

type Act = 'capture' | 'refund' | 'void' | 'received';

interface Props {
  payment: Detail<Payment>;
  order?: components['schemas']['StaffOrderView'];
  done: (said: string) => Promise<void>;
}

const WAITS = new Set(['pending', 'requires_action']);

/** What may be done with a payment's money, by its state and the person's permissions; each on condition of what was seen. */
export function PaymentActs({ payment, order, done }: Props) {
  const t = useText();
  const may = useMay();
  const [act, setAct] = useState<Act>();
  const { data } = payment;
  if (!data) return null;
  const { status, refundable, provider } = data;
  const props = { payment, done, onClose: () => setAct(undefined) };

  return (
    <>
      {status === 'authorised' && may('payments.capture') && (
        <Button look="primary" onClick={() => setAct('capture')}>
          {t('payments.capture')}
        </Button>
      )}
      {provider === 'manual' && WAITS.has(status) && may('payments.mark_received') && (
        <Button look="primary" onClick={() => setAct('received')}>
          {t('payments.received')}
        </Button>
      )}
      {refundable.amount > 0 && may('payments.refund') && (
        <Button onClick={() => setAct('refund')}>{t('payments.refund')}</Button>
      )}
      {(status === 'authorised' || WAITS.has(status)) && may('payments.void') && (
        <Button look="danger" onClick={() => setAct('void')}>
          {t('payments.void')}
        </Button>
      )}
      <Suspense>{act === 'refund' && <RefundDialog {...props} order={order} />}</Suspense>
      {act === 'capture' && <Capture {...props} />}
      {act === 'void' && <Void {...props} />}
      {act === 'received' && <Received {...props} />}
    </>
  );
}

interface ActProps {
  payment: Detail<Payment>;
  done: (said: string) => Promise<void>;
  onClose: () => void;
}

const ifMatch = (tag: string | null) => (tag ? { 'If-Match': tag } : {});

function Capture({ payment, done, onClose }: ActProps) {
  const t = useText();
  const currency = payment.data?.amount.currency ?? '';
  return (
    <SeenDialog
      detail={payment}
      title={t('payments.capture')}
      consequences={() => [t('payments.captureText'), t('payments.final')]}
      action={t('payments.capture')}
      differences={paymentDifferences}
      onClose={onClose}
      submit={async ({ amount = '' }, key, seen) => {
        const parsed = parseAmount(amount, currency);
        await answer(
          api().POST('/admin/payments/{payment_id}/capture', {
            params: {
              path: { payment_id: seen.data.payment_id },
              header: { 'Idempotency-Key': key, ...ifMatch(seen.tag) },
            },
            body: { amount: parsed === null ? null : { amount: parsed, currency } },
          }),
        );
        await done(t('payments.captureDone'));
      }}
    >
      {({ authorised }) => (
        <TextField
          label={t('payments.amountIn', { currency })}
          name="amount"
          inputMode="decimal"
          pattern="[0-9]+([.,][0-9]+)?"
          required
          defaultValue={plainAmount(authorised.amount, currency)}
          first
        />
      )}
    </SeenDialog>
  );
}

function Void({ payment, done, onClose }: ActProps) {
  const t = useText();
  return (
    <SeenDialog
      danger
      detail={payment}
      title={t('payments.void')}
      consequences={({ amount }) => [
        t('payments.voidText', { amount: formatMoney(amount) }),
        t('payments.final'),
      ]}
      action={t('payments.void')}
      differences={paymentDifferences}
      onClose={onClose}
      submit={async ({ reason = '' }, _, seen) => {
        await answer(
          api().POST('/admin/payments/{payment_id}/void', {
            params: { path: { payment_id: seen.data.payment_id }, header: ifMatch(seen.tag) },
            body: { reason },
          }),
        );
        await done(t('payments.voidDone'));
      }}
    >
      {() => <TextField label={t('orders.reason')} name="reason" required maxLength={200} first />}
    </SeenDialog>
  );
}

/** Said twice it is booked once, so it needs no condition. */
function Received({ payment, done, onClose }: ActProps) {
  const t = useText();
  return (
    <SeenDialog
      detail={payment}
      title={t('payments.received')}
      consequences={({ amount }) => [
        t('payments.receivedText', { amount: formatMoney(amount) }),
        t('payments.final'),
      ]}
      action={t('payments.received')}
      differences={paymentDifferences}
      onClose={onClose}
      submit={async (_, __, seen) => {
        const params = { path: { payment_id: seen.data.payment_id } };
        await answer(api().POST('/admin/payments/{payment_id}/mark-received', { params }));
        await done(t('payments.receivedDone'));
      }}
    />
  );
}
