import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatNumber, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column, Filter, Filters } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Tabs } from '../../ui/Tabs';
import { Money, StateBadge, When } from '../../ui/values';
import { CancelMany } from './many';
import { OrdersExport } from './OrdersExport';
import { SharedViews } from './SharedViews';

export type OrderRow = components['schemas']['OrderRowView'];
export type OrdersFilter = components['schemas']['OrdersFilter'];

const STATES = [
  'AWAITING_PAYMENT',
  'PAID',
  'FULFILLING',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'EXPIRED',
] as const satisfies OrdersFilter['state'];
const PAYMENTS = [
  'pending',
  'failed',
  'authorised',
  'partially_captured',
  'captured',
  'partially_refunded',
  'refunded',
  'voided',
] as const satisfies components['schemas']['Paid'][];
const REASONS = [
  'capture',
  'dispute',
  'exception',
  'refund_failed',
  'short',
  'mismatch',
  'cancellation',
  'transfer',
  'give_back',
  'fraud_warning',
] as const satisfies components['schemas']['Reason'][];

const FILTERS: Filter[] = [
  { name: 'q', label: 'orders.search', kind: 'search' },
  { name: 'state', label: 'orders.state', kind: 'many', values: STATES },
  { name: 'payment', label: 'orders.paymentMethod', kind: 'many', values: PAYMENTS, words: 'paid' },
  { name: 'waiting', label: 'orders.waiting', kind: 'many', values: REASONS, words: 'waiting' },
  { name: 'country', label: 'orders.country', kind: 'search' },
  { name: 'from', label: 'orders.since', kind: 'since' },
  { name: 'to', label: 'orders.until', kind: 'until' },
  { name: 'oldest', label: 'orders.oldest', kind: 'toggle' },
];

export const COLUMNS: Column<OrderRow>[] = [
  { id: 'number', label: 'orders.number', cell: ({ number }) => <bdi>{number}</bdi> },
  {
    id: 'state',
    label: 'orders.state',
    cell: ({ state, waiting }) => (
      <>
        <StateBadge state={state} />{' '}
        {waiting.length > 0 && (
          <span title={waiting.map((reason) => worded('waiting', reason)).join(', ')}>
            <StateBadge state="waiting" tone="warn" />
          </span>
        )}
      </>
    ),
  },
  {
    id: 'placed',
    label: 'orders.placed',
    from: 'tablet',
    cell: ({ placed_at }) => <When at={placed_at} />,
  },
  { id: 'name', label: 'orders.name', from: 'tablet', cell: ({ name }) => <bdi>{name}</bdi> },
  { id: 'email', label: 'orders.email', from: 'desk', cell: ({ email }) => <bdi>{email}</bdi> },
  {
    id: 'units',
    label: 'orders.units',
    from: 'desk',
    end: true,
    cell: ({ lines }) => formatNumber(lines.reduce((sum, { units }) => sum + units, 0)),
  },
  { id: 'total', label: 'orders.total', end: true, cell: ({ total }) => <Money of={total} /> },
  {
    id: 'payment',
    label: 'orders.paymentMethod',
    from: 'desk',
    cell: ({ payment }) => worded('paid', payment),
  },
  { id: 'country', label: 'orders.country', extra: true, cell: ({ country }) => country },
  {
    id: 'tracking',
    label: 'shipments.tracking',
    extra: true,
    cell: ({ tracking_codes }) => <bdi>{tracking_codes.join(', ')}</bdi>,
  },
  {
    id: 'skus',
    label: 'products.sku',
    extra: true,
    cell: ({ lines }) => <bdi>{lines.map(({ sku }) => sku).join(', ')}</bdi>,
  },
];

const among = <T extends string>(values: readonly T[], held: string | undefined): T[] | undefined => {
  const found = values.filter((value) => held?.split(',').includes(value));
  return found.length > 0 ? found : undefined;
};

/** What the API is asked for what the address holds. */
export function filterOf({ q, state, payment, waiting, country, from, to, oldest }: Filters): OrdersFilter {
  return {
    q: q ?? '',
    state: among(STATES, state),
    payment: among(PAYMENTS, payment),
    waiting: among(REASONS, waiting),
    country: country?.toUpperCase(),
    from,
    to,
    sort: oldest === 'true' ? 'oldest' : 'newest',
  };
}

/** The orders of the shop, to search, to filter, and to do something with many of them. */
export default function Orders() {
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const [params] = useSearchParams();
  const [cancelling, setCancelling] = useState<OrderRow[]>();
  const [exporting, setExporting] = useState(false);

  return (
    <>
      <ListPage
        name="orders"
        title="orders.title"
        columns={COLUMNS}
        filters={FILTERS}
        load={(held, cursor, signal) =>
          answer(
            api().GET('/admin/backoffice/orders', {
              params: { query: { ...filterOf(held), limit: 50, cursor } },
              signal,
            }),
          )
        }
        id={({ order_id }) => order_id}
        called={({ number, name }) => [number, name].filter(Boolean).join(', ')}
        to={({ order_id }) => `/orders/${order_id}`}
        above={<OrderTabs />}
        views={may('reports.read') ? (bar) => <SharedViews list="orders" {...bar} /> : undefined}
        bulk={
          may('orders.cancel')
            ? [{ label: 'orders.cancelMany', danger: true, run: (rows) => setCancelling(rows) }]
            : undefined
        }
        actions={
          may('orders.export') && (
            <Button onClick={() => setExporting(true)}>
              <Icon name="download" /> {t('orders.exportList')}
            </Button>
          )
        }
        empty={{ title: 'orders.none', text: 'orders.noneText' }}
        everyMs={30_000}
      />
      {cancelling && (
        <CancelMany
          orders={cancelling.map(({ order_id, number }) => ({ id: order_id, number }))}
          after={() => queries.invalidateQueries({ queryKey: ['orders'] })}
          onClose={() => setCancelling(undefined)}
        />
      )}
      {exporting && (
        <OrdersExport filter={filterOf(Object.fromEntries(params))} onClose={() => setExporting(false)} />
      )}
    </>
  );
}

export function OrderTabs() {
  return (
    <Tabs
      label="orders.lists"
      of={[
        { to: '/orders', label: 'orders.all' },
        { to: '/orders/suspicious', label: 'orders.toReview' },
      ]}
    />
  );
}
