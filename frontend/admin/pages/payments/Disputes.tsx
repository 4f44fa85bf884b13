import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatMoney } from '../../i18n/language';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { Money, StateBadge, When } from '../../ui/values';

type Disputed = components['schemas']['DisputedPaymentView'];

const STATES = ['open', 'closed'] as const;

const COLUMNS: Column<Disputed>[] = [
  {
    id: 'reference',
    label: 'payments.reference',
    cell: ({ provider_reference }) => <bdi>{provider_reference}</bdi>,
    text: ({ provider_reference }) => provider_reference,
  },
  {
    id: 'state',
    label: 'orders.state',
    cell: ({ disputes }) =>
      disputes.map(({ dispute_id, status }) => <StateBadge key={dispute_id} state={status} />),
    text: ({ disputes }) => disputes.map(({ status }) => status).join(' '),
  },
  {
    id: 'disputed',
    label: 'payments.disputed',
    end: true,
    cell: ({ disputed }) => <Money of={disputed} />,
    text: ({ disputed }) => formatMoney(disputed),
  },
  {
    id: 'amount',
    label: 'payments.amount',
    from: 'tablet',
    end: true,
    cell: ({ amount }) => <Money of={amount} />,
    text: ({ amount }) => formatMoney(amount),
  },
  {
    id: 'reason',
    label: 'orders.reason',
    from: 'tablet',
    cell: ({ disputes }) => disputes.map(({ reason }) => reason).join(', '),
  },
  {
    id: 'due',
    label: 'disputes.due',
    from: 'tablet',
    cell: ({ disputes }) => <When at={disputes.map(({ due_by }) => due_by).find(Boolean)} />,
  },
];

export default function Disputes() {
  return (
    <ListPage
      name="disputes"
      title="disputes.title"
      columns={COLUMNS}
      filters={[{ name: 'state', label: 'orders.state', kind: 'select', values: STATES }]}
      load={({ state }, cursor, signal) =>
        answer(
          api().GET('/admin/disputes', {
            params: { query: { limit: 100, cursor, state: STATES.find((one) => one === state) } },
            signal,
          }),
        )
      }
      id={({ payment_id }) => payment_id}
      to={({ payment_id }) => `/payments/${payment_id}`}
      empty={{ title: 'disputes.none' }}
    />
  );
}
