import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { Who } from '../../frame/Who';
import { useText } from '../../i18n/useText';
import { useGo } from '../../patterns/leave';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { When } from '../../ui/values';
import { DocumentState } from './DocumentPage';

type Card = components['schemas']['DocumentCard'];

const slugOf = ({ kind }: Card): string => kind.slice('page:'.length);

const COLUMNS: Column<Card>[] = [
  { id: 'page', label: 'pages.address', cell: (page) => <bdi>/pages/{slugOf(page)}</bdi>, text: slugOf },
  {
    id: 'state',
    label: 'content.state',
    cell: (page) => <DocumentState of={page} />,
    text: ({ in_force }) => String(in_force),
  },
  {
    id: 'versions',
    label: 'content.versions',
    end: true,
    from: 'tablet',
    cell: ({ published }) => published,
    text: ({ published }) => String(published),
  },
  {
    id: 'changed',
    label: 'content.changed',
    cell: ({ updated_at }) => <When at={updated_at} ago />,
    text: ({ updated_at }) => updated_at ?? '',
    from: 'tablet',
  },
  {
    id: 'by',
    label: 'content.by',
    cell: ({ updated_by }) => updated_by && <Who id={updated_by} />,
    text: ({ updated_by }) => updated_by,
    from: 'desk',
  },
];

/** The pages in the merchant's words. */
export default function Pages() {
  const t = useText();
  const go = useGo();
  const may = useMay()('content.write');
  const [adding, setAdding] = useState(false);
  return (
    <>
      <ListPage
        name="pages"
        title="pages.title"
        columns={COLUMNS}
        load={(_, cursor, signal) =>
          answer(api().GET('/admin/content', { params: { query: { family: 'page', cursor } }, signal }))
        }
        id={({ kind }) => kind}
        to={(page) => `/pages/${slugOf(page)}`}
        actions={
          may && (
            <Button look="primary" onClick={() => setAdding(true)}>
              {t('pages.add')}
            </Button>
          )
        }
        empty={{ title: 'pages.empty', text: 'pages.emptyText' }}
      />
      {adding && (
        <ActionDialog
          title={t('pages.add')}
          action={t('pages.write')}
          onClose={() => setAdding(false)}
          submit={({ slug = '' }) => {
            go(`/pages/${slug}`);
            return Promise.resolve();
          }}
        >
          <TextField
            label={t('pages.address')}
            hint={t('pages.addressHint')}
            name="slug"
            pattern="[a-z0-9]+(-[a-z0-9]+)*"
            maxLength={80}
            required
            first
          />
        </ActionDialog>
      )}
    </>
  );
}
