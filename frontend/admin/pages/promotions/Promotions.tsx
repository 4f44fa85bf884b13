import { useState } from 'react';
import { Link } from 'react-router';
import { formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { CheckField, TextField } from '../../ui/Field';
import { Blank } from '../../ui/Notice';
import { StateBadge } from '../../ui/values';
import styles from '../content/content.module.css';
import type { Content } from '../content/document';
import { DocumentPage } from '../content/DocumentPage';
import { localOf } from '../content/moments';
import { Rows } from '../content/Rows';
import { EffectFields } from './EffectFields';
import { AmountField, CountField, ListField } from './fields';
import { pathOf } from './codes';
import { GroupsField } from './GroupsField';
import {
  canBeShown,
  currencyOf,
  effectOf,
  momentOf,
  newPromotion,
  shownOnCatalogue,
  timing,
  type Promotion,
} from './promotion';
import { Trial } from './Trial';

const MOST = 200;
const TONES = { planned: 'info', shown: 'good', over: 'over' } as const;

type Document = Content<'promotions'> & { promotions: Promotion[] };
const from = (stored: Content<'promotions'> | undefined): Document => ({
  promotions: stored?.promotions ?? [],
});

/** What the shop takes off its prices: written, published, and what held before. */
export default function Promotions() {
  const t = useText();
  const [chosen, setChosen] = useState<string>();

  function says({ name, effect, scope, since, until }: Promotion): string {
    const what = [
      t(`promotions.kind.${effect.kind}`),
      scope === 'catalogue' ? t('promotions.inCatalogue') : '',
      since ? t('promotions.from', { since: formatWhen(since) }) : '',
      until ? t('promotions.to', { until: formatWhen(until) }) : '',
    ];
    return t('promotions.says', { name, what: what.filter(Boolean).join(', ') });
  }

  return (
    <DocumentPage
      kind="promotions"
      family="promotions"
      title={t('promotions.title')}
      from={from}
      consequences={({ promotions }) => [...promotions.map(says), t('promotions.kept')]}
      below={({ promotions }) => <Trial promotions={promotions} />}
    >
      {({ promotions }, change) => {
        const currency = chosen ?? currencyOf(promotions) ?? 'EUR';
        return (
          <>
            <p className="muted">{t('promotions.hint')}</p>
            <TextField
              label={t('promotions.currency')}
              name="currency"
              value={currency}
              required
              maxLength={3}
              pattern="[A-Z]{3}"
              onChange={(text) => setChosen(text.toUpperCase())}
            />
            {promotions.length === 0 && (
              <Blank icon="star" title={t('promotions.empty')}>
                <p className="muted">{t('promotions.emptyText')}</p>
              </Blank>
            )}
            <Rows
              rows={promotions}
              change={(rows) => change({ promotions: rows })}
              name={({ name }, place) => name || t('promotions.one', { place })}
            >
              {(promotion, set, at) => (
                <PromotionFields
                  key={`${promotion.id}${currency}`}
                  name={`promotions.${at}`}
                  promotion={promotion}
                  currency={currency}
                  set={set}
                />
              )}
            </Rows>
            {promotions.length < MOST && (
              <p>
                <Button
                  onClick={() =>
                    change({
                      promotions: [
                        ...promotions,
                        { ...newPromotion(), effect: effectOf('percentage', {}, currency) },
                      ],
                    })
                  }
                >
                  {t('promotions.add')}
                </Button>
              </p>
            )}
          </>
        );
      }}
    </DocumentPage>
  );
}

function PromotionFields({
  name,
  promotion,
  currency,
  set,
}: {
  name: string;
  promotion: Promotion;
  currency: string;
  set: (part: Partial<Promotion>) => void;
}) {
  const t = useText();
  const [now] = useState(Date.now);
  const state = timing(promotion, now);
  const isShown = promotion.scope === 'catalogue';
  const conditions = promotion.conditions ?? {};
  const minimum = conditions.minimum ?? {};
  const limits = promotion.limits ?? {};
  const least = (part: typeof minimum) => {
    const next = { ...minimum, ...part };
    const some = Boolean(next.quantity) || Boolean(next.value?.length);
    set({ conditions: { ...conditions, minimum: some ? next : undefined } });
  };
  return (
    <>
      <p>
        <StateBadge state={state} tone={TONES[state]} />
      </p>
      <TextField
        label={t('promotions.name')}
        name={`${name}.name`}
        value={promotion.name}
        required
        maxLength={80}
        onChange={(text) => set({ name: text })}
      />
      <EffectFields
        name={`${name}.effect`}
        effect={promotion.effect}
        currency={currency}
        set={(effect) => set(canBeShown(effect) ? { effect } : { effect, scope: 'cart' })}
      />
      {canBeShown(promotion.effect) && (
        <>
          <CheckField
            label={t('promotions.catalogue')}
            checked={isShown}
            onChange={({ target }) => set(target.checked ? shownOnCatalogue(promotion) : { scope: 'cart' })}
          />
          {isShown && <p className="muted">{t('promotions.catalogueHint')}</p>}
        </>
      )}
      {!isShown && (
        <div className={styles.pair}>
          <CountField
            label={t('promotions.minimumQuantity')}
            name={`${name}.conditions.minimum.quantity`}
            value={minimum.quantity ?? 0}
            required={false}
            set={(quantity) => least({ quantity })}
          />
          <AmountField
            label={t('promotions.minimumValue', { currency })}
            name={`${name}.conditions.minimum.value`}
            value={minimum.value}
            currency={currency}
            required={false}
            set={(value) => least({ value: value ?? [] })}
          />
          <ListField
            label={t('promotions.countries')}
            name={`${name}.conditions.countries`}
            value={conditions.countries ?? []}
            set={(countries) =>
              set({ conditions: { ...conditions, countries: countries.map((code) => code.toUpperCase()) } })
            }
          />
          <CountField
            label={t('promotions.mostOrders')}
            name={`${name}.limits.total`}
            value={limits.total ?? 0}
            required={false}
            set={(total) => set({ limits: { ...limits, total } })}
          />
          <CountField
            label={t('promotions.mostPerPerson')}
            name={`${name}.limits.per_person`}
            value={limits.per_person ?? 0}
            required={false}
            set={(perPerson) => set({ limits: { ...limits, per_person: perPerson } })}
          />
          <AmountField
            label={t('promotions.budget', { currency })}
            name={`${name}.budget`}
            value={promotion.budget}
            currency={currency}
            required={false}
            set={(budget) => set({ budget: budget ?? [] })}
          />
        </div>
      )}
      <div className={styles.pair}>
        <TextField
          label={t('promotions.priority')}
          name={`${name}.priority`}
          value={String(promotion.priority ?? 0)}
          inputMode="numeric"
          pattern="-?\d{1,4}"
          onChange={(text) => set({ priority: Number.parseInt(text, 10) || 0 })}
        />
        {(['since', 'until'] as const).map((end) => (
          <TextField
            key={end}
            label={t(`field.${end}`)}
            name={`${name}.${end}`}
            type="datetime-local"
            value={localOf(promotion[end])}
            onChange={(text) => set({ [end]: momentOf(text) })}
          />
        ))}
      </div>
      {!isShown && (
        <>
          <CheckField
            label={t('promotions.byCode')}
            checked={promotion.trigger === 'code'}
            onChange={({ target }) => set({ trigger: target.checked ? 'code' : 'automatic' })}
          />
          {promotion.trigger === 'code' && (
            <p>
              <Link to={pathOf(promotion.id)}>{t('promotions.itsCodes', { name: promotion.name })}</Link>
            </p>
          )}
          <CheckField
            label={t('promotions.firstOrder')}
            checked={conditions.first_order ?? false}
            onChange={({ target }) => set({ conditions: { ...conditions, first_order: target.checked } })}
          />
          <GroupsField
            chosen={conditions.customer_groups ?? []}
            set={(groups) => set({ conditions: { ...conditions, customer_groups: groups } })}
          />
        </>
      )}
      <CheckField
        label={t('promotions.exclusive')}
        checked={promotion.combination === 'exclusive'}
        onChange={({ target }) => set({ combination: target.checked ? 'exclusive' : 'stackable' })}
      />
    </>
  );
}
