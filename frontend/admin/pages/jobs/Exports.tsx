import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { Who } from '../../frame/Who';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { CheckField } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import { toast } from '../../ui/toast';
import { StateBadge, When } from '../../ui/values';

type Export = components['schemas']['ExportView'];

const COLUMNS: Column<Export>[] = [
  { id: 'at', label: 'imports.at', cell: ({ created_at }) => <When at={created_at} /> },
  { id: 'status', label: 'products.status', cell: ({ status }) => <StateBadge state={status} /> },
  {
    id: 'products',
    label: 'imports.products',
    end: true,
    cell: ({ products_done, products_total }) =>
      `${formatNumber(products_done)} / ${products_total === null ? '…' : formatNumber(products_total)}`,
  },
  { id: 'by', label: 'imports.by', from: 'tablet', cell: ({ created_by }) => <Who id={created_by} /> },
  { id: 'file', label: 'imports.file', cell: (one) => <File of={one} /> },
];

function File({ of: { url, available_until } }: { of: Export }) {
  const t = useText();
  if (!url) return <span className="muted">–</span>;
  return (
    <>
      <a href={url}>{t('exports.fetch')}</a>{' '}
      <span className="muted small">
        {t('exports.until')} <When at={available_until} />
      </span>
    </>
  );
}

export default function Exports() {
  const t = useText();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <ListPage
        name="exports"
        title="exports.title"
        columns={COLUMNS}
        load={(_, cursor, signal) =>
          answer(api().GET('/admin/products/exports', { params: { query: { limit: 50, cursor } }, signal }))
        }
        id={(one) => one.export_id}
        actions={
          <Button look="primary" onClick={() => setAdding(true)}>
            <Icon name="download" /> {t('exports.add')}
          </Button>
        }
        empty={{ title: 'exports.none' }}
        everyMs={5_000}
      />
      {adding && (
        <ActionDialog
          title={t('exports.add')}
          consequences={[t('exports.how')]}
          action={t('exports.start')}
          onClose={() => setAdding(false)}
          submit={async ({ drafts }, key) => {
            await answer(
              api().POST('/admin/products/exports', {
                params: { header: { 'Idempotency-Key': key } },
                body: { drafts: drafts === 'on' },
              }),
            );
            await queries.invalidateQueries({ queryKey: ['exports'] });
            toast(t('exports.started'));
          }}
        >
          <CheckField name="drafts" label={t('exports.drafts')} />
        </ActionDialog>
      )}
    </>
  );
}
