import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { Page } from '../../frame/Page';
import type { Key } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import type { Column } from '../../patterns/table';
import { SelectField } from '../../ui/Field';
import { Blank, LoadFailed, Skeleton } from '../../ui/Notice';
import { Money } from '../../ui/values';
import { CardTabs } from './CardTabs';

type Month = components['schemas']['LiabilityMonthView'];
type Figure = Exclude<keyof Month, 'month'>;

const FIRST = 2026;

const figure = (id: Figure, label: Key, from?: 'tablet' | 'desk'): Column<Month> => ({
  id,
  label,
  end: true,
  ...(from ? { from } : {}),
  cell: (month) => <Money of={month[id]} />,
});

const COLUMNS: Column<Month>[] = [
  { id: 'month', label: 'giftCards.month', cell: ({ month }) => <bdi>{month}</bdi> },
  figure('opening', 'giftCards.opening', 'tablet'),
  figure('issued', 'giftCards.issuedSum', 'tablet'),
  figure('captured', 'giftCards.captured', 'tablet'),
  figure('refunded', 'giftCards.refunded', 'desk'),
  figure('expired', 'giftCards.expired', 'desk'),
  figure('raised', 'giftCards.raised', 'desk'),
  figure('lowered', 'giftCards.lowered', 'desk'),
  figure('taken_back', 'giftCards.takenBack', 'desk'),
  figure('closing', 'giftCards.closing'),
];

/** What the shop owes on gift cards and store credit, month by month. */
export default function Liability() {
  const t = useText();
  const now = new Date().getFullYear();
  const [year, setYear] = useState(now);
  const query = useQuery({
    queryKey: ['gift-cards-liability', year],
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/gift-cards/liability', { params: { query: { year } }, signal })),
  });
  const years = Array.from({ length: Math.max(1, now - FIRST + 1) }, (_, back) => String(now - back));
  return (
    <Page title={t('giftCards.title')}>
      <CardTabs />
      <SelectField
        label={t('giftCards.year')}
        name="year"
        value={String(year)}
        onChange={(event) => setYear(Number(event.target.value))}
        options={years.map((value) => ({ value, label: value }))}
      />
      {query.isPending && <Skeleton />}
      {query.error && <LoadFailed error={query.error} retry={() => void query.refetch()} />}
      {query.data &&
        (query.data.months.length > 0 ? (
          <DataTable
            short
            label={t('giftCards.liability')}
            columns={COLUMNS}
            rows={query.data.months}
            id={({ month, closing }) => `${month}${closing.currency}`}
          />
        ) : (
          <Blank icon="payments" title={t('giftCards.nothingMoved')} />
        ))}
    </Page>
  );
}
