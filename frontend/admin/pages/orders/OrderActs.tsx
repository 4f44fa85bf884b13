import { answer, api } from '../../../src/api/client';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { SeenDialog } from '../../patterns/SeenDialog';
import { TextField } from '../../ui/Field';
import { toast } from '../../ui/toast';
import { Correction } from './Correction';
import { orderDifferences } from './differences';
import type { StaffOrder } from './moments';

export type Act = 'cancel' | 'review' | 'correct';

interface ActProps {
  detail: Detail<StaffOrder>;
  onClose: () => void;
}

const ACTS = { cancel: Cancel, review: Review, correct: Correction };

/** What is done to an order in a dialog, which comes once somebody asks for it. */
export default function OrderActs({ act, ...props }: ActProps & { act: Act }) {
  const Dialog = ACTS[act];
  return <Dialog {...props} />;
}

const ifMatch = (tag: string | null) => (tag ? { 'If-Match': tag } : {});

function Cancel({ detail, onClose }: ActProps) {
  const t = useText();
  return (
    <SeenDialog
      danger
      detail={detail}
      title={t('orders.cancelTitle', { number: detail.data?.number ?? '' })}
      consequences={({ money }) => [
        ...(money.captured.amount > 0
          ? [
              t('orders.cancelMoney', {
                amount: formatMoney({
                  amount: money.captured.amount - money.refunded.amount,
                  currency: money.captured.currency,
                }),
              }),
            ]
          : []),
        t('orders.cancelStock'),
        t('orders.cancelLetter'),
      ]}
      differences={orderDifferences}
      action={t('orders.cancel')}
      onClose={onClose}
      submit={async ({ reason = '' }, key, seen) => {
        await answer(
          api().POST('/admin/orders/{order_id}/cancel', {
            params: {
              path: { order_id: seen.data.id },
              header: { 'Idempotency-Key': key, ...ifMatch(seen.tag) },
            },
            body: { reason },
          }),
        );
        await detail.reload();
        toast(t('orders.cancelAsked'));
      }}
    >
      {() => <TextField label={t('orders.reason')} name="reason" maxLength={200} lines={3} first />}
    </SeenDialog>
  );
}

function Review({ detail, onClose }: ActProps) {
  const t = useText();
  return (
    <SeenDialog
      detail={detail}
      title={t('order.review')}
      consequences={({ suspicions }) => [...suspicions.map(({ reason }) => reason), t('order.reviewText')]}
      differences={orderDifferences}
      action={t('order.review')}
      onClose={onClose}
      submit={async ({ reason = '' }, _, seen) => {
        await answer(
          api().POST('/admin/orders/{order_id}/review', {
            params: { path: { order_id: seen.data.id }, header: ifMatch(seen.tag) },
            body: { reason },
          }),
        );
        await detail.reload();
        toast(t('order.reviewed'));
      }}
    >
      {() => <TextField label={t('orders.reason')} name="reason" maxLength={200} first />}
    </SeenDialog>
  );
}
