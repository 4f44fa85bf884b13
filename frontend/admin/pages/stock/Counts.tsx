import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { useGo } from '../../patterns/leave';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { When, StateBadge } from '../../ui/values';
import { StockTabs } from './StockTabs';

type Count = components['schemas']['CountView'];

const COLUMNS: Column<Count>[] = [
  { id: 'name', label: 'counts.name', cell: ({ name }) => name, text: ({ name }) => name },
  {
    id: 'state',
    label: 'orders.state',
    cell: ({ status }) => <CountState of={status} />,
    text: ({ status }) => status,
  },
  { id: 'begun', label: 'counts.begun', from: 'tablet', cell: ({ created_at }) => <When at={created_at} /> },
  { id: 'changed', label: 'counts.changed', cell: ({ updated_at }) => <When at={updated_at} ago /> },
];

export function CountState({ of: status }: { of: Count['status'] }) {
  return status === 'booked' ? (
    <StateBadge state="counted" tone="good" />
  ) : (
    <StateBadge state={status === 'open' ? 'open' : 'counting'} tone="warn" />
  );
}

/** The counts of the stock, the newest first. */
export default function Counts() {
  const t = useText();
  const may = useMay();
  const go = useGo();
  const [beginning, setBeginning] = useState(false);
  return (
    <>
      <ListPage
        name="counts"
        title="counts.title"
        columns={COLUMNS}
        load={(_, cursor, signal) =>
          answer(api().GET('/admin/stock/counts', { params: { query: { limit: 50, cursor } }, signal }))
        }
        id={({ count_id }) => count_id}
        to={({ count_id }) => `/stock/counts/${count_id}`}
        actions={
          may('stock.write') && (
            <Button look="primary" onClick={() => setBeginning(true)}>
              {t('counts.begin')}
            </Button>
          )
        }
        above={<StockTabs />}
        empty={{ title: 'counts.none', text: 'counts.noneText' }}
      />
      {beginning && (
        <ActionDialog
          title={t('counts.begin')}
          consequences={[t('counts.beginText')]}
          action={t('counts.begin')}
          onClose={() => setBeginning(false)}
          submit={async ({ name = '' }, key) => {
            const params = { header: { 'Idempotency-Key': key } };
            const count = await answer(api().POST('/admin/stock/counts', { params, body: { name } }));
            go(`/stock/counts/${count.count_id}`);
          }}
        >
          <TextField label={t('counts.name')} name="name" required maxLength={100} first />
        </ActionDialog>
      )}
    </>
  );
}
