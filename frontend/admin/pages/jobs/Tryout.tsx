import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatNumber, text } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import type { Column } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { SelectField } from '../../ui/Field';
import { Lines } from '../../ui/Lines';
import { ErrorNotice, LoadFailed, Skeleton } from '../../ui/Notice';
import { Card, StateBadge } from '../../ui/values';

type Report = components['schemas']['ImportReport'];
type Row = components['schemas']['ImportRowView'];
type Outcome = Row['outcome'];
type Difference = Row['differences'][number];

const OUTCOMES = ['failed', 'created', 'updated', 'unchanged'] as const;
const WORDS = {
  failed: 'imports.refused',
  created: 'imports.created',
  updated: 'imports.updated',
  unchanged: 'imports.unchanged',
} as const;
const TONES = { failed: 'bad', created: 'good', updated: 'info', unchanged: 'over' } as const;

const COLUMNS: Column<Row>[] = [
  { id: 'line', label: 'imports.line', end: true, from: 'tablet', cell: ({ line }) => formatNumber(line) },
  {
    id: 'product',
    label: 'products.name',
    cell: ({ title, handle }) => (
      <>
        {title || '–'} <bdi className="muted small">{handle}</bdi>
      </>
    ),
  },
  {
    id: 'outcome',
    label: 'tryout.outcome',
    cell: ({ outcome }) => (
      <StateBadge state={WORDS[outcome]} tone={TONES[outcome]} text={text(WORDS[outcome])} />
    ),
  },
  { id: 'what', label: 'tryout.what', cell: (row) => <What of={row} /> },
];

const countOf = (report: Report, outcome: Outcome): number => report[`products_${outcome}`];

/** "MUG-1, Variant Price: 12.00 → 13.20"; a variant as a whole is new or gone. */
function worded({ field, sku, before, after }: Difference): string {
  if (sku && before === '' && after === sku) return `${sku}: ${text('tryout.added')}`;
  if (sku && after === '' && before === sku) return `${sku}: ${text('tryout.gone')}`;
  const empty = text('tryout.empty');
  return `${sku ? `${sku}, ` : ''}${field}: ${before || empty} → ${after || empty}`;
}

function What({ of: { errors, differences, more_differences: more, warnings } }: { of: Row }) {
  const t = useText();
  const lines = [
    ...errors.map(
      ({ line, field, message }) => `${t('imports.line')} ${line}${field ? `, ${field}` : ''}: ${message}`,
    ),
    ...differences.map(worded),
    ...(more > 0 ? [t('tryout.more', { count: more })] : []),
    ...warnings.map(({ message }) => message),
  ];
  if (lines.length === 0) return <span className="muted">–</span>;
  return <Lines of={lines} />;
}

/** What a dry run found, product by product: first those that need somebody. */
export function Tryout({ report }: { report: Report }) {
  const t = useText();
  const [chosen, setChosen] = useState<Outcome | ''>(
    () => OUTCOMES.find((outcome) => countOf(report, outcome) > 0) ?? '',
  );
  const list = useInfiniteQuery({
    // Another dry run is another list.
    queryKey: ['import-rows', report.import_id, report.updated_at, chosen],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/products/imports/{import_id}/rows', {
          params: {
            path: { import_id: report.import_id },
            query: { limit: 100, cursor: pageParam, outcome: chosen || undefined },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;

  return (
    <Card
      title={t('tryout.results')}
      actions={
        <SelectField
          name="outcome"
          label={t('tryout.outcome')}
          value={chosen}
          onChange={(event) => setChosen(event.target.value as Outcome | '')}
          options={[
            { value: '', label: t('tryout.all') },
            ...OUTCOMES.map((outcome) => ({
              value: outcome,
              label: `${t(WORDS[outcome])} (${formatNumber(countOf(report, outcome))})`,
            })),
          ]}
        />
      }
    >
      {list.isPending ? (
        <Skeleton rows={5} />
      ) : list.error && rows.length === 0 ? (
        <LoadFailed error={list.error} retry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <p className="muted">{t('tryout.noneOf')}</p>
      ) : (
        <>
          <DataTable
            label={t('tryout.results')}
            columns={COLUMNS}
            rows={rows}
            id={({ handle }) => handle}
            onEnd={() => {
              if (hasNextPage && !isFetchingNextPage && !list.error) void fetchNextPage();
            }}
          />
          {Boolean(list.error) && <ErrorNotice error={list.error} title={t('error.load')} />}
          {hasNextPage && (
            <Button look="plain" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t('list.more')}
            </Button>
          )}
        </>
      )}
    </Card>
  );
}
