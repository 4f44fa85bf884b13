import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { Money, When } from '../../ui/values';

type Customer = components['schemas']['BackofficeCustomerView'];

const COLUMNS: Column<Customer>[] = [
  {
    id: 'name',
    label: 'customers.name',
    cell: ({ name, email }) => <bdi>{name || email}</bdi>,
  },
  { id: 'email', label: 'orders.email', from: 'tablet', cell: ({ email }) => <bdi>{email}</bdi> },
  { id: 'account', label: 'orders.account', from: 'desk', cell: ({ guest }) => <Account guest={guest} /> },
  { id: 'orders', label: 'orders.title', end: true, cell: (row) => formatNumber(row.orders) },
  {
    id: 'spent',
    label: 'customers.spent',
    end: true,
    cell: ({ spent }) => <Money of={spent} />,
  },
  {
    id: 'last',
    label: 'customers.lastPaid',
    from: 'desk',
    cell: ({ last_paid_at }) => <When at={last_paid_at} />,
  },
];

function Account({ guest }: { guest: boolean }) {
  return useText()(guest ? 'orders.guest' : 'orders.member');
}

/** Whoever has an account, or has paid an order as a guest. */
export default function Customers() {
  return (
    <ListPage
      name="customers"
      title="customers.title"
      columns={COLUMNS}
      filters={[{ name: 'q', label: 'customers.search', kind: 'search' }]}
      load={({ q }, cursor, signal) =>
        answer(
          api().GET('/admin/backoffice/customers', { params: { query: { q, limit: 100, cursor } }, signal }),
        )
      }
      id={({ customer_id }) => customer_id}
      to={({ customer_id }) => `/customers/${customer_id}`}
      empty={{ title: 'customers.none', text: 'customers.noneText' }}
    />
  );
}
