import { answer, api } from '../../../src/api/client';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { SeenDialog } from '../../patterns/SeenDialog';
import { TextField } from '../../ui/Field';
import { toast } from '../../ui/toast';
import { orderDifferences } from '../orders/differences';
import type { StaffOrder } from '../orders/moments';

const ifMatch = (tag: string | null) => (tag ? { 'If-Match': tag } : {});

/** All of it; money, stock and parcels follow. */
export default function CancelOrder({
  detail,
  onClose,
}: {
  detail: Detail<StaffOrder>;
  onClose: () => void;
}) {
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
