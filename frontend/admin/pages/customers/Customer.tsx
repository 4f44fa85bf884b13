import { useInfiniteQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { ErrorNotice, Skeleton } from '../../ui/Notice';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import { LazyNotes } from '../notes/lazyNotes';
import { Account, Activity } from './Account';

type Customer = components['schemas']['CustomerDetailView'];
type Order = components['schemas']['OrderRowView'];

const ORDERS: Column<Order>[] = [
  { id: 'number', label: 'orders.number', cell: ({ number }) => <bdi>{number}</bdi> },
  { id: 'state', label: 'orders.state', cell: ({ state }) => <StateBadge state={state} /> },
  { id: 'placed', label: 'orders.placed', from: 'tablet', cell: ({ placed_at }) => <When at={placed_at} /> },
  { id: 'total', label: 'orders.total', end: true, cell: ({ total }) => <Money of={total} /> },
];
const AT_ONCE = 24;

/** One customer: what they bought, who they are, and what staff say of them. */
export default function Customer() {
  const t = useText();
  const { customerId = '' } = useParams();
  const detail = useDetail<Customer>(['customer', customerId], (headers, signal) =>
    api().GET('/admin/backoffice/customers/{customer_id}', {
      params: { path: { customer_id: customerId }, query: { limit: 1 } },
      headers,
      signal,
    }),
  );
  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('customers.title'), to: '/customers' }]}
      title={({ name, email }) => name || email}
    >
      {(customer) => (
        <div className={layout.columns}>
          <div className={layout.stack}>
            <Orders of={customerId} />
            <Suspense fallback={<Skeleton rows={2} />}>
              <LazyNotes about={`customer:${customerId}`} />
            </Suspense>
            {!customer.guest && <Activity of={customerId} />}
          </div>
          <div className={layout.stack}>
            <Card title={t('customers.sums')}>
              <Facts
                of={[
                  [t('customers.paidOrders'), formatNumber(customer.orders)],
                  [t('customers.spent'), <Money key="spent" of={customer.spent} />],
                  [t('customers.lastPaid'), <When key="last" at={customer.last_paid_at} />],
                  ...(customer.guest
                    ? ([
                        [t('orders.email'), <bdi key="email">{customer.email}</bdi>],
                        [t('orders.account'), t('orders.guest')],
                      ] as [string, React.ReactNode][])
                    : []),
                ]}
              />
              {customer.guest && <p className="muted small">{t('customers.guestText')}</p>}
            </Card>
            {!customer.guest && <Account of={customerId} />}
          </div>
        </div>
      )}
    </DetailPage>
  );
}

function Orders({ of: customerId }: { of: string }) {
  const t = useText();
  const may = useMay();
  const list = useInfiniteQuery({
    queryKey: ['customer-orders', customerId],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/backoffice/customers/{customer_id}', {
          params: { path: { customer_id: customerId }, query: { limit: AT_ONCE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const orders = list.data?.pages.flatMap(({ items }) => items);
  return (
    <Card title={t('orders.title')}>
      {list.isPending && <Skeleton rows={4} />}
      {Boolean(list.error) && <ErrorNotice error={list.error} title={t('error.load')} />}
      {orders?.length === 0 && <p className="muted">{t('customers.noOrders')}</p>}
      {orders && orders.length > 0 && (
        <DataTable
          label={t('orders.title')}
          columns={ORDERS}
          rows={orders}
          id={({ order_id }) => order_id}
          to={may('orders.read') ? ({ order_id }) => `/orders/${order_id}` : undefined}
          short
        />
      )}
      {list.hasNextPage && (
        <Button look="plain" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </Card>
  );
}
