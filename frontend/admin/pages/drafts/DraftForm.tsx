import { useState } from 'react';
import { deliveredTo } from '../../../src/lib/address/rules';
import { config } from '../../../src/lib/config';
import { randomId } from '../../../src/lib/ids';
import { plainAmount } from '../../../src/lib/money';
import { spoken, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { useLeaveGuard } from '../../patterns/leave';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import { ProblemForm } from '../../ui/ProblemForm';
import { Card } from '../../ui/values';
import { ADDRESS, REQUIRED } from '../orders/address';
import styles from './drafts.module.css';
import { bodyOf, rowsOf, type Body, type Draft, type Row } from './form';

/** Those that letters are written in. */
const LANGUAGES = ['en', 'de', 'fr', 'ar'] as const;
const METHODS = ['standard', 'express'] as const;
const AMOUNT = '[0-9]+([.,][0-9]+)?';

interface Props {
  /** What is there already; nothing of a new one. */
  draft?: Draft;
  /** Something was typed that is not saved. */
  typed?: () => void;
  /** What is to be done once it is saved, where the form is left then. */
  save: (body: Body) => Promise<(() => void) | undefined>;
}

/** What is ordered at which prices, for whom, and where it goes. */
export function DraftForm({ draft, typed, save }: Props) {
  const t = useText();
  const { currency } = config();
  const [rows, setRows] = useState(() => (draft ? rowsOf(draft, currency) : [blank()]));
  const [dirty, setDirty] = useState(false);
  const release = useLeaveGuard(dirty);
  const address = draft?.shipping_address;
  const named = new Intl.DisplayNames([spoken.get().locale], { type: 'region' });

  function touch() {
    setDirty(true);
    typed?.();
  }

  function change(next: Row[]) {
    setRows(next);
    touch();
  }

  return (
    <ProblemForm
      wide
      action={t('frame.save')}
      changed={touch}
      blocked={rows.length === 0}
      submit={async (values) => {
        const then = await save(bodyOf(values, rows, currency));
        release();
        then?.();
      }}
    >
      <Card title={t('drafts.lines')}>
        <ul className={styles.rows}>
          {rows.map((row, at) => (
            <li key={row.key}>
              <Line
                name={`lines.${at}`}
                row={row}
                currency={currency}
                set={(part) => change(rows.map((one) => (one === row ? { ...one, ...part } : one)))}
                remove={() => change(rows.filter((one) => one !== row))}
              />
            </li>
          ))}
        </ul>
        <p>
          <Button onClick={() => change([...rows, blank()])}>{t('drafts.addLine')}</Button>
        </p>
      </Card>
      <Card title={t('drafts.forWhom')}>
        <div className={styles.fields}>
          <TextField
            label={t('orders.email')}
            hint={t('drafts.emailHint')}
            name="email"
            type="email"
            defaultValue={draft?.email ?? ''}
          />
          <TextField
            label={t('drafts.customer')}
            hint={t('drafts.customerHint')}
            name="customer_id"
            defaultValue={draft?.customer_id ?? ''}
          />
          <TextField
            label={t('drafts.vatNumber')}
            hint={t('drafts.vatNumberHint')}
            name="vat_number"
            maxLength={40}
            defaultValue={draft?.business?.number ?? ''}
          />
          <SelectField
            label={t('drafts.language')}
            name="locale"
            defaultValue={draft?.locale ?? ''}
            options={[
              { value: '', label: t('drafts.language.shop') },
              ...LANGUAGES.map((code) => ({ value: code, label: worded('language', code) })),
            ]}
          />
        </div>
      </Card>
      <Card title={t('drafts.delivery')}>
        <div className={styles.fields}>
          {ADDRESS.map(([field, label]) => (
            <TextField
              key={field}
              label={t(label)}
              name={`shipping_address.${field}`}
              required={REQUIRED.has(field)}
              defaultValue={address?.[field] ?? ''}
            />
          ))}
          <SelectField
            label={t('orders.country')}
            name="shipping_address.country"
            defaultValue={address?.country ?? 'DE'}
            options={deliveredTo.map((code) => ({ value: code, label: named.of(code) ?? code }))}
          />
          <SelectField
            label={t('orders.shippingMethod')}
            name="shipping_method"
            defaultValue={draft?.shipping_method ?? 'standard'}
            options={METHODS.map((id) => ({ value: id, label: worded('shipping', id) }))}
          />
          <TextField
            label={t('drafts.shippingPrice', { currency })}
            hint={t('drafts.priceHint')}
            name="shipping_price"
            inputMode="decimal"
            pattern={AMOUNT}
            defaultValue={
              draft?.agreed_shipping ? plainAmount(draft.agreed_shipping.price.amount, currency) : ''
            }
          />
          <TextField
            label={t('drafts.shippingReason')}
            name="shipping_reason"
            maxLength={200}
            defaultValue={draft?.agreed_shipping?.reason ?? ''}
          />
        </div>
      </Card>
      <TextField
        label={t('drafts.notes')}
        name="notes"
        lines={2}
        maxLength={500}
        defaultValue={draft?.notes ?? ''}
      />
    </ProblemForm>
  );
}

const blank = (): Row => ({ key: randomId(), sku: '', quantity: '1', price: '', reason: '' });

interface LineProps {
  name: string;
  row: Row;
  currency: string;
  set: (part: Partial<Row>) => void;
  remove: () => void;
}

function Line({ name, row, currency, set, remove }: LineProps) {
  const t = useText();
  return (
    <div className={styles.line}>
      <TextField
        label={t('drafts.sku')}
        name={`${name}.sku`}
        required
        maxLength={100}
        value={row.sku}
        onChange={(sku) => set({ sku })}
      />
      <TextField
        label={t('drafts.quantity')}
        name={`${name}.quantity`}
        required
        inputMode="numeric"
        pattern="[1-9][0-9]{0,3}"
        value={row.quantity}
        onChange={(quantity) => set({ quantity })}
      />
      <TextField
        label={t('drafts.price', { currency })}
        name={`${name}.agreed.price`}
        inputMode="decimal"
        pattern={AMOUNT}
        value={row.price}
        onChange={(price) => set({ price })}
      />
      <TextField
        label={t('drafts.reason')}
        name={`${name}.agreed.reason`}
        required={row.price.trim() !== ''}
        maxLength={200}
        value={row.reason}
        onChange={(reason) => set({ reason })}
      />
      <Button aria-label={t('drafts.removeLine', { sku: row.sku })} onClick={remove}>
        <Icon name="close" />
      </Button>
    </div>
  );
}
