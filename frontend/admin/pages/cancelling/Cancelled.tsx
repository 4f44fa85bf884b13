import { Suspense, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { useNames } from '../../frame/names';
import { formatMoney, formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { SeenDialog } from '../../patterns/SeenDialog';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, When } from '../../ui/values';
import type { StaffOrder } from '../orders/moments';
import { orderDifferences } from '../orders/differences';
import { LazyEdited } from '../editing/lazyEdited';

type Wish = StaffOrder['line_cancellations'][number];
type Units = Record<string, number>;

/** Units that are taken out of an order before they are handed over, what staff changed of it, and the way to do more. */
export default function Cancelled({ detail, order }: { detail: Detail<StaffOrder>; order: StaffOrder }) {
  const t = useText();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const offered = may('orders.cancel') && order.cancellable.length > 0;
  const shown = offered || order.line_cancellations.length > 0;
  return (
    <>
      <Suspense>
        <LazyEdited detail={detail} order={order} />
      </Suspense>
      {shown && (
        <Card
          title={t('cancelling.title')}
          actions={offered && <Button onClick={() => setOpen(true)}>{t('cancelling.take')}</Button>}
        >
          {order.line_cancellations.length === 0 && <p className="muted">{t('cancelling.none')}</p>}
          {order.line_cancellations.map((wish) => (
            <One key={wish.number} wish={wish} />
          ))}
          {open && <Take detail={detail} onClose={() => setOpen(false)} />}
        </Card>
      )}
    </>
  );
}

const named = (lines: Wish['lines']) =>
  lines.map(({ quantity, title, sku }) => `${formatNumber(quantity)} × ${title || sku}`).join(', ');

function One({ wish }: { wish: Wish }) {
  const t = useText();
  const names = useNames();
  const became = {
    requested: t('cancelling.requested'),
    refused: t('cancelling.refused'),
    accepted: t(wish.was_paid ? 'cancelling.paid' : 'cancelling.unpaid', {
      amount: formatMoney(wish.amount),
    }),
  };
  return (
    <Notice tone={wish.state === 'refused' ? 'warn' : 'info'} title={named(wish.lines)}>
      <p>{became[wish.state]}</p>
      <p className="muted small">
        {[names(wish.requested_by), wish.reason, wish.answer].filter(Boolean).join(' · ')}{' '}
        <When at={wish.answered_at ?? wish.requested_at} />
      </p>
    </Notice>
  );
}

function Take({ detail, onClose }: { detail: Detail<StaffOrder>; onClose: () => void }) {
  const t = useText();
  const [units, setUnits] = useState<Units>({});
  return (
    <SeenDialog
      danger
      detail={detail}
      title={t('cancelling.question', { number: detail.data?.number ?? '' })}
      consequences={(order) => consequences(order, units, t)}
      problem={({ cancellable }) => (chosen(cancellable, units).length > 0 ? '' : t('cancelling.choose'))}
      differences={orderDifferences}
      action={t('cancelling.take')}
      onClose={onClose}
      submit={async ({ reason = '' }, key, seen) => {
        await answer(
          api().POST('/admin/orders/{order_id}/cancel', {
            params: {
              path: { order_id: seen.data.id },
              header: { 'Idempotency-Key': key, ...(seen.tag ? { 'If-Match': seen.tag } : {}) },
            },
            body: { reason, lines: chosen(seen.data.cancellable, units), preview: false },
          }),
        );
        await detail.reload();
        toast(t('cancelling.asked'));
      }}
    >
      {({ cancellable }) => (
        <>
          {cancellable.map(({ sku, title, quantity }) => (
            <SelectField
              key={sku}
              name={`out:${sku}`}
              label={t('cancelling.howMany', { title: title || sku })}
              value={units[sku] ?? 0}
              options={Array.from({ length: quantity + 1 }, (_, count) => ({
                value: String(count),
                label: formatNumber(count),
              }))}
              onChange={({ target }) => setUnits({ ...units, [sku]: Number(target.value) })}
            />
          ))}
          <TextField label={t('cancelling.reason')} name="reason" maxLength={200} />
        </>
      )}
    </SeenDialog>
  );
}

const chosen = (cancellable: StaffOrder['cancellable'], units: Units) =>
  cancellable
    .map(({ sku, quantity }) => ({ sku, quantity: Math.min(quantity, units[sku] ?? 0) }))
    .filter(({ quantity }) => quantity > 0);

function consequences(order: StaffOrder, units: Units, t: ReturnType<typeof useText>): string[] {
  const lines = chosen(order.cancellable, units);
  const price = (of: string) => order.lines.find(({ sku }) => sku === of)?.unit_price.amount ?? 0;
  const amount = lines.reduce((sum, { sku, quantity }) => sum + quantity * price(sku), 0);
  const isAll = order.cancellable.every(({ sku, quantity }) => units[sku] === quantity);
  const isPaid = order.money.captured.amount > 0;
  const less = formatMoney({ ...order.total, amount });
  return [
    ...(lines.length > 0 && isAll ? [t('cancelling.all')] : []),
    ...(amount > 0 && !isAll ? [t(isPaid ? 'cancelling.back' : 'cancelling.less', { amount: less })] : []),
    ...(amount > 0 && !isAll && !order.tax_included ? [t('cancelling.tax')] : []),
    ...(isAll ? [] : [t('cancelling.delivery')]),
    t('cancelling.shipping'),
    t('cancelling.letter'),
  ];
}
