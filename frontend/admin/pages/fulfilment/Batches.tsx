import { useLocation } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMe } from '../../frame/me';
import { useNames } from '../../frame/names';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ButtonLink } from '../../ui/Button';
import { Tabs } from '../../ui/Tabs';
import { When } from '../../ui/values';

type Listed = components['schemas']['ListedBatchView'];

/** The batches people work on, and those that are done. */
export default function Batches() {
  const t = useText();
  const { profile } = useMe();
  const names = useNames();
  const closed = useLocation().pathname.endsWith('/closed');
  const columns: Column<Listed>[] = [
    {
      id: 'batch',
      label: 'batch.batch',
      cell: ({ id }) => <bdi>{id.slice(0, 6)}</bdi>,
      text: ({ id }) => id,
    },
    {
      id: 'parcels',
      label: 'batch.parcels',
      end: true,
      cell: ({ parcels }) => formatNumber(parcels),
      text: ({ parcels }) => String(parcels),
    },
    {
      id: 'assignee',
      label: 'batch.assignee',
      cell: ({ assignee }) =>
        assignee === profile.id ? t('batch.mine') : <bdi>{names(`staff:${assignee}`)}</bdi>,
      text: ({ assignee }) => names(`staff:${assignee}`),
    },
    { id: 'made', label: 'batch.madeAt', cell: ({ created_at }) => <When at={created_at} ago /> },
    ...(closed
      ? [
          {
            id: 'closed',
            label: 'batch.closedAt',
            cell: ({ closed_at }: Listed) => <When at={closed_at} ago />,
          } as const,
        ]
      : []),
  ];
  return (
    <ListPage
      key={String(closed)}
      name={closed ? 'batches-closed' : 'batches'}
      title="batches.title"
      columns={columns}
      load={(_, cursor, signal) =>
        answer(api().GET('/admin/batches', { params: { query: { limit: 50, cursor, closed } }, signal }))
      }
      id={({ id }) => id}
      to={({ id }) => `/batches/${id}`}
      actions={<ButtonLink to="/fulfilment">{t('fulfilment.title')}</ButtonLink>}
      above={
        <Tabs
          label="batches.title"
          of={[
            { to: '/batches', label: 'batches.open' },
            { to: '/batches/closed', label: 'batches.closed' },
          ]}
        />
      }
      empty={{ title: 'batches.none', text: 'batches.noneText' }}
      everyMs={15_000}
    />
  );
}
