import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { randomId } from '../../../src/lib/ids';
import { plainAmount } from '../../../src/lib/money';
import { formatMoney, formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { SeenDialog } from '../../patterns/SeenDialog';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { ErrorNotice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { orderDifferences } from '../orders/differences';
import type { StaffOrder } from '../orders/moments';
import { AddedRows } from './AddedRows';
import { bodyOf, hereOf, isChange, isDearer, isEdit, type Typed } from './change';

const AMOUNT = '[0-9]+([.,][0-9]+)?';
const NOTHING: Typed = { out: {}, prices: {}, shipping: undefined, added: [], addedShipping: '' };
/** Of a look at what a change comes to nobody reads the reason. */
const LOOK = 'preview';

/**
 * Changes a paid order: fewer units, lower prices, and units that are added, which are an order of their own. What goes
 * back and what is to be paid is worked out by the shop before it is confirmed.
 */
export function EditDialog({ detail, onClose }: { detail: Detail<StaffOrder>; onClose: () => void }) {
  const t = useText();
  const [typed, setTyped] = useState(NOTHING);
  const [looked, setLooked] = useState<{ of: string; at: StaffOrder }>();
  const [error, setError] = useState<unknown>();
  const set = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const wanted = (order: StaffOrder) => JSON.stringify([bodyOf(order, typed), order.version]);
  const previewOf = (order: StaffOrder) => (looked?.of === wanted(order) ? looked.at : undefined);

  async function look(order: StaffOrder) {
    setError(undefined);
    try {
      const at = await answer(
        api().POST('/admin/orders/{order_id}/edits', {
          params: { path: { order_id: order.id }, header: { 'Idempotency-Key': randomId() } },
          body: { ...bodyOf(order, typed), reason: LOOK, preview: true },
        }),
      );
      setLooked({ of: wanted(order), at });
    } catch (failure) {
      setError(failure);
    }
  }

  function problem(order: StaffOrder): string {
    if (isDearer(order, typed)) return t('editing.dearer');
    if (!isChange(order, typed)) return t('editing.choose');
    return previewOf(order) ? '' : t('editing.lookFirst');
  }

  function consequences(order: StaffOrder): string[] {
    const after = previewOf(order);
    if (!after) return [];
    const back = { ...order.total, amount: order.total.amount - after.total.amount };
    const due = addedIn(order, after);
    return [
      ...(isEdit(order, typed)
        ? [
            t('editing.newTotal', { before: formatMoney(order.total), after: formatMoney(after.total) }),
            t(order.money.captured.amount > 0 ? 'editing.back' : 'editing.less', {
              amount: formatMoney(back),
            }),
          ]
        : []),
      ...(due ? [t('editing.due', { amount: formatMoney(due) }), t('editing.ownParcel')] : []),
      ...(bodyOf(order, typed).remove.length > 0 ? [t('editing.shipping')] : []),
      t('editing.letter'),
    ];
  }

  return (
    <SeenDialog
      detail={detail}
      title={t('editing.question', { number: detail.data?.number ?? '' })}
      consequences={consequences}
      problem={problem}
      differences={orderDifferences}
      action={t('editing.confirm')}
      onClose={onClose}
      submit={async ({ reason = '' }, key, seen) => {
        await answer(
          api().POST('/admin/orders/{order_id}/edits', {
            params: {
              path: { order_id: seen.data.id },
              header: { 'Idempotency-Key': key, ...(seen.tag ? { 'If-Match': seen.tag } : {}) },
            },
            body: {
              ...bodyOf(seen.data, typed),
              expected_due: addedIn(seen.data, previewOf(seen.data)) ?? null,
              reason,
              preview: false,
            },
          }),
        );
        await detail.reload();
        toast(t('editing.done'));
      }}
    >
      {(order) => (
        <>
          {hereOf(order).map(({ sku, title, here, left, unit_price }) => (
            <fieldset key={sku}>
              <legend>{title || sku}</legend>
              <SelectField
                name={`units:${sku}`}
                label={t('editing.units')}
                value={left - (typed.out[sku] ?? 0)}
                options={Array.from({ length: here + 1 }, (_, out) => ({
                  value: String(left - out),
                  label: formatNumber(left - out),
                }))}
                onChange={({ target }) => set({ out: { ...typed.out, [sku]: left - Number(target.value) } })}
              />
              <TextField
                name={`price:${sku}`}
                label={t('editing.price', { currency: unit_price.currency })}
                inputMode="decimal"
                pattern={AMOUNT}
                value={typed.prices[sku] ?? plainAmount(unit_price.amount, unit_price.currency)}
                onChange={(price) => set({ prices: { ...typed.prices, [sku]: price } })}
              />
            </fieldset>
          ))}
          {order.shipping.amount > 0 && (
            <TextField
              name="shipping"
              label={t('editing.delivery', { currency: order.shipping.currency })}
              inputMode="decimal"
              pattern={AMOUNT}
              value={typed.shipping ?? plainAmount(order.shipping.amount, order.shipping.currency)}
              onChange={(shipping) => set({ shipping })}
            />
          )}
          <AddedRows typed={typed} currency={order.total.currency} set={set} />
          <TextField label={t('editing.reason')} name="reason" required maxLength={200} />
          <p>
            <Button disabled={!isChange(order, typed)} onClick={() => void look(order)}>
              {t('editing.look')}
            </Button>
          </p>
          {error !== undefined && <ErrorNotice error={error} />}
        </>
      )}
    </SeenDialog>
  );
}

/** What the units that are added cost with their delivery, by the look at it. */
const addedIn = (order: StaffOrder, after: StaffOrder | undefined) =>
  after?.supplements[order.supplements.length]?.total;
