import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { Money, StateBadge, When } from '../../ui/values';
import { CancelMany, ReviewMany } from './many';
import { OrderTabs } from './Orders';

type Order = components['schemas']['ListedOrderView'];

const COLUMNS: Column<Order>[] = [
  { id: 'number', label: 'orders.number', cell: ({ number }) => <bdi>{number}</bdi> },
  { id: 'state', label: 'orders.state', cell: ({ state }) => <StateBadge state={state} /> },
  {
    id: 'why',
    label: 'orders.suspicions',
    from: 'tablet',
    cell: ({ suspicions }) => suspicions.map(({ reason }) => reason).join(' '),
  },
  {
    id: 'placed',
    label: 'orders.placed',
    from: 'desk',
    cell: ({ placed_at }) => <When at={placed_at} />,
  },
  { id: 'email', label: 'orders.email', from: 'desk', cell: ({ email }) => <bdi>{email}</bdi> },
  { id: 'total', label: 'orders.total', end: true, cell: ({ total }) => <Money of={total} /> },
];

/** Orders of which something is suspicious that nobody has looked at. */
export default function ToReview() {
  const may = useMay();
  const queries = useQueryClient();
  const [doing, setDoing] = useState<{ what: 'review' | 'cancel'; orders: Order[] }>();
  const bulk = [
    ...(may('orders.write')
      ? [
          {
            label: 'orders.review' as const,
            run: (orders: Order[]) => setDoing({ what: 'review', orders }),
          },
        ]
      : []),
    ...(may('orders.cancel')
      ? [
          {
            label: 'orders.cancelMany' as const,
            danger: true,
            run: (orders: Order[]) => setDoing({ what: 'cancel', orders }),
          },
        ]
      : []),
  ];
  const Doing = doing?.what === 'review' ? ReviewMany : CancelMany;
  return (
    <>
      <ListPage
        name="suspicious"
        title="orders.toReview"
        columns={COLUMNS}
        load={(_, cursor, signal) =>
          answer(
            api().GET('/admin/orders', {
              params: { query: { limit: 100, cursor, suspicious: true } },
              signal,
            }),
          )
        }
        id={({ id }) => id}
        called={({ number }) => number}
        to={({ id }) => `/orders/${id}`}
        above={<OrderTabs />}
        bulk={bulk.length > 0 ? bulk : undefined}
        empty={{ title: 'orders.toReviewNone' }}
        everyMs={30_000}
      />
      {doing && (
        <Doing
          orders={doing.orders}
          after={() => queries.invalidateQueries({ queryKey: ['suspicious'] })}
          onClose={() => setDoing(undefined)}
        />
      )}
    </>
  );
}
