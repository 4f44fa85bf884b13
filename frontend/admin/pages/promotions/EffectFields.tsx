import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import styles from '../content/content.module.css';
import { AmountField, CountField, ListField, PercentField } from './fields';
import { effectOf, goodsOf, KINDS, type Effect, type Goods } from './promotion';

interface Props {
  name: string;
  effect: Effect;
  currency: string;
  set: (effect: Effect) => void;
}

const FACETS = ['categories', 'tags', 'vendors', 'products', 'skus'] as const;

/** What a promotion does, and with which goods. */
export function EffectFields({ name, effect, currency, set }: Props) {
  const t = useText();
  return (
    <>
      <SelectField
        label={t('promotions.kind')}
        name={`${name}.kind`}
        value={effect.kind}
        options={KINDS.map((kind) => ({ value: kind, label: t(`promotions.kind.${kind}`) }))}
        onChange={({ target }) => {
          const kind = KINDS.find((one) => one === target.value) ?? effect.kind;
          set(effectOf(kind, goodsOf(effect), currency));
        }}
      />
      <div className={styles.pair} key={effect.kind}>
        <Figures name={name} effect={effect} currency={currency} set={set} />
      </div>
      {'items' in effect && (
        <GoodsFields
          name={`${name}.items`}
          goods={effect.items ?? {}}
          set={(items) => set({ ...effect, items })}
        />
      )}
    </>
  );
}

function Figures({ name, effect, currency, set }: Props) {
  const t = useText();
  const price = t('promotions.price', { currency });
  switch (effect.kind) {
    case 'percentage':
      return (
        <PercentField
          label={t('promotions.percent')}
          name={`${name}.share`}
          value={effect.share}
          set={(share) => set({ ...effect, share })}
        />
      );
    case 'amount':
      return (
        <>
          <AmountField
            label=""
            name={`${name}.amounts`}
            value={effect.amounts}
            currency={currency}
            set={(amounts) => set({ ...effect, amounts: amounts ?? [] })}
          />
          <CheckField
            label={t('promotions.each')}
            checked={effect.each ?? false}
            onChange={({ target }) => set({ ...effect, each: target.checked })}
          />
        </>
      );
    case 'fixed_price':
      return (
        <AmountField
          label={price}
          name={`${name}.prices`}
          value={effect.prices}
          currency={currency}
          set={(prices) => set({ ...effect, prices: prices ?? [] })}
        />
      );
    case 'bundle':
      return (
        <>
          <CountField
            label={t('promotions.quantity')}
            name={`${name}.quantity`}
            value={effect.quantity}
            set={(quantity) => set({ ...effect, quantity })}
          />
          <AmountField
            label={price}
            name={`${name}.prices`}
            value={effect.prices}
            currency={currency}
            set={(prices) => set({ ...effect, prices: prices ?? [] })}
          />
        </>
      );
    case 'buy_get':
      return (
        <>
          {(['buy', 'get'] as const).map((side) => (
            <CountField
              key={side}
              label={t(`promotions.${side}`)}
              name={`${name}.${side}`}
              value={effect[side]}
              set={(count) => set({ ...effect, [side]: count })}
            />
          ))}
          <PercentField
            label={t('promotions.percent')}
            name={`${name}.share`}
            value={effect.share ?? 0}
            set={(share) => set({ ...effect, share })}
          />
        </>
      );
    case 'tiers':
      return <StepFields name={name} effect={effect} set={set} />;
    case 'shipping':
      return (
        <>
          <PercentField
            label={t('promotions.percent')}
            name={`${name}.share`}
            value={effect.share ?? 0}
            set={(share) => set({ ...effect, share })}
          />
          <ListField
            label={t('promotions.methods')}
            name={`${name}.methods`}
            value={effect.methods ?? []}
            set={(methods) => set({ ...effect, methods })}
          />
        </>
      );
    case 'gift':
      return (
        <>
          <TextField
            label={t('promotions.sku')}
            name={`${name}.sku`}
            value={effect.sku}
            required
            maxLength={64}
            onChange={(sku) => set({ ...effect, sku: sku.trim() })}
          />
          <CountField
            label={t('promotions.quantity')}
            name={`${name}.quantity`}
            value={effect.quantity ?? 1}
            set={(quantity) => set({ ...effect, quantity })}
          />
        </>
      );
  }
}

function StepFields({
  name,
  effect,
  set,
}: {
  name: string;
  effect: Extract<Effect, { kind: 'tiers' }>;
  set: (effect: Effect) => void;
}) {
  const t = useText();
  const change = (at: number, part: Partial<(typeof effect.steps)[number]>) =>
    set({
      ...effect,
      steps: effect.steps.map((step, index) => (index === at ? { ...step, ...part } : step)),
    });
  const last = effect.steps.at(-1);
  return (
    <>
      {effect.steps.map((step, at) => (
        <div key={at} className={styles.pair}>
          <CountField
            label={t('promotions.minimumQuantity')}
            name={`${name}.steps.${at}.quantity`}
            value={step.quantity ?? 0}
            set={(quantity) => change(at, { quantity })}
          />
          <PercentField
            label={t('promotions.percent')}
            name={`${name}.steps.${at}.share`}
            value={step.share ?? 0}
            set={(share) => change(at, { share })}
          />
        </div>
      ))}
      <Button
        onClick={() =>
          set({
            ...effect,
            steps: [
              ...effect.steps,
              { quantity: (last?.quantity ?? 0) + 3, share: (last?.share ?? 0) + 500 },
            ],
          })
        }
      >
        {t('promotions.addStep')}
      </Button>
    </>
  );
}

function GoodsFields({ name, goods, set }: { name: string; goods: Goods; set: (goods: Goods) => void }) {
  const t = useText();
  return (
    <fieldset className={styles.plain}>
      <legend>{t('promotions.goods')}</legend>
      <p className="muted small">{t('promotions.goodsHint')}</p>
      <div className={styles.pair}>
        {FACETS.map((facet) => (
          <ListField
            key={facet}
            label={t(`promotions.${facet}`)}
            name={`${name}.${facet}`}
            value={goods[facet] ?? []}
            set={(values) => set({ ...goods, [facet]: values })}
          />
        ))}
      </div>
    </fieldset>
  );
}
