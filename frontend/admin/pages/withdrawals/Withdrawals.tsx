import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { When } from '../../ui/values';

type Order = components['schemas']['ListedOrderView'];

const COLUMNS: Column<Order>[] = [
  { id: 'number', label: 'orders.number', cell: ({ number }) => <bdi>{number}</bdi> },
  {
    id: 'words',
    label: 'withdrawals.words',
    cell: ({ unread }) => unread.map(({ id, words }) => <q key={id}>{words}</q>),
    text: ({ unread }) => unread.map(({ words }) => words).join(' '),
  },
  {
    id: 'at',
    label: 'withdrawals.cameIn',
    from: 'tablet',
    cell: ({ unread: [first] }) => first && <When at={first.declared_at} ago />,
    text: ({ unread: [first] }) => first?.declared_at ?? '',
  },
  {
    id: 'name',
    label: 'withdrawals.by',
    from: 'desk',
    cell: ({ unread: [first] }) => first?.name,
  },
];

/** Withdrawals whose shopper described in words what they are from, the one that waits longest first. */
export default function Withdrawals() {
  return (
    <ListPage
      name="withdrawals"
      title="withdrawals.title"
      columns={COLUMNS}
      load={(_, cursor, signal) =>
        answer(api().GET('/admin/orders', { params: { query: { limit: 50, cursor, unread: true } }, signal }))
      }
      id={({ id }) => id}
      to={({ id }) => `/withdrawals/${id}`}
      empty={{ title: 'withdrawals.none', text: 'withdrawals.noneText' }}
      everyMs={30_000}
    />
  );
}
