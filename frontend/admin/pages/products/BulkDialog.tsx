import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { config } from '../../../src/lib/config';
import { exponent } from '../../../src/lib/money';
import { formatMoney, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { useGo } from '../../patterns/leave';
import { ActionDialog } from '../../ui/ActionDialog';
import { SelectField, TextField } from '../../ui/Field';
import type { FormValues } from '../../ui/ProblemForm';
import { CategoryField } from './CategoryField';
import { STATUSES } from './statuses';

type Schemas = components['schemas'];
type Change = Schemas['BulkChangeBody'];
export type Selection = Schemas['SelectionBody'];

/** To what a price is rounded, in minor units of a currency with two decimals. */
const STEPS = [1, 5, 10, 50, 100];

const words = (text = ''): string[] => [
  ...new Set(
    text
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean),
  ),
];

const numberOf = (text: string): number => Number(text.trim().replace(',', '.')) || 0;

/** What the form says of a change; what was left as it is is not in it. */
export function changeOf(values: FormValues, currency: string): Change {
  const { how, by = '', round_to, compare_at, status, category, backorder } = values;
  const change: Change = { add_tags: words(values.add_tags), remove_tags: words(values.remove_tags) };
  if (how) {
    const step = { round_to: Number(round_to) };
    change.price =
      how === 'percent'
        ? { basis_points: Math.round(numberOf(by) * 100), ...step }
        : { amount: Math.round(numberOf(by) * 10 ** exponent(currency)), ...step };
  }
  if (compare_at) change.compare_at = compare_at as Schemas['CompareAt'];
  if (status) change.status = status as Schemas['ProductStatus'];
  if (category?.trim()) change.category = category.trim();
  if (backorder) change.backorder = backorder === 'yes';
  return change;
}

/** Says what shall change of the selected products; what that would do is looked at first. */
export function BulkDialog({
  selection,
  count,
  onClose,
}: {
  selection: Selection;
  /** How many were chosen one by one. */
  count?: number;
  onClose: () => void;
}) {
  const t = useText();
  const go = useGo();
  const [how, setHow] = useState('');
  const { currency } = config();
  const keep = { value: '', label: t('bulk.keep') };
  return (
    <ActionDialog
      title={
        count === undefined
          ? t(selection.everything ? 'bulk.changeAll' : 'bulk.changeFound')
          : t('bulk.title', { count })
      }
      consequences={[t('bulk.first')]}
      action={t('bulk.look')}
      onClose={onClose}
      submit={async (values, key) => {
        const job = await answer(
          api().POST('/admin/products/bulk-edits', {
            params: { header: { 'Idempotency-Key': key } },
            body: { selection, change: changeOf(values, currency) },
          }),
        );
        go(`/products/bulk-edits/${job.bulk_id}`);
      }}
    >
      <SelectField
        label={t('products.price')}
        name="how"
        value={how}
        onChange={(event) => setHow(event.target.value)}
        options={[
          keep,
          { value: 'percent', label: t('bulk.percent') },
          { value: 'amount', label: t('bulk.amount', { currency }) },
        ]}
      />
      {how && (
        <>
          <TextField
            label={t(how === 'percent' ? 'bulk.byPercent' : 'bulk.byAmount', { currency })}
            name="by"
            required
            inputMode="text"
            pattern="\s*[\-+]?\d+([.,]\d+)?\s*"
            hint={t('bulk.byHint')}
          />
          <SelectField
            label={t('bulk.round')}
            name="round_to"
            options={STEPS.map((step) => ({
              value: String(step),
              label: formatMoney({ amount: step, currency }),
            }))}
          />
        </>
      )}
      <SelectField
        label={t('product.compareAt')}
        name="compare_at"
        options={[
          keep,
          { value: 'former', label: t('bulk.compareFormer') },
          { value: 'none', label: t('bulk.compareNone') },
        ]}
      />
      <SelectField
        label={t('products.status')}
        name="status"
        options={[keep, ...STATUSES.map((status) => ({ value: status, label: worded('state', status) }))]}
      />
      <CategoryField label={t('product.category')} name="category" />
      <TextField label={t('bulk.addTags')} name="add_tags" hint={t('bulk.tagsHint')} />
      <TextField label={t('bulk.removeTags')} name="remove_tags" hint={t('bulk.tagsHint')} />
      <SelectField
        label={t('product.whenSoldOut')}
        name="backorder"
        options={[
          keep,
          { value: 'yes', label: t('product.policy.backorder') },
          { value: 'no', label: t('product.policy.deny') },
        ]}
      />
    </ActionDialog>
  );
}
