import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { Page } from '../../frame/Page';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import type { Column } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { LoadFailed, Notice, Skeleton, type Tone } from '../../ui/Notice';
import { StateBadge, When } from '../../ui/values';
import { isService, useAllDeadLetters } from './deadLetters';
import styles from './ops.module.css';

type Pulse = components['schemas']['PulseView'];
type Aside = (service: string) => string | undefined;

/** Nothing is asked while the tab is in the background. */
const EVERY_MS = 30_000;
const MOST_ERRORS = 20;
const TONES: Record<Pulse['state'], Tone> = { failing: 'bad', silent: 'warn', up: 'good' };
const ORDER = Object.keys(TONES);

const logs = (service: string, level: string): string => `/logs?service=${service}&level=${level}`;

const columns = (aside: Aside): Column<Pulse>[] => [
  { id: 'service', label: 'logs.service', cell: ({ service }) => <bdi>{service}</bdi> },
  {
    id: 'state',
    label: 'health.state',
    cell: ({ state }) => <StateBadge state={`health_${state}`} tone={TONES[state]} />,
  },
  {
    id: 'since',
    label: 'health.since',
    from: 'tablet',
    cell: (pulse) => <Since of={pulse} />,
  },
  {
    id: 'last',
    label: 'health.lastLine',
    from: 'desk',
    cell: ({ last_line }) => <When at={last_line} ago />,
  },
  {
    id: 'errors',
    label: 'health.errors',
    end: true,
    cell: ({ service, errors }) =>
      errors > 0 ? (
        <Link to={logs(service, 'ERROR')}>
          {formatNumber(errors)}
          {errors >= MOST_ERRORS && '+'}
        </Link>
      ) : (
        '–'
      ),
  },
  {
    id: 'group',
    label: 'health.lastError',
    from: 'tablet',
    cell: ({ last_error }) =>
      last_error ? (
        <Link to={`/errors/${last_error.fingerprint}`}>
          <bdi>{last_error.type || last_error.fingerprint}</bdi>
        </Link>
      ) : (
        '–'
      ),
  },
  {
    id: 'aside',
    label: 'deadLetters.count',
    end: true,
    from: 'tablet',
    cell: ({ service }) =>
      aside(service) ? <Link to={`/dead-letters/${service}`}>{aside(service)}</Link> : '–',
  },
  {
    id: 'logs',
    label: 'logs.title',
    from: 'tablet',
    cell: ({ service }) => <Logs of={service} />,
  },
];

function Since({ of: { state, since } }: { of: Pulse }) {
  const t = useText();
  if (state === 'silent' && !since) return t('health.longer');
  return <When at={since} ago />;
}

function Logs({ of }: { of: string }) {
  const t = useText();
  return (
    <Link to={logs(of, 'INFO')} aria-label={t('health.logsOf', { service: of })}>
      {t('logs.title')}
    </Link>
  );
}

/** How every service is, from what it writes; the worst first. */
export default function Health() {
  const t = useText();
  const health = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => answer(api().GET('/ops/health', { signal })),
    refetchInterval: EVERY_MS,
  });
  const letters = useAllDeadLetters();
  const pulses = [...(health.data?.services ?? [])].sort(
    (one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state),
  );

  function aside(service: string): string | undefined {
    const data = isService(service) && letters.find((one) => one.service === service)?.query.data;
    return data && data.items.length > 0
      ? `${formatNumber(data.items.length)}${data.more ? '+' : ''}`
      : undefined;
  }

  return (
    <Page
      title={t('health.title')}
      actions={
        <Button busy={health.isFetching} onClick={() => void health.refetch()}>
          {t('health.again')}
        </Button>
      }
    >
      {health.isPending ? (
        <Skeleton rows={12} />
      ) : health.data ? (
        <>
          <Sum of={pulses} stale={health.isError} />
          <p className={`muted ${styles.text}`}>{t('health.text')}</p>
          <DataTable
            short
            label={t('health.title')}
            columns={columns(aside)}
            rows={pulses}
            id={({ service }) => service}
          />
          <p className="muted">
            {t('health.asked')} <When at={new Date(health.dataUpdatedAt).toISOString()} />
          </p>
        </>
      ) : (
        <LoadFailed error={health.error} retry={() => void health.refetch()} />
      )}
    </Page>
  );
}

/** The whole in a sentence. */
function Sum({ of: pulses, stale }: { of: Pulse[]; stale: boolean }) {
  const t = useText();
  const failing = pulses.filter(({ state }) => state === 'failing').length;
  const silent = pulses.filter(({ state }) => state === 'silent').length;
  if (stale) return <Notice tone="warn" title={t('health.stale')} />;
  if (failing > 0) return <Notice tone="bad" title={t('health.failing', { count: failing })} />;
  if (silent > 0) return <Notice tone="warn" title={t('health.silent', { count: silent })} />;
  return <Notice tone="good" title={t('health.good')} />;
}
