import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatMoney, worded } from '../../i18n/language';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { Money, StateBadge, When } from '../../ui/values';

type Order = components['schemas']['ListedOrderView'];
type State = components['schemas']['OrderState'];

const STATES = [
  'PENDING',
  'AWAITING_PAYMENT',
  'PAID',
  'FULFILLING',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'EXPIRED',
] as const satisfies readonly State[];

const COLUMNS: Column<Order>[] = [
  {
    id: 'number',
    label: 'orders.number',
    cell: ({ number }) => <bdi>{number}</bdi>,
    text: ({ number }) => number,
  },
  {
    id: 'state',
    label: 'orders.state',
    cell: ({ state, suspicions }) => (
      <>
        <StateBadge state={state} /> {suspicions.length > 0 && <StateBadge state="suspicious" tone="bad" />}
      </>
    ),
    text: ({ state }) => worded('state', state),
  },
  {
    id: 'placed',
    label: 'orders.placed',
    from: 'tablet',
    cell: ({ placed_at }) => <When at={placed_at} />,
    text: ({ placed_at }) => placed_at,
  },
  {
    id: 'email',
    label: 'orders.email',
    from: 'tablet',
    cell: ({ email }) => <bdi>{email}</bdi>,
    text: ({ email }) => email,
  },
  {
    id: 'name',
    label: 'orders.name',
    from: 'desk',
    cell: ({ shipping_address }) => shipping_address.name,
    text: ({ shipping_address }) => shipping_address.name,
  },
  {
    id: 'units',
    label: 'orders.units',
    from: 'desk',
    end: true,
    cell: ({ lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0),
    text: ({ lines }) => String(lines.reduce((sum, { quantity }) => sum + quantity, 0)),
  },
  {
    id: 'total',
    label: 'orders.total',
    end: true,
    cell: ({ total }) => <Money of={total} />,
    text: ({ total }) => formatMoney(total),
  },
  {
    id: 'payment',
    label: 'orders.paymentMethod',
    extra: true,
    cell: ({ payment_method }) => worded('method', payment_method),
    text: ({ payment_method }) => payment_method,
  },
  {
    id: 'country',
    label: 'orders.country',
    extra: true,
    cell: ({ shipping_address }) => shipping_address.country,
    text: ({ shipping_address }) => shipping_address.country,
  },
];

export default function Orders() {
  return (
    <ListPage
      name="orders"
      title="orders.title"
      columns={COLUMNS}
      filters={[
        { name: 'state', label: 'orders.state', kind: 'select', values: STATES },
        { name: 'suspicious', label: 'orders.suspicious', kind: 'toggle' },
      ]}
      load={({ state, suspicious }, cursor, signal) =>
        answer(
          api().GET('/admin/orders', {
            params: {
              query: {
                limit: 100,
                cursor,
                state: STATES.find((one) => one === state),
                suspicious: suspicious === 'true' ? true : undefined,
              },
            },
            signal,
          }),
        )
      }
      id={({ id }) => id}
      to={({ id }) => `/orders/${id}`}
      empty={{ title: 'orders.none', text: 'orders.noneText' }}
      everyMs={30_000}
    />
  );
}
