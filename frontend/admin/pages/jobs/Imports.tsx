import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { Who } from '../../frame/Who';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { FileDrop } from '../../patterns/FileDrop';
import { useGo } from '../../patterns/leave';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { CheckField } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import { StateBadge, When } from '../../ui/values';

type Import = components['schemas']['ImportView'];

/** What the signed form lets in (docs/services/products.md). */
const MAX_BYTES = 512 * 1024 * 1024;

const COLUMNS: Column<Import>[] = [
  {
    id: 'file',
    label: 'imports.file',
    cell: ({ filename }) => <bdi>{filename}</bdi>,
    text: ({ filename }) => filename,
  },
  {
    id: 'status',
    label: 'products.status',
    cell: ({ status }) => <StateBadge state={status} />,
    text: ({ status }) => status,
  },
  {
    id: 'products',
    label: 'imports.products',
    end: true,
    cell: ({ products_created, products_updated, products_unchanged }) =>
      formatNumber(products_created + products_updated + products_unchanged),
  },
  { id: 'errors', label: 'imports.errors', end: true, cell: ({ error_count }) => formatNumber(error_count) },
  { id: 'by', label: 'imports.by', from: 'desk', cell: ({ created_by }) => <Who id={created_by} /> },
  {
    id: 'at',
    label: 'imports.at',
    from: 'tablet',
    cell: ({ created_at }) => <When at={created_at} />,
    text: ({ created_at }) => created_at,
  },
];

export default function Imports() {
  const t = useText();
  const [params, setParams] = useSearchParams();
  const adding = params.has('add');
  const setAdding = (on: boolean) => setParams(on ? { add: 'true' } : {}, { replace: true });
  const add = (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Icon name="upload" /> {t('imports.add')}
    </Button>
  );
  return (
    <>
      <ListPage
        name="imports"
        title="imports.title"
        columns={COLUMNS}
        load={(_, cursor, signal) =>
          answer(api().GET('/admin/products/imports', { params: { query: { limit: 50, cursor } }, signal }))
        }
        id={(one) => one.import_id}
        to={(one) => `/products/imports/${one.import_id}`}
        actions={add}
        empty={{ title: 'imports.none', text: 'imports.noneText' }}
        everyMs={10_000}
      />
      {adding && <NewImport onClose={() => setAdding(false)} />}
    </>
  );
}

function NewImport({ onClose }: { onClose: () => void }) {
  const t = useText();
  const go = useGo();
  const [setStock, setSetStock] = useState(false);
  const made = useRef('');

  return (
    <Dialog title={t('imports.add')} onClose={onClose}>
      <p>
        {t('imports.how')} {t('tryout.upload')}
      </p>
      <CheckField
        label={t('imports.setStock')}
        checked={setStock}
        onChange={(event) => setSetStock(event.target.checked)}
      />
      <FileDrop
        label={t('imports.drop')}
        accept=".csv,text/csv"
        maxBytes={MAX_BYTES}
        prepare={async (file) => {
          const created = await answer(
            api().POST('/admin/products/imports', {
              body: { filename: file.name, mode: setStock ? 'set_stock' : 'update' },
            }),
          );
          made.current = created.import_id;
          return created.upload;
        }}
        done={async () => {
          await answer(
            api().POST('/admin/products/imports/{import_id}/check', {
              params: { path: { import_id: made.current } },
            }),
          );
          go(`/products/imports/${made.current}`);
        }}
      />
    </Dialog>
  );
}
