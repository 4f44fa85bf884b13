import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { components } from '../../../src/api/schema';
import { formatNumber, spoken } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import type { Column } from '../../patterns/table';
import { TextField } from '../../ui/Field';
import { LoadFailed, Skeleton } from '../../ui/Notice';
import { Card, When } from '../../ui/values';

type Schemas = components['schemas'];
type Place = Schemas['PlaceTaxView'];

const WHOLE = 10_000;
const CLASSES = ['standard', 'reduced', 'second_reduced', 'super_reduced'] as const;

const percent = (points: number): string =>
  formatNumber(points / WHOLE, { style: 'percent', maximumFractionDigits: 2 });

/** "Spain: Canary Islands", and a state by its letters. */
function called({ place, country, name }: Place): string {
  const land = new Intl.DisplayNames([spoken.get().locale], { type: 'region' }).of(country) ?? country;
  if (name) return `${land}: ${name}`;
  return place === country ? land : `${land}: ${place.replace(/^..-/, '')}`;
}

/** What goods bear that are sent to each place today. */
export function InForce({ now }: { now: UseQueryResult<Schemas['TaxesNowView']> }) {
  const t = useText();
  const [sought, setSought] = useState('');
  const columns: Column<Place>[] = [
    { id: 'place', label: 'taxes.place', cell: (one) => called(one) },
    {
      id: 'how',
      label: 'taxes.how',
      cell: ({ category, taxed_in, place }) =>
        category === 'S' && taxed_in !== place
          ? t('taxes.how.S_elsewhere', { place: taxed_in })
          : t(`taxes.how.${category === 'S' || category === 'E' ? category : 'G'}`),
    },
    ...CLASSES.map((name): Column<Place> => ({
      id: name,
      label: `taxes.class.${name}`,
      end: true,
      cell: ({ rates }) => {
        const found = rates.find(({ tax_class }) => tax_class === name);
        return found ? percent(found.rate) : '–';
      },
    })),
  ];
  const wanted = sought.trim().toLowerCase();
  return (
    <Card title={t('taxes.inForce')}>
      {now.isPending && <Skeleton rows={4} />}
      {now.error && <LoadFailed error={now.error} retry={() => void now.refetch()} />}
      {now.data && (
        <>
          <p className="muted small">
            {t('taxes.source', { source: now.data.source })} <When at={`${now.data.as_of}T12:00:00Z`} />
          </p>
          <TextField label={t('taxes.find')} name="find" value={sought} onChange={setSought} />
          <DataTable
            label={t('taxes.inForce')}
            columns={columns}
            rows={now.data.places.filter(
              (one) => called(one).toLowerCase().includes(wanted) || one.place.toLowerCase() === wanted,
            )}
            id={({ place }) => place}
            short
          />
        </>
      )}
    </Card>
  );
}
