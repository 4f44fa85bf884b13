import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { Money, StateBadge } from '../../ui/values';
import { Due, firstOf } from './due';

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
    id: 'refundable',
    label: 'payments.refundable',
    from: 'desk',
    end: true,
    cell: ({ refundable }) => <Money of={refundable} />,
    text: ({ refundable }) => formatMoney(refundable),
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
    cell: ({ disputes }) => {
      const first = firstOf(disputes);
      return first ? <Due of={first} /> : null;
    },
    text: ({ disputes }) => firstOf(disputes)?.due_by ?? '',
  },
  {
    id: 'order',
    label: 'payments.order',
    from: 'tablet',
    cell: ({ order_id }) => <OrderLink id={order_id} />,
    text: ({ order_id }) => order_id,
  },
];

function OrderLink({ id }: { id: string }) {
  const t = useText();
  const may = useMay();
  return may('orders.read') ? <Link to={`/orders/${id}`}>{t('payments.toOrder')}</Link> : <bdi>{id}</bdi>;
}

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
      to={({ payment_id, disputes }) => `/disputes/${payment_id}/${firstOf(disputes)?.dispute_id ?? ''}`}
      empty={{ title: 'disputes.none' }}
    />
  );
}
