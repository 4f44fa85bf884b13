import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { StateBadge, When } from '../../ui/values';

type Entry = components['schemas']['AuditEntryView'];
type Change = components['schemas']['ChangeView'];

const changed = ({ before, after }: Change): string =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => `${field}: ${before[field] ?? '–'} → ${after[field] ?? '–'}`)
    .join('; ');

function Trace({ id }: { id: string }) {
  const t = useText();
  const may = useMay();
  return may('logs.read') ? <Link to={`/traces/${id}`}>{t('audit.trace')}</Link> : <bdi>{id}</bdi>;
}

const COLUMNS: Column<Entry>[] = [
  { id: 'at', label: 'audit.at', cell: ({ at }) => <When at={at} />, text: ({ at }) => at },
  {
    id: 'person',
    label: 'audit.person',
    cell: ({ person }) => <bdi>{person}</bdi>,
    text: ({ person }) => person,
  },
  {
    id: 'operation',
    label: 'audit.operation',
    cell: ({ operation }) => <bdi>{operation}</bdi>,
    text: ({ operation }) => operation,
  },
  {
    id: 'objects',
    label: 'audit.objects',
    from: 'tablet',
    cell: ({ objects }) => <bdi>{objects.join(', ')}</bdi>,
    text: ({ objects }) => objects.join(' '),
  },
  {
    id: 'changes',
    label: 'audit.changes',
    from: 'desk',
    cell: ({ changes }) => <bdi>{changes.map(changed).join(' | ')}</bdi>,
    text: ({ changes }) => changes.map(changed).join(' | '),
  },
  {
    id: 'status',
    label: 'audit.status',
    end: true,
    cell: ({ status, step }) =>
      step === 'intended' ? (
        <StateBadge state="intended" tone="info" />
      ) : (
        <StateBadge state={String(status)} tone={status < 400 ? 'good' : 'bad'} />
      ),
    text: ({ status }) => String(status),
  },
  {
    id: 'source',
    label: 'audit.source',
    extra: true,
    cell: ({ source }) => <bdi>{source}</bdi>,
    text: ({ source }) => source,
  },
  {
    id: 'trace',
    label: 'audit.trace',
    from: 'tablet',
    cell: ({ correlation_id }) => <Trace id={correlation_id} />,
    text: ({ correlation_id }) => correlation_id,
  },
];

/** What was done to one thing, or by one person; nobody reads the whole of it page by page. */
export default function Audit() {
  return (
    <ListPage
      name="audit"
      title="audit.title"
      columns={COLUMNS}
      filters={[
        { name: 'object', label: 'audit.object', kind: 'search' },
        { name: 'person', label: 'audit.person', kind: 'search' },
      ]}
      load={({ object, person }, cursor, signal) =>
        (object ?? person)
          ? answer(
              api().GET('/ops/audit', { params: { query: { limit: 100, cursor, object, person } }, signal }),
            )
          : Promise.resolve({ items: [] })
      }
      empty={{ title: 'audit.ask', text: 'audit.askText' }}
      id={({ action_id, step }) => `${action_id} ${step}`}
    />
  );
}
