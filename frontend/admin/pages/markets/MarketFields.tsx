import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import { config } from '../../../src/lib/config';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import { LoadFailed } from '../../ui/Notice';
import styles from '../content/content.module.css';
import { LANGUAGES } from '../content/letters';
import { AmountField } from '../delivery/fields';
import { countryName, countryOptions } from '../delivery/rules';
import { nameOf, RATE, ROUNDINGS, type Market } from './market';

interface Props {
  name: string;
  market: Market;
  set: (part: Partial<Market>) => void;
}

/** Who is in a market, and how prices there are made of the shop's. */
export function MarketFields({ name, market, set }: Props) {
  const t = useText();
  const own = config().currency;
  const { currency } = market;
  return (
    <>
      <div className={styles.pair}>
        <TextField
          label={t('markets.name')}
          name={`${name}.name`}
          value={market.name}
          required
          maxLength={60}
          onChange={(text) => set({ name: text })}
        />
        <TextField
          label={t('markets.currency')}
          hint={nameOf('currency', currency) ?? t('markets.noCurrency')}
          name={`${name}.currency`}
          value={currency}
          required
          maxLength={3}
          pattern="[A-Z]{3}"
          onChange={(text) => {
            const code = text.toUpperCase();
            set({ currency: code, ...(code === own && { rate: '1' }) });
          }}
        />
        <TextField
          label={t('markets.rate', { own, currency })}
          hint={t('markets.rateHint')}
          name={`${name}.rate`}
          value={market.rate}
          required
          readOnly={currency === own}
          inputMode="decimal"
          pattern={RATE}
          onChange={(text) => set({ rate: text.trim().replace(',', '.') })}
        />
        <SelectField
          label={t('markets.rounding')}
          name={`${name}.rounding`}
          value={market.rounding}
          options={ROUNDINGS.map((value) => ({ value, label: t(`markets.rounding.${value}`) }))}
          onChange={({ target }) =>
            set({ rounding: ROUNDINGS.find((one) => one === target.value) ?? market.rounding })
          }
        />
        {market.rounding === 'step' && (
          <AmountField
            label={t('markets.step', { currency })}
            hint={t('markets.stepHint')}
            name={`${name}.step`}
            value={market.step}
            currency={currency}
            required
            change={(step) => set({ step: step ?? 0 })}
          />
        )}
        <SelectField
          label={t('markets.tax')}
          name={`${name}.prices_include_tax`}
          value={String(market.prices_include_tax)}
          options={(['null', 'true', 'false'] as const).map((value) => ({
            value,
            label: t(`markets.tax.${value}`),
          }))}
          onChange={({ target }) => set({ prices_include_tax: JSON.parse(target.value) as boolean | null })}
        />
        <SelectField
          label={t('markets.language')}
          name={`${name}.language`}
          value={market.language}
          options={[
            { value: '', label: t('markets.ownLanguage') },
            ...LANGUAGES.map((value) => ({ value, label: nameOf('language', value) ?? value })),
          ]}
          onChange={({ target }) => set({ language: target.value })}
        />
      </div>
      <Countries
        name={`${name}.countries`}
        countries={market.countries}
        change={(countries) => set({ countries })}
      />
      <Methods chosen={market.payment_methods} change={(payment_methods) => set({ payment_methods })} />
      <CheckField
        label={t('markets.open')}
        checked={market.open}
        onChange={({ target }) => set({ open: target.checked })}
      />
    </>
  );
}

function Countries({
  name,
  countries,
  change,
}: {
  name: string;
  countries: string[];
  change: (countries: string[]) => void;
}) {
  const t = useText();
  return (
    <>
      <SelectField
        label={t('markets.addCountry')}
        hint={t('markets.countriesHint')}
        name={name}
        value=""
        options={[
          { value: '', label: t('markets.choose') },
          ...countryOptions().filter(({ value }) => !countries.includes(value)),
        ]}
        onChange={({ target }) => {
          if (target.value) change([...countries, target.value]);
        }}
      />
      <ul className={styles.rows} aria-label={t('markets.countries')}>
        {countries.map((code) => (
          <li key={code} className={styles.itemHead}>
            <strong>{countryName(code)}</strong>
            <Button
              look="plain"
              aria-label={t('markets.without', { name: countryName(code) })}
              onClick={() => change(countries.filter((one) => one !== code))}
            >
              {t('markets.remove')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Of the place nothing hangs here: any that the shop knows. */
const ANYWHERE = 'DE';

/** The ways to pay that the shop has. One that it has no more stays as it is until somebody takes it out. */
function Methods({ chosen, change }: { chosen: string[]; change: (chosen: string[]) => void }) {
  const t = useText();
  const offered = useQuery({
    queryKey: ['payment-methods', ANYWHERE],
    queryFn: ({ signal }) =>
      answer(api().GET('/checkout/options', { params: { query: { country: ANYWHERE } }, signal })),
  });
  const known = offered.data?.payment_methods ?? [];
  const gone = chosen.filter((id) => known.every((method) => method.id !== id));
  return (
    <fieldset className={styles.plain}>
      <legend>{t('markets.methods')}</legend>
      <p className="muted small">{t('markets.methodsHint')}</p>
      {Boolean(offered.error) && <LoadFailed error={offered.error} retry={() => void offered.refetch()} />}
      {[...known, ...gone.map((id) => ({ id, name: id }))].map(({ id, name }) => (
        <CheckField
          key={id}
          label={name}
          checked={chosen.includes(id)}
          onChange={({ target }) =>
            change(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
          }
        />
      ))}
    </fieldset>
  );
}
