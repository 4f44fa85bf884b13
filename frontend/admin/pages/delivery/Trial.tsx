import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { config } from '../../../src/lib/config';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { withoutMember } from '../content/document';
import styles from '../content/content.module.css';
import { SelectField, TextField } from '../../ui/Field';
import { ProblemForm } from '../../ui/ProblemForm';
import { Card } from '../../ui/values';
import { AmountField, WholeField } from './fields';
import { countryOptions, type Rules } from './rules';

type Tried = components['schemas']['TrialView'];

/** What a parcel would cost to an address by the rules as they are typed, before anybody else sees them. */
export function Trial({ rules }: { rules: Rules }) {
  const t = useText();
  const { currency } = config();
  const [country, setCountry] = useState(rules.country);
  const [value, setValue] = useState<number | null>(2000);
  const [grams, setGrams] = useState<number | null>(1000);
  const [units, setUnits] = useState<number | null>(1);
  const [size, setSize] = useState('');
  const [tried, setTried] = useState<Tried>();

  async function submit(values: Record<string, string>) {
    const count = units ?? 1;
    const body = {
      ...{ delivery: rules, country, region: values.region ?? '', postal_code: values.postal_code ?? '' },
      ...{ value: value ?? 0, grams: grams ?? 0, units: count },
      sizes: size ? [{ size_class: size, units: count }] : [],
    };
    try {
      setTried(await answer(api().POST('/admin/delivery-rates/trial', { body })));
    } catch (error) {
      throw withoutMember(error, 'delivery');
    }
  }

  return (
    <Card title={t('delivery.trial')}>
      <p className="muted">{t('delivery.trialText')}</p>
      <ProblemForm action={t('delivery.try')} submit={submit} changed={() => setTried(undefined)}>
        <div className={styles.pair}>
          <SelectField
            label={t('delivery.toCountry')}
            name="to"
            value={country}
            options={countryOptions()}
            onChange={(event) => setCountry(event.target.value)}
          />
          <TextField label={t('delivery.toRegion')} name="region" maxLength={100} />
          <TextField label={t('delivery.toCode')} name="postal_code" maxLength={100} />
          <AmountField
            label={t('delivery.goods', { currency })}
            name="value"
            value={value}
            currency={currency}
            change={setValue}
          />
          <WholeField label={t('delivery.goodsWeight')} name="grams" value={grams} change={setGrams} />
          <WholeField label={t('delivery.goodsUnits')} name="units" value={units} change={setUnits} />
          {rules.sizes.length > 0 && (
            <SelectField
              label={t('delivery.size')}
              name="size"
              value={size}
              options={[{ id: '', name: t('delivery.noSize') }, ...rules.sizes].map(({ id, name }) => ({
                value: id,
                label: name,
              }))}
              onChange={(event) => setSize(event.target.value)}
            />
          )}
        </div>
      </ProblemForm>
      <div role="status">{tried && <Outcome of={tried} />}</div>
    </Card>
  );
}

function Outcome({ of: { zone, ways } }: { of: Tried }) {
  const t = useText();
  if (zone === null) return <p>{t('delivery.notSent')}</p>;
  return (
    <>
      <p>{t(ways.length > 0 ? 'delivery.inZone' : 'delivery.tooMuch', { zone })}</p>
      <ul>
        {ways.map((way) => (
          <li key={way.id}>
            <strong>
              {way.name}: {formatMoney(way.price)}
            </strong>
            {way.free && ` · ${t('delivery.isFree')}`}
            {way.by_carrier && ` · ${t('delivery.unasked')}`}
            {way.surcharges.map(({ name, price }) => ` · ${name} ${formatMoney(price)}`)}
            {way.earliest &&
              way.latest &&
              ` · ${t('delivery.arrives', { earliest: way.earliest, latest: way.latest })}`}
          </li>
        ))}
      </ul>
    </>
  );
}
