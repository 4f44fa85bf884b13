import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ButtonLink } from '../../ui/Button';
import { StateBadge } from '../../ui/values';
import { StockTabs } from './StockTabs';

type Low = components['schemas']['ReorderView'];

const COLUMNS: Column<Low>[] = [
  { id: 'sku', label: 'stock.sku', cell: ({ sku }) => <bdi>{sku}</bdi>, text: ({ sku }) => sku },
  { id: 'title', label: 'products.name', cell: ({ title }) => title, text: ({ title }) => title },
  {
    id: 'state',
    label: 'orders.state',
    from: 'tablet',
    cell: ({ state }) => (
      <StateBadge state={state === 'out' ? 'sold_out' : 'low'} tone={state === 'out' ? 'bad' : 'warn'} />
    ),
    text: ({ state }) => state,
  },
  {
    id: 'available',
    label: 'stock.available',
    end: true,
    cell: ({ available }) => formatNumber(available),
    text: ({ available }) => String(available),
  },
  {
    id: 'onHand',
    label: 'stock.onHand',
    end: true,
    from: 'tablet',
    cell: ({ on_hand }) => formatNumber(on_hand),
    text: ({ on_hand }) => String(on_hand),
  },
  {
    id: 'threshold',
    label: 'stock.threshold',
    end: true,
    from: 'tablet',
    cell: ({ threshold }) => formatNumber(threshold),
    text: ({ threshold }) => String(threshold),
  },
];

/** What is for sale and of which few are left or none. */
export default function Reorder() {
  const t = useText();
  const may = useMay();
  return (
    <ListPage
      name="reorder"
      title="home.reorder"
      columns={COLUMNS}
      load={(_, cursor, signal) =>
        answer(api().GET('/admin/stock/reorder', { params: { query: { limit: 100, cursor } }, signal }))
      }
      id={({ sku }) => sku}
      to={({ sku }) => `/stock/${encodeURIComponent(sku)}`}
      actions={may('stock.write') && <ButtonLink to="/stock/receipts">{t('receipt.title')}</ButtonLink>}
      above={<StockTabs />}
      empty={{ title: 'reorder.none', text: 'reorder.noneText' }}
    />
  );
}
