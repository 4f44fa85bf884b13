import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatNumber } from '../../i18n/language';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { When } from '../../ui/values';

type Group = components['schemas']['ErrorGroupView'];

/** What is only written to the log as an error has no type. */
export const nameOf = ({ type, message, service }: Group): string => type || message || service;

const COLUMNS: Column<Group>[] = [
  { id: 'type', label: 'errors.type', cell: (group) => <bdi>{nameOf(group)}</bdi>, text: nameOf },
  {
    id: 'message',
    label: 'errors.message',
    cell: ({ message }) => <bdi>{message}</bdi>,
    text: ({ message }) => message,
  },
  {
    id: 'service',
    label: 'logs.service',
    from: 'tablet',
    cell: ({ service }) => service,
    text: ({ service }) => service,
  },
  {
    id: 'count',
    label: 'errors.count',
    end: true,
    cell: ({ count }) => formatNumber(count),
    text: ({ count }) => String(count),
  },
  {
    id: 'last',
    label: 'errors.last',
    from: 'tablet',
    cell: ({ last_seen }) => <When at={last_seen} ago />,
    text: ({ last_seen }) => last_seen,
  },
  {
    id: 'first',
    label: 'errors.first',
    from: 'desk',
    cell: ({ first_seen }) => <When at={first_seen} />,
    text: ({ first_seen }) => first_seen,
  },
];

export default function Errors() {
  return (
    <ListPage
      name="errors"
      title="errors.title"
      columns={COLUMNS}
      load={(_, cursor, signal) =>
        answer(api().GET('/ops/errors', { params: { query: { limit: 100, cursor } }, signal }))
      }
      id={({ fingerprint }) => fingerprint}
      to={({ fingerprint }) => `/errors/${fingerprint}`}
      empty={{ title: 'errors.none', text: 'errors.noneText' }}
      everyMs={60_000}
    />
  );
}
