import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { Who } from '../../frame/Who';
import { formatNumber } from '../../i18n/language';
import { text } from '../../i18n/language';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { StateBadge, When } from '../../ui/values';

type Bulk = components['schemas']['BulkView'];

const COLUMNS: Column<Bulk>[] = [
  { id: 'at', label: 'imports.at', cell: ({ created_at }) => <When at={created_at} /> },
  {
    id: 'what',
    label: 'bulk.what',
    cell: ({ undo_of }) => text(undo_of ? 'bulk.anUndo' : 'bulk.aChange'),
  },
  { id: 'status', label: 'products.status', cell: ({ status }) => <StateBadge state={status} /> },
  {
    id: 'changed',
    label: 'bulk.changed',
    end: true,
    cell: ({ products_changed }) => formatNumber(products_changed),
  },
  {
    id: 'failed',
    label: 'bulk.failed',
    end: true,
    from: 'tablet',
    cell: ({ products_failed }) => formatNumber(products_failed),
  },
  { id: 'by', label: 'imports.by', from: 'desk', cell: ({ created_by }) => <Who id={created_by} /> },
];

export default function BulkEdits() {
  return (
    <ListPage
      name="bulk-edits"
      title="bulk.all"
      columns={COLUMNS}
      load={(_, cursor, signal) =>
        answer(api().GET('/admin/products/bulk-edits', { params: { query: { limit: 50, cursor } }, signal }))
      }
      id={(job) => job.bulk_id}
      to={(job) => `/products/bulk-edits/${job.bulk_id}`}
      empty={{ title: 'bulk.none', text: 'bulk.noneText' }}
      everyMs={10_000}
    />
  );
}
