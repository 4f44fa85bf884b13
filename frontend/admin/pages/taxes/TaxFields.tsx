import { useState } from 'react';
import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import { Card } from '../../ui/values';
import styles from '../content/content.module.css';
import { Rows } from '../content/Rows';
import type { TaxRules } from './Taxes';

type Schemas = components['schemas'];
type Rate = Schemas['EnteredRate'];
type Registration = Schemas['Registration'];

const CLASSES = ['standard', 'reduced', 'second_reduced', 'super_reduced'] as const;
const NO_RATE: Rate = {
  place: '',
  tax_class: 'standard',
  rate: 0,
  since: '',
  until: '',
  postal_codes: [],
};
const NOWHERE: Registration = { place: '', number: '', since: '', until: '' };
const HUNDRED = 100;

const words = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);
const capitals = (text: string): string => text.toUpperCase().trim();

interface Props {
  value: TaxRules;
  change: (part: Partial<TaxRules>) => void;
}

/** Where the shop is and is registered, how it is taxed, and the rates that staff enter themselves. */
export function TaxFields({ value, change }: Props) {
  const t = useText();
  return (
    <div className={styles.parts}>
      <Card title={t('taxes.shop')}>
        <div className={styles.pair}>
          <TextField
            label={t('taxes.home')}
            hint={t('taxes.placeHint')}
            name="home"
            value={value.home ?? ''}
            required
            maxLength={15}
            onChange={(home) => change({ home: capitals(home) })}
          />
          <SelectField
            label={t('taxes.unionSales')}
            hint={t('taxes.unionSalesHint')}
            name="union_sales"
            value={value.union_sales}
            options={[
              { value: 'oss', label: t('taxes.oss') },
              { value: 'origin', label: t('taxes.origin') },
            ]}
            onChange={({ target }) => change({ union_sales: target.value === 'origin' ? 'origin' : 'oss' })}
          />
        </div>
        {(['registered', 'prices_include_tax', 'net_exports'] as const).map((name) => (
          <CheckField
            key={name}
            label={t(`taxes.${name}`)}
            checked={value[name] ?? false}
            onChange={({ target }) => change({ [name]: target.checked })}
          />
        ))}
        <PlacesField
          label={t('taxes.untaxedShipping')}
          name="untaxed_shipping"
          places={value.untaxed_shipping ?? []}
          change={(untaxed_shipping) => change({ untaxed_shipping })}
        />
      </Card>
      <Card title={t('taxes.registrations')}>
        <p className="muted">{t('taxes.registrationsHint')}</p>
        <Rows
          rows={value.registrations ?? []}
          change={(registrations) => change({ registrations })}
          name={({ place }, at) => place || t('taxes.registration', { at })}
        >
          {(row, set, at) => (
            <div className={styles.pair}>
              <Place name={`registrations.${at}.place`} place={row.place} set={(place) => set({ place })} />
              <TextField
                label={t('taxes.number')}
                name={`registrations.${at}.number`}
                value={row.number ?? ''}
                maxLength={24}
                onChange={(number) => set({ number })}
              />
              <Days name={`registrations.${at}`} of={row} set={set} />
            </div>
          )}
        </Rows>
        <Button onClick={() => change({ registrations: [...(value.registrations ?? []), NOWHERE] })}>
          {t('taxes.addRegistration')}
        </Button>
      </Card>
      <Card title={t('taxes.rates')}>
        <p className="muted">{t('taxes.ratesHint')}</p>
        <Rows
          rows={value.rates ?? []}
          change={(rates) => change({ rates })}
          name={({ place, tax_class }, at) =>
            place ? `${place}, ${t(`taxes.class.${tax_class}`)}` : t('taxes.rate', { at })
          }
        >
          {(row, set, at) => (
            <div className={styles.pair}>
              <Place name={`rates.${at}.place`} place={row.place} set={(place) => set({ place })} />
              <SelectField
                label={t('taxes.taxClass')}
                name={`rates.${at}.tax_class`}
                value={row.tax_class}
                options={CLASSES.map((one) => ({ value: one, label: t(`taxes.class.${one}`) }))}
                onChange={({ target }) =>
                  set({ tax_class: CLASSES.find((one) => one === target.value) ?? row.tax_class })
                }
              />
              <Percent name={`rates.${at}.rate`} rate={row.rate} set={(rate) => set({ rate })} />
              <Days name={`rates.${at}`} of={row} set={set} />
              <PlacesField
                label={t('taxes.postalCodes')}
                hint={t('taxes.postalCodesHint')}
                name={`rates.${at}.postal_codes`}
                places={row.postal_codes ?? []}
                change={(postal_codes) => set({ postal_codes })}
              />
            </div>
          )}
        </Rows>
        <Button onClick={() => change({ rates: [...(value.rates ?? []), NO_RATE] })}>
          {t('taxes.addRate')}
        </Button>
      </Card>
    </div>
  );
}

function Place({ name, place, set }: { name: string; place: string; set: (place: string) => void }) {
  const t = useText();
  return (
    <TextField
      label={t('taxes.place')}
      hint={t('taxes.placeHint')}
      name={name}
      value={place}
      required
      maxLength={15}
      onChange={(text) => set(capitals(text))}
    />
  );
}

function Days({
  name,
  of,
  set,
}: {
  name: string;
  of: { since?: string; until?: string };
  set: (part: { since?: string; until?: string }) => void;
}) {
  const t = useText();
  return (['since', 'until'] as const).map((end) => (
    <TextField
      key={end}
      label={t(`taxes.${end}`)}
      name={`${name}.${end}`}
      type="date"
      value={of[end] ?? ''}
      onChange={(text) => set({ [end]: text })}
    />
  ));
}

/** Several codes, as people write lists; kept as it is typed. */
function PlacesField({
  label,
  hint,
  name,
  places,
  change,
}: {
  label: string;
  hint?: string;
  name: string;
  places: string[];
  change: (places: string[]) => void;
}) {
  const [text, setText] = useState(places.join(', '));
  return (
    <TextField
      label={label}
      name={name}
      {...(hint && { hint })}
      value={words(text).join() === places.join() ? text : places.join(', ')}
      onChange={(typed) => {
        setText(typed.toUpperCase());
        change(words(typed.toUpperCase()));
      }}
    />
  );
}

/** A rate in per cent, which the API has in hundredths of it. */
function Percent({ name, rate, set }: { name: string; rate: number; set: (rate: number) => void }) {
  const t = useText();
  const [text, setText] = useState(String(rate / HUNDRED));
  const shown = read(text) === rate ? text : String(rate / HUNDRED);
  return (
    <TextField
      label={t('taxes.percent')}
      name={name}
      value={shown}
      required
      inputMode="decimal"
      pattern="[0-9]{1,2}([.,][0-9]{0,2})?"
      onChange={(typed) => {
        setText(typed);
        set(read(typed));
      }}
    />
  );
}

const read = (text: string): number => Math.round(Number(text.replace(',', '.')) * HUNDRED) || 0;
