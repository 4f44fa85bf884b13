import { useQueryClient } from '@tanstack/react-query';
import { formatNumber, text } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { useMay } from '../../frame/me';
import { Who } from '../../frame/Who';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { useAct } from '../../patterns/useAct';
import { Button } from '../../ui/Button';
import { ErrorNotice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { StateBadge, When } from '../../ui/values';
import styles from './jobs.module.css';
import { merged, SOURCES, type Job } from './jobs';

const KINDS = {
  import: 'jobs.import',
  dryRun: 'jobs.dryRun',
  export: 'jobs.export',
  bulk: 'jobs.bulk',
  undo: 'jobs.undo',
  orders: 'jobs.orders',
} as const;
const NAMES: Record<string, keyof typeof KINDS> = {
  imports: 'import',
  exports: 'export',
  bulk: 'bulk',
  orders: 'orders',
};

const nameOf = ({ kind, name }: Job): string => (name ? `${text(KINDS[kind])}: ${name}` : text(KINDS[kind]));
const progressOf = ({ done, total }: Job): string =>
  `${formatNumber(done)} / ${total === null ? '…' : formatNumber(total)}`;

const COLUMNS: Column<Job>[] = [
  {
    id: 'what',
    label: 'jobs.what',
    cell: (job) => <bdi className={styles.name}>{nameOf(job)}</bdi>,
    text: nameOf,
  },
  {
    id: 'status',
    label: 'products.status',
    cell: ({ state }) => <StateBadge state={state} />,
    text: ({ state }) => state,
  },
  {
    id: 'progress',
    label: 'imports.progress',
    end: true,
    from: 'tablet',
    cell: (job) => <Progress of={job} />,
    text: progressOf,
  },
  { id: 'result', label: 'jobs.result', cell: (job) => <Result of={job} /> },
  {
    id: 'by',
    label: 'imports.by',
    from: 'desk',
    cell: ({ by }) => <Who id={by} />,
    text: ({ by }) => by,
  },
  {
    id: 'at',
    label: 'imports.at',
    from: 'tablet',
    cell: ({ at }) => <When at={at} />,
    text: ({ at }) => at,
  },
];

function Progress({ of: job }: { of: Job }) {
  return <bdi>{progressOf(job)}</bdi>;
}

/** What came of it: its file, what it refused, or the way to end it. */
function Result({ of: job }: { of: Job }) {
  const t = useText();
  const queries = useQueryClient();
  const act = useAct(() => queries.invalidateQueries({ queryKey: ['jobs'] }));
  const { stop } = job;
  if (stop)
    return (
      <>
        <Button
          busy={act.busy}
          aria-label={t('jobs.stop', { job: nameOf(job) })}
          onClick={() =>
            void act.run(async () => {
              await stop();
              toast(t('jobs.stopped'));
            })
          }
        >
          {t('imports.stop')}
        </Button>
        {Boolean(act.error) && <ErrorNotice error={act.error} title={t('error.failed')} />}
      </>
    );
  if (!job.url && job.refused === 0) return <span className="muted">–</span>;
  return (
    <span className={styles.result}>
      {job.refused > 0 && <span>{t('jobs.faults', { count: job.refused })}</span>}
      {job.url && <a href={job.url}>{t('exports.fetch')}</a>}
      {job.url && job.until && (
        <span className="muted small">
          {t('exports.until')} <When at={job.until} />
        </span>
      )}
    </span>
  );
}

/** Imports, exports and bulk edits together, as far as whoever looks may read them. */
export default function Jobs() {
  const may = useMay();
  const sources = SOURCES.filter(({ needs }) => may(needs));
  return (
    <ListPage
      name="jobs"
      title="jobs.title"
      columns={COLUMNS}
      filters={[
        {
          name: 'kind',
          label: 'jobs.kind',
          kind: 'select',
          values: sources.map(({ name }) => name),
          named: (name) => text(KINDS[NAMES[name] ?? 'import']),
        },
      ]}
      load={({ kind }, cursor, signal) =>
        merged(
          sources.filter(({ name }) => !kind || name === kind),
          cursor,
          signal,
        )
      }
      id={({ kind, id }) => `${kind} ${id}`}
      to={({ to }) => to}
      empty={{ title: 'jobs.none', text: 'jobs.noneText' }}
      everyMs={10_000}
    />
  );
}
