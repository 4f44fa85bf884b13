import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import { ProblemForm } from '../../ui/ProblemForm';
import { Card, Facts } from '../../ui/values';
import styles from '../content/content.module.css';
import { countryOptions } from '../delivery/rules';
import { momentOf, type Promotion } from './promotion';

type Quote = components['schemas']['QuoteView'];

const MOST_LINES = 50;
const HERE = 'DE';

/** What a cart would cost by the promotions as they are typed, before anybody else sees them. */
export function Trial({ promotions }: { promotions: Promotion[] }) {
  const t = useText();
  const [places, setPlaces] = useState(1);
  const [country, setCountry] = useState(HERE);
  const [channel, setChannel] = useState<'shop' | 'staff'>('shop');
  const [first, setFirst] = useState(true);
  const [given, setGiven] = useState<string[]>([]);
  const [tried, setTried] = useState<Quote>();
  const coded = promotions.filter(({ trigger }) => trigger === 'code');

  async function submit(values: Record<string, string>) {
    const lines = Array.from({ length: places }, (_, at) => ({
      sku: (values[`lines.${at}.sku`] ?? '').trim(),
      quantity: Number(values[`lines.${at}.quantity`] ?? 0),
    })).filter(({ sku }) => sku);
    const body = {
      ...{ promotions: { promotions }, lines, country, channel, first_order: first },
      ...{ region: values.region ?? '', postal_code: values.postal_code ?? '', code: values.code ?? '' },
      unlocked: coded.map(({ id }) => id).filter((id) => given.includes(id)),
      shipping_method: values.shipping_method ?? '',
      at: values.at ? momentOf(values.at) : null,
    };
    setTried(await answer(api().POST('/admin/promotions/trial', { body })));
  }

  return (
    <Card title={t('promotions.trial')}>
      <p className="muted">{t('promotions.trialText')}</p>
      <ProblemForm action={t('promotions.try')} submit={submit} changed={() => setTried(undefined)}>
        {Array.from({ length: places }, (_, at) => (
          <div key={at} className={styles.pair}>
            <TextField
              label={t('promotions.lineSku', { place: at + 1 })}
              name={`lines.${at}.sku`}
              required={at === 0}
              maxLength={100}
              autoComplete="off"
            />
            <TextField
              label={t('promotions.lineQuantity', { place: at + 1 })}
              name={`lines.${at}.quantity`}
              defaultValue="1"
              required
              inputMode="numeric"
              pattern="[1-9]\d{0,2}"
            />
          </div>
        ))}
        {places < MOST_LINES && (
          <p>
            <Button onClick={() => setPlaces(places + 1)}>{t('promotions.addLine')}</Button>
          </p>
        )}
        <div className={styles.pair}>
          <SelectField
            label={t('promotions.trialCountry')}
            name="country"
            value={country}
            options={countryOptions()}
            onChange={(event) => setCountry(event.target.value)}
          />
          <TextField label={t('promotions.trialRegion')} name="region" maxLength={100} />
          <TextField label={t('promotions.trialPostalCode')} name="postal_code" maxLength={20} />
          <TextField
            label={t('promotions.trialMethod')}
            name="shipping_method"
            hint={t('promotions.trialMethodHint')}
            maxLength={60}
          />
          <TextField label={t('promotions.code')} name="code" maxLength={60} autoComplete="off" />
          <TextField
            label={t('promotions.trialAt')}
            name="at"
            type="datetime-local"
            hint={t('promotions.trialAtHint')}
          />
          <SelectField
            label={t('promotions.trialChannel')}
            name="channel"
            value={channel}
            options={[
              { value: 'shop', label: t('promotions.byShopper') },
              { value: 'staff', label: t('promotions.byStaff') },
            ]}
            onChange={(event) => setChannel(event.target.value === 'staff' ? 'staff' : 'shop')}
          />
        </div>
        {channel === 'shop' && (
          <CheckField
            label={t('promotions.trialFirst')}
            checked={first}
            onChange={({ target }) => setFirst(target.checked)}
          />
        )}
        {coded.map(({ id, name }) => (
          <CheckField
            key={id}
            label={t('promotions.asIfCode', { name })}
            checked={given.includes(id)}
            onChange={({ target }) =>
              setGiven(target.checked ? [...given, id] : given.filter((one) => one !== id))
            }
          />
        ))}
      </ProblemForm>
      <div role="status">{tried && <Outcome of={tried} />}</div>
    </Card>
  );
}

function Outcome({ of: quote }: { of: Quote }) {
  const t = useText();
  const way = quote.shipping_methods.find(({ id }) => id === quote.shipping_method);
  return (
    <>
      <ul>
        {quote.lines.map((line) => (
          <li key={line.sku}>
            <bdi>
              {line.quantity} × {line.title}
            </bdi>
            {': '}
            {formatMoney(line.total)}
            {line.reductions.map(({ promotion_id, name, amount }) => (
              <span key={promotion_id}>
                {' · '}
                {t('promotions.takes', { name, amount: formatMoney(amount) })}
              </span>
            ))}
          </li>
        ))}
        <li>
          <bdi>{way?.name ?? quote.shipping_method}</bdi>
          {': '}
          {formatMoney(quote.shipping)}
          {way?.reductions.map(({ promotion_id, name, amount }) => (
            <span key={promotion_id}>
              {' · '}
              {t('promotions.takes', { name, amount: formatMoney(amount) })}
            </span>
          ))}
        </li>
      </ul>
      <Facts
        of={[
          [t('promotions.trialTaken'), formatMoney(quote.discount)],
          [t('promotions.trialTax'), formatMoney(quote.tax)],
          [t('promotions.trialTotal'), <strong key="total">{formatMoney(quote.total)}</strong>],
        ]}
      />
      {quote.missed.length > 0 && (
        <>
          <h3>{t('promotions.trialMissed')}</h3>
          <ul>
            {quote.missed.map(({ promotion_id, name, why, missing }) => (
              <li key={promotion_id}>
                <bdi>{name}</bdi>
                {': '}
                {t(`promotions.why.${why}`, {
                  missing:
                    why === 'minimum_value'
                      ? formatMoney({ amount: missing, currency: quote.total.currency })
                      : missing,
                })}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
