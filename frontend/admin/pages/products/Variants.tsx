import { Link } from 'react-router';
import { useMay } from '../../frame/me';
import { plainAmount } from '../../../src/lib/money';
import { formatMoney, formatNumber, formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import ui from '../../ui/ui.module.css';
import { Card } from '../../ui/values';
import { localOf, momentOf } from '../content/moments';
import { Chips } from './Chips';
import * as drafts from './draft';
import {
  EXCLUSIONS,
  type Comparison,
  type Draft,
  type DraftVariant,
  type Exclusion,
  type Per,
  type Policy,
  type Unit,
  type ScheduledPrice,
} from './draft';
import styles from './products.module.css';

const MAX_OPTIONS = 3;
const POLICIES: Policy[] = ['deny', 'preorder', 'backorder', 'untracked'];
const UNITS: (Unit | '')[] = ['', ...drafts.UNITS];
const COMPARISONS: Comparison[] = ['former', 'recommended'];
const AMOUNT = '\\s*\\d+([.,]\\d+)?\\s*';

interface Props {
  draft: Draft;
  change: (draft: Draft) => void;
  currency: string;
  /** The SKUs that are stored: those that are no more among the variants leave the shop. */
  stored: string[];
}

/** Options with their values, and the variants they make. */
export function Variants({ draft, change, currency, stored }: Props) {
  const t = useText();
  const left = stored.filter((sku) => !draft.variants.some((variant) => variant.sku === sku));
  const open = drafts.missing(draft).length;
  const first = draft.variants[0];
  return (
    <Card
      title={t('products.variants')}
      actions={
        draft.options.length < MAX_OPTIONS && (
          <Button onClick={() => change(drafts.addOption(draft))}>{t('product.addOption')}</Button>
        )
      }
    >
      {draft.options.length === 0 && <p className="muted">{t('product.optionsHint')}</p>}
      {draft.options.map((option, index) => (
        <fieldset key={index} className={styles.option}>
          <legend>{t('product.option', { number: index + 1 })}</legend>
          <TextField
            label={t('product.optionName')}
            name={`options.${index}`}
            value={option.name}
            onChange={(name) => change(drafts.renameOption(draft, index, name))}
            required
            maxLength={255}
            hint={t('product.optionNameHint')}
          />
          <Chips
            label={t('product.values', { option: option.name })}
            add={t('product.addValue', { option: option.name })}
            words={option.values}
            onAdd={(value) => change(drafts.addValue(draft, index, value))}
            onRemove={(value) => change(drafts.removeValue(draft, index, value))}
            onRename={(value, name) => change(drafts.renameValue(draft, index, value, name))}
          />
          <Button look="plain" onClick={() => change(drafts.removeOption(draft, index))}>
            {t('product.removeOption', { option: option.name || String(index + 1) })}
          </Button>
        </fieldset>
      ))}
      <div className={ui.row}>
        {open > 0 && (
          <Button onClick={() => change(drafts.addMissing(draft))}>
            {t('product.addMissing', { count: open })}
          </Button>
        )}
        {draft.variants.length > 1 && first?.price && (
          <Button
            onClick={() =>
              change({
                ...draft,
                variants: draft.variants.map((variant) => ({ ...variant, price: first.price })),
              })
            }
          >
            {t('product.samePrice')}
          </Button>
        )}
      </div>
      {left.length > 0 && (
        <Notice tone="warn" title={t('product.leaving', { count: left.length })}>
          <bdi>{left.join(', ')}</bdi>. {t('product.leavingText')}
        </Notice>
      )}
      {draft.variants.map((variant, index) => (
        <OneVariant
          key={JSON.stringify(variant.options)}
          variant={variant}
          index={index}
          currency={currency}
          change={(part) => change(drafts.setVariant(draft, index, part))}
          remove={draft.variants.length > 1 ? () => change(drafts.removeVariant(draft, index)) : undefined}
        />
      ))}
    </Card>
  );
}

interface OneProps {
  variant: DraftVariant;
  index: number;
  currency: string;
  change: (part: Partial<DraftVariant>) => void;
  remove: (() => void) | undefined;
}

function OneVariant({ variant, index, currency, change, remove }: OneProps) {
  const t = useText();
  const isNew = variant.available === undefined;
  const name = drafts.nameOf(variant) || t('products.variant');
  const field = (part: string) => `variants.${index}.${part}`;
  return (
    <fieldset className={styles.variant}>
      <legend>
        <bdi>{name}</bdi>
      </legend>
      <div className={styles.fields}>
        <TextField
          label={t('products.sku')}
          name={field('sku')}
          value={variant.sku}
          onChange={(sku) => change({ sku })}
          maxLength={64}
          required={!isNew}
          readOnly={!isNew}
        />
        <TextField
          label={t('product.priceIn', { currency })}
          name={field('price')}
          value={variant.price}
          onChange={(price) => change({ price })}
          required
          inputMode="decimal"
          pattern={AMOUNT}
        />
        <TextField
          label={t('product.comparedWith')}
          name={field('compare_at')}
          value={variant.compare_at}
          onChange={(compare_at) => change({ compare_at, ground: null })}
          inputMode="decimal"
          pattern={AMOUNT}
        />
        {variant.compare_at.trim() && (
          <SelectField
            label={t('product.comparedAs')}
            name={field('recommended')}
            options={COMPARISONS.map((value) => ({ value, label: t(`product.comparedAs.${value}`) }))}
            value={variant.compared}
            onChange={(event) => change({ compared: event.target.value as Comparison, ground: null })}
          />
        )}
        <SelectField
          label={t('product.unit')}
          name={field('measure')}
          options={UNITS.map((value) => ({
            value,
            label: value ? unitName(t, value) : t('product.noMeasure'),
          }))}
          value={variant.unit}
          onChange={(event) => {
            const unit = event.target.value as Unit | '';
            change({ unit, per: unit ? (drafts.MEASURES[unit][0] ?? '') : '' });
          }}
        />
        {variant.unit && (
          <>
            <TextField
              label={t('product.content', { unit: unitName(t, variant.unit) })}
              name={field('measure.quantity')}
              value={variant.content}
              onChange={(content) => change({ content })}
              required
              inputMode="decimal"
              pattern="\s*\d{1,6}([.,]\d{1,3})?\s*"
            />
            <SelectField
              label={t('product.per')}
              name={field('measure.per')}
              options={drafts.MEASURES[variant.unit].map((value) => ({ value, label: unitName(t, value) }))}
              value={variant.per}
              onChange={(event) => change({ per: event.target.value as Per })}
            />
          </>
        )}
        <TextField
          label={t('products.barcode')}
          name={field('barcode')}
          value={variant.barcode}
          onChange={(barcode) => change({ barcode })}
          maxLength={255}
        />
        <TextField
          label={t('product.grams')}
          name={field('weight_grams')}
          value={variant.weight}
          onChange={(weight) => change({ weight })}
          inputMode="numeric"
          pattern="\d{1,9}"
        />
        <TextField
          label={t('product.sizeClass')}
          hint={t('product.sizeClassHint')}
          name={field('size_class')}
          value={variant.size_class}
          onChange={(size_class) => change({ size_class })}
          maxLength={40}
          pattern="[a-z0-9]+(-[a-z0-9]+)*"
        />
        <SelectField
          label={t('product.whenSoldOut')}
          name={field('backorder')}
          options={POLICIES.map((policy) => ({ value: policy, label: t(`product.policy.${policy}`) }))}
          value={variant.policy}
          onChange={(event) => change({ policy: event.target.value as Policy })}
        />
        {variant.policy === 'preorder' && (
          <>
            <TextField
              label={t('product.preorderUnits')}
              name={field('preorder')}
              value={variant.preorder_units}
              onChange={(preorder_units) => change({ preorder_units })}
              required
              inputMode="numeric"
              pattern="[1-9]\d{0,5}"
            />
            <TextField
              label={t('product.availableFrom')}
              hint={t('product.preorderDayHint')}
              name={field('preorder.available_from')}
              type="date"
              value={variant.available_from}
              onChange={(available_from) => change({ available_from })}
              required
            />
          </>
        )}
        <SelectField
          label={t('product.kind')}
          name={field('requires_shipping')}
          options={drafts.KINDS.map((kind) => ({ value: kind, label: t(`product.kind.${kind}`) }))}
          value={drafts.kindOf(variant)}
          onChange={(event) => change(drafts.ofKind(event.target.value as drafts.Kind, variant))}
        />
        {!variant.gift_card && (
          <SelectField
            label={t('product.taxClass')}
            name={field('tax_class')}
            options={drafts.TAX_CLASSES.map((value) => ({ value, label: t(`product.taxClass.${value}`) }))}
            value={variant.tax_class}
            onChange={(event) =>
              change({ tax_class: event.target.value as drafts.DraftVariant['tax_class'] })
            }
          />
        )}
        <SelectField
          label={t('product.withdrawal')}
          name={field('withdrawal_exclusion')}
          options={EXCLUSIONS.filter(
            (value) => value !== 'digital_content' || !variant.requires_shipping,
          ).map((value) => ({
            value,
            label: t(`product.withdrawal.${value || 'possible'}`),
          }))}
          value={variant.exclusion}
          onChange={(event) => change({ exclusion: event.target.value as Exclusion })}
        />
        {isNew && variant.policy !== 'untracked' && (
          <TextField
            label={t('product.beginsWith')}
            name={field('on_hand')}
            value={variant.on_hand}
            onChange={(on_hand) => change({ on_hand })}
            inputMode="numeric"
            pattern="\d{1,9}"
          />
        )}
      </div>
      {!variant.gift_card && (
        <Scheduled
          of={variant.scheduled}
          currency={currency}
          field={field}
          change={(scheduled) => change({ scheduled })}
        />
      )}
      <Grounds variant={variant} change={change} />
      <ShownPrices title={t('product.plannedPrices')} of={variant.planned ?? []} />
      <ShownPrices title={t('product.shownPrices')} of={variant.shown ?? []} />
      <div className={ui.row}>
        {!isNew && <StockLink sku={variant.sku} available={variant.available ?? 0} />}
        {remove && (
          <Button look="plain" onClick={remove}>
            {t('product.removeVariant', { name })}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

const MOST_SCHEDULED = 10;

interface ScheduledProps {
  of: ScheduledPrice[];
  currency: string;
  field: (part: string) => string;
  change: (scheduled: ScheduledPrice[]) => void;
}

/** What it costs from a moment on: of several that are on, the one that begins last counts. */
function Scheduled({ of: scheduled, currency, field, change }: ScheduledProps) {
  const t = useText();
  const set = (at: number, part: Partial<ScheduledPrice>) =>
    change(scheduled.map((one, place) => (place === at ? { ...one, ...part } : one)));
  return (
    <>
      {scheduled.map((one, at) => (
        <div
          key={at}
          className={styles.fields}
          role="group"
          aria-label={t('product.scheduled', { place: at + 1 })}
        >
          <TextField
            label={t('product.priceIn', { currency })}
            name={field(`scheduled_prices.${at}.price`)}
            value={one.price}
            onChange={(price) => set(at, { price })}
            required
            inputMode="decimal"
            pattern={AMOUNT}
          />
          <TextField
            label={t('product.scheduledFrom')}
            name={field(`scheduled_prices.${at}.since`)}
            type="datetime-local"
            value={localOf(one.since)}
            onChange={(since) => set(at, { since: momentOf(since) ?? '' })}
            required
          />
          <TextField
            label={t('product.scheduledUntil')}
            name={field(`scheduled_prices.${at}.until`)}
            type="datetime-local"
            value={localOf(one.until)}
            onChange={(until) => set(at, { until: momentOf(until) ?? '' })}
          />
          <Button look="plain" onClick={() => change(scheduled.filter((_, place) => place !== at))}>
            {t('product.unschedule', { place: at + 1 })}
          </Button>
        </div>
      ))}
      {scheduled.length < MOST_SCHEDULED && (
        <p>
          <Button look="plain" onClick={() => change([...scheduled, { price: '', since: '', until: '' }])}>
            {t('product.schedule')}
          </Button>
        </p>
      )}
    </>
  );
}

/** Units as they are written; pieces have a word. */
function unitName(t: ReturnType<typeof useText>, unit: Unit | Per): string {
  if (unit === 'item') return t('product.piece');
  return unit.replace('100', '100 ').replace('2', '²').replace('3', '³');
}

/** Whether shoppers are shown the former price that is stored, and which they could be. */
function Grounds({ variant, change }: Pick<OneProps, 'variant' | 'change'>) {
  const t = useText();
  const { ground, prior } = variant;
  if (!ground || variant.compared === 'recommended') return null;
  const price = prior ? formatMoney(prior) : '';
  return (
    <p className="muted small">
      {t(`product.ground.${ground}`, { price })}{' '}
      {ground === 'not_lowest' && prior && (
        <Button
          look="plain"
          onClick={() => change({ compare_at: plainAmount(prior.amount, prior.currency), ground: null })}
        >
          {t('product.usePrior', { price })}
        </Button>
      )}
    </p>
  );
}

/** What shoppers were shown, the ground of what is told of a reduction; or what they will be. */
function ShownPrices({ title, of: shown }: { title: string; of: NonNullable<DraftVariant['shown']> }) {
  const t = useText();
  if (shown.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul className="small">
        {shown.map(({ price, since, until, former, list_price: list }) => (
          <li key={since}>
            {formatMoney(price)}
            {former && <s> {formatMoney(former)}</s>}
            {list && ` (${t('product.byPromotion', { price: formatMoney(list) })})`},{' '}
            {until
              ? t('product.shownUntil', { since: formatWhen(since), until: formatWhen(until) })
              : t('product.shownSince', { since: formatWhen(since) })}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Stock is moved, counted and given its threshold on its own page. */
function StockLink({ sku, available }: { sku: string; available: number }) {
  const t = useText();
  const may = useMay();
  const text = t('product.stockOf', { sku, available: formatNumber(available) });
  return may('stock.read') ? (
    <Link to={`/stock/${encodeURIComponent(sku)}`}>{text}</Link>
  ) : (
    <span>{text}</span>
  );
}
