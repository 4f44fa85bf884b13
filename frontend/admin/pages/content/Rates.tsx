import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { Page } from '../../frame/Page';
import { formatMoney, formatNumber, spoken } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import { Card } from '../../ui/values';

type Schemas = components['schemas'];
type Tax = Schemas['CountryTaxView'];
type Method = Schemas['ZoneMethodView'];

const KILO = 1000;
const WHOLE = 10_000;

const country = (code: string): string =>
  new Intl.DisplayNames([spoken.get().locale], { type: 'region' }).of(code) ?? code;
const percent = (points: number): string =>
  formatNumber(points / WHOLE, { style: 'percent', maximumFractionDigits: 2 });
const kilos = (grams: number): string =>
  formatNumber(grams / KILO, { style: 'unit', unit: 'kilogram', maximumFractionDigits: 1 });

const measured = (by: string, most: number, currency: string): string =>
  by === 'weight'
    ? kilos(most)
    : by === 'value'
      ? formatMoney({ amount: most, currency })
      : formatNumber(most);

const TAXES: Column<Tax>[] = [
  { id: 'country', label: 'rates.country', cell: (tax) => country(tax.country) },
  { id: 'standard', label: 'rates.standard', end: true, cell: ({ standard }) => percent(standard) },
  { id: 'reduced', label: 'rates.reduced', end: true, cell: ({ reduced }) => percent(reduced) },
];

/** What the checkout charges beside the goods, as it was installed. */
export default function Rates() {
  const t = useText();
  const rates = useQuery({
    queryKey: ['rates'],
    queryFn: ({ signal }) => answer(api().GET('/admin/rates', { signal })),
  });
  return (
    <Page title={t('rates.title')}>
      {rates.isPending && <Skeleton />}
      {rates.error && <LoadFailed error={rates.error} retry={() => void rates.refetch()} />}
      {rates.data && (
        <div className={layout.stack}>
          <Notice tone="info">{t('rates.installed')}</Notice>
          <Card title={t('rates.taxes')}>
            <p>{t(rates.data.tax_included ? 'rates.included' : 'rates.onTop')}</p>
            <DataTable
              label={t('rates.taxes')}
              columns={TAXES}
              rows={rates.data.taxes}
              id={(tax) => tax.country}
              short
            />
          </Card>
          {rates.data.zones.map(({ id, name, countries, methods }) => (
            <Card key={id} title={t('rates.zone', { zone: name })}>
              <p className="muted small">
                {countries.map((code) => (code === '*' ? t('rates.anywhere') : country(code))).join(', ')}
              </p>
              <ul>
                {methods.map((method) => (
                  <li key={method.id}>
                    <Method of={method} />
                  </li>
                ))}
              </ul>
            </Card>
          ))}
          <Card title={t('rates.payments')}>
            <p>{rates.data.payment_methods.join(', ')}</p>
          </Card>
        </div>
      )}
    </Page>
  );
}

function Method({ of: { name, by, bands, free_from } }: { of: Method }) {
  const t = useText();
  const prices = bands.map(({ up_to, size_class, price }, place) =>
    up_to === null
      ? bands.length === 1 || place < bands.length - 1 || size_class
        ? `${size_class} ${formatMoney(price)}`.trim()
        : t('rates.heavier', { price: formatMoney(price) })
      : t('rates.upTo', { weight: measured(by, up_to, price.currency), price: formatMoney(price) }),
  );
  if (free_from) prices.push(t('rates.freeFrom', { price: formatMoney(free_from) }));
  return (
    <>
      <strong>{name}</strong>: {prices.join('; ')}
    </>
  );
}
