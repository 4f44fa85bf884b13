import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatNumber } from '../../i18n/language';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';

type Warning = components['schemas']['StockWarningView'];

const COLUMNS: Column<Warning>[] = [
  { id: 'sku', label: 'products.sku', cell: ({ sku }) => <bdi>{sku}</bdi>, text: ({ sku }) => sku },
  {
    id: 'available',
    label: 'stock.available',
    end: true,
    cell: ({ available }) => formatNumber(available),
    text: ({ available }) => String(available),
  },
  {
    id: 'threshold',
    label: 'stock.threshold',
    end: true,
    cell: ({ threshold }) => formatNumber(threshold),
    text: ({ threshold }) => String(threshold),
  },
];

/** What is low or sold out. */
export default function Reorder() {
  return (
    <ListPage
      name="reorder"
      title="home.reorder"
      columns={COLUMNS}
      load={(_, cursor, signal) =>
        answer(api().GET('/admin/backoffice/stock', { params: { query: { limit: 100, cursor } }, signal }))
      }
      id={({ sku }) => sku}
      to={({ sku }) => `/stock/${encodeURIComponent(sku)}`}
      empty={{ title: 'home.reorderNone' }}
    />
  );
}
