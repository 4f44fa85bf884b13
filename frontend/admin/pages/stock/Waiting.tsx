import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatDate, formatNumber } from '../../i18n/language';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { StockTabs } from './StockTabs';

type Wait = components['schemas']['WaitView'];

const COLUMNS: Column<Wait>[] = [
  { id: 'sku', label: 'stock.sku', cell: ({ sku }) => <bdi>{sku}</bdi>, text: ({ sku }) => sku },
  {
    id: 'units',
    label: 'stock.waiting',
    end: true,
    cell: ({ units }) => formatNumber(units),
    text: ({ units }) => String(units),
  },
  {
    id: 'promised',
    label: 'stock.promised',
    cell: ({ promised }) => (promised ? formatDate(promised) : '–'),
    text: ({ promised }) => promised ?? '',
  },
  {
    id: 'order',
    label: 'waits.order',
    from: 'tablet',
    cell: ({ order_id }) => <bdi>{order_id.slice(0, 8)}</bdi>,
    text: ({ order_id }) => order_id,
  },
];

/** What paid orders wait for, SKU by SKU, whoever has waited longest first. */
export default function Waiting() {
  return (
    <ListPage
      name="waits"
      title="waits.title"
      columns={COLUMNS}
      load={(_, cursor, signal) =>
        answer(api().GET('/admin/stock/waiting', { params: { query: { limit: 100, cursor } }, signal }))
      }
      id={({ sku, order_id }) => `${order_id} ${sku}`}
      to={({ order_id }) => `/orders/${order_id}`}
      above={<StockTabs />}
      empty={{ title: 'waits.none', text: 'waits.noneText' }}
    />
  );
}
