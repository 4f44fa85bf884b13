import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { plainAmount } from '../../../src/lib/money';
import { formatMoney, text, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { SeenDialog } from '../../patterns/SeenDialog';
import { Button } from '../../ui/Button';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { Money } from '../../ui/values';
import styles from './payments.module.css';
import { asked, NOTHING, paymentDifferences, planOf, type Choice, type Payment } from './refunding';

type StaffOrder = components['schemas']['StaffOrderView'];

interface Props {
  payment: Detail<Payment>;
  /** Names the lines and tells what has left; without it they are called by their SKUs. */
  order?: StaffOrder;
  done: (said: string) => Promise<void>;
  onClose: () => void;
}

/** Money back: units of lines, a part of the shipping, an amount beside them; the total is what the server says is left. */
export default function RefundDialog({ payment, order, done, onClose }: Props) {
  const t = useText();
  const [choice, setChoice] = useState(NOTHING);
  const plan = (data: Payment) => planOf(data, choice);

  return (
    <SeenDialog
      danger
      detail={payment}
      title={order ? t('refund.title', { number: order.number }) : t('payments.refund')}
      action={(data) => t('refund.action', { amount: formatMoney(plan(data).total) })}
      consequences={(data) => consequencesOf(data, choice, order)}
      problem={(data) => plan(data).problem}
      differences={paymentDifferences}
      onClose={onClose}
      submit={async ({ reason = '' }, key, seen) => {
        await answer(
          api().POST('/admin/payments/{payment_id}/refunds', {
            params: {
              path: { payment_id: seen.data.payment_id },
              header: { 'Idempotency-Key': key, ...(seen.tag ? { 'If-Match': seen.tag } : {}) },
            },
            body: asked(plan(seen.data), choice.restock, reason),
          }),
        );
        await done(t('payments.refundDone'));
      }}
    >
      {(data) => <Fields payment={data} order={order} choice={choice} choose={setChoice} />}
    </SeenDialog>
  );
}

/** How it goes back, where that is not the card that paid. */
const WAYS: Partial<Record<string, 'refund.byTransfer' | 'refund.toCredits'>> = {
  manual: 'refund.byTransfer',
  gift_card: 'refund.toCredits',
};

function consequencesOf(payment: Payment, choice: Choice, order?: StaffOrder): string[] {
  const { lines, total } = planOf(payment, choice);
  const unsent = lines.some(({ sku }) =>
    order?.units.some((one) => one.sku === sku && one.shipped < one.ordered),
  );
  const to = WAYS[payment.provider] ?? 'refund.toCard';
  return [
    text(to, { amount: formatMoney(total), method: worded('method', payment.provider) }),
    ...(lines.length > 0 ? [text(choice.restock ? 'refund.restocked' : 'refund.notRestocked')] : []),
    ...(unsent && order?.state !== 'CANCELLED' ? [text('refund.parcelStays')] : []),
    text('refund.letter'),
  ];
}

interface FieldsProps {
  payment: Payment;
  order?: StaffOrder;
  choice: Choice;
  choose: (choice: Choice) => void;
}

function Fields({ payment, order, choice, choose }: FieldsProps) {
  const t = useText();
  const [turn, setTurn] = useState(0);
  const { currency } = payment.amount;
  const shippingLeft = payment.refundable_shipping;
  const plan = planOf(payment, choice);

  function all() {
    choose({
      ...choice,
      units: Object.fromEntries(payment.refundable_lines.map(({ sku, units }) => [sku, units])),
      shipping: shippingLeft.amount > 0 ? plainAmount(shippingLeft.amount, currency) : '',
      more: '',
    });
    setTurn(turn + 1);
  }

  return (
    <>
      {payment.refundable_lines.length === 0 ? (
        <Notice>{t('refund.unknownLines')}</Notice>
      ) : (
        <fieldset className={styles.lines}>
          <legend>{t('orders.lines')}</legend>
          {payment.refundable_lines.map((left) => (
            <SelectField
              key={left.sku}
              label={nameOf(left.sku, order)}
              name={`line ${left.sku}`}
              disabled={left.units === 0}
              value={String(Math.min(choice.units[left.sku] ?? 0, left.units))}
              onChange={(event) =>
                choose({ ...choice, units: { ...choice.units, [left.sku]: Number(event.target.value) } })
              }
              hint={
                left.units === 0
                  ? t('refund.allRefunded')
                  : t('refund.left', {
                      amount: formatMoney(left.amount),
                      units: left.units,
                      ordered: left.ordered,
                    })
              }
              options={Array.from({ length: left.units + 1 }, (_, units) => ({
                value: String(units),
                label: t('payments.ofLine', { quantity: units, all: left.units }),
              }))}
            />
          ))}
          <Button onClick={all}>{t('refund.everything')}</Button>
        </fieldset>
      )}
      <div key={turn} className={styles.amounts}>
        {shippingLeft.amount > 0 && (
          <TextField
            label={t('refund.shipping', { currency })}
            name="shipping"
            inputMode="decimal"
            pattern={AMOUNT}
            defaultValue={choice.shipping}
            onChange={(shipping) => choose({ ...choice, shipping })}
            hint={t('payments.refundText', { amount: formatMoney(shippingLeft) })}
          />
        )}
        <TextField
          label={t('refund.more', { currency })}
          name="more"
          inputMode="decimal"
          pattern={AMOUNT}
          defaultValue={choice.more}
          onChange={(more) => choose({ ...choice, more })}
          hint={t('refund.moreHint')}
        />
      </div>
      {plan.lines.length > 0 && (
        <CheckField
          name="restock"
          label={t('payments.restock')}
          checked={choice.restock}
          onChange={(event) => choose({ ...choice, restock: event.target.checked })}
        />
      )}
      <TextField label={t('orders.reason')} name="reason" required maxLength={200} />
      <output className={styles.total}>
        <span>{t('refund.total')}</span>
        <strong>
          <Money of={plan.total} />
        </strong>
        <span className="muted small">{t('refund.of', { amount: formatMoney(payment.refundable) })}</span>
      </output>
    </>
  );
}

const AMOUNT = '[0-9]+([.,][0-9]+)?';

function nameOf(sku: string, order?: StaffOrder): string {
  const line = order?.lines.find((one) => one.sku === sku);
  return line ? `${line.title} ${line.variant_title} (${sku})` : sku;
}
