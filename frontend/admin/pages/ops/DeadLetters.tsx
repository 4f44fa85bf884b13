import type { UseQueryResult } from '@tanstack/react-query';
import { Page } from '../../frame/Page';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import type { Column } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import { StateBadge, When } from '../../ui/values';
import { useAllDeadLetters, type DeadLetters as Kept, type Service } from './deadLetters';
import styles from './ops.module.css';

interface Row {
  service: Service;
  query: UseQueryResult<Kept>;
}

/** The moment of the oldest. */
const oldest = ({ items }: Kept): string | undefined => items.map(({ since }) => since).sort()[0];
const stuck = ({ items }: Kept): number => items.filter(({ due_at }) => due_at === null).length;
const counted = ({ items, more }: Kept): string => `${formatNumber(items.length)}${more ? '+' : ''}`;

const COLUMNS: Column<Row>[] = [
  {
    id: 'service',
    label: 'logs.service',
    cell: ({ service }) => <bdi>{service}</bdi>,
  },
  {
    id: 'count',
    label: 'deadLetters.count',
    end: true,
    cell: ({ query }) => (query.data ? counted(query.data) : <Missing query={query} />),
  },
  {
    id: 'stuck',
    label: 'deadLetters.person',
    end: true,
    from: 'tablet',
    cell: ({ query: { data } }) =>
      data && stuck(data) > 0 ? <StateBadge state={formatNumber(stuck(data))} tone="bad" /> : '–',
  },
  {
    id: 'oldest',
    label: 'deadLetters.oldest',
    cell: ({ query: { data } }) => <When at={data && oldest(data)} ago />,
  },
];

function Missing({ query }: { query: UseQueryResult<Kept> }) {
  const t = useText();
  return query.error ? t('deadLetters.unknown') : t('frame.loading');
}

/** What the consumers of all services have set aside, and since when. */
export default function DeadLetters() {
  const t = useText();
  const rows = useAllDeadLetters();
  const failed = rows.filter(({ query }) => query.error && !query.data);
  const again = () => failed.forEach(({ query }) => void query.refetch());
  const first = failed[0];

  if (first && failed.length === rows.length)
    return (
      <Page title={t('deadLetters.title')}>
        <LoadFailed error={first.query.error} retry={again} />
      </Page>
    );
  return (
    <Page title={t('deadLetters.title')}>
      <div className={styles.text}>
        <p>{t('deadLetters.text')}</p>
        <p className="muted">{t('deadLetters.notThere')}</p>
      </div>
      {rows.every(({ query }) => query.isPending) ? (
        <Skeleton rows={rows.length} />
      ) : (
        <>
          {first && (
            <Notice tone="warn" title={t('deadLetters.someFailed')}>
              <Button onClick={again}>{t('frame.again')}</Button>
            </Notice>
          )}
          {rows.every(({ query }) => query.data?.items.length === 0) && (
            <Notice tone="good" title={t('deadLetters.none')} />
          )}
          <DataTable
            short
            label={t('deadLetters.title')}
            columns={COLUMNS}
            rows={rows}
            id={({ service }) => service}
            to={({ service }) => `/dead-letters/${service}`}
          />
        </>
      )}
    </Page>
  );
}
