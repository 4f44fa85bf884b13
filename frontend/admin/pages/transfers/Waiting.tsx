import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { parseAmount, plainAmount } from '../../../src/lib/money';
import { useMay } from '../../frame/me';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { toast } from '../../ui/toast';
import { Money, When } from '../../ui/values';
import { TransferTabs } from './TransferTabs';

type Row = components['schemas']['OrderRowView'];

const LIST = 'transfers';
const dueOf = ({ total, received }: Row) => ({ ...total, amount: total.amount - received.amount });

/** The orders that wait for a bank transfer: whose, since when, until when, how much, under which reference. */
export default function Waiting() {
  const t = useText();
  const may = useMay();
  const client = useQueryClient();
  const [marking, setMarking] = useState<Row>();

  const columns: Column<Row>[] = [
    {
      id: 'reference',
      label: 'transfers.reference',
      cell: ({ number }) => <bdi>{number}</bdi>,
      text: ({ number }) => number,
    },
    {
      id: 'who',
      label: 'transfers.who',
      from: 'tablet',
      cell: ({ name }) => <bdi>{name}</bdi>,
      text: ({ name }) => name,
    },
    {
      id: 'since',
      label: 'transfers.since',
      from: 'tablet',
      cell: ({ placed_at }) => <When at={placed_at} />,
      text: ({ placed_at }) => placed_at,
    },
    {
      id: 'until',
      label: 'transfers.until',
      from: 'tablet',
      cell: ({ pay_by }) => <When at={pay_by ?? undefined} />,
      text: ({ pay_by }) => pay_by ?? '',
    },
    {
      id: 'received',
      label: 'transfers.received',
      from: 'desk',
      end: true,
      cell: ({ received }) => <Money of={received} />,
      text: ({ received }) => formatMoney(received),
    },
    {
      id: 'due',
      label: 'transfers.due',
      end: true,
      cell: (row) => <Money of={dueOf(row)} />,
      text: (row) => formatMoney(dueOf(row)),
    },
    ...(may('payments.mark_received')
      ? [
          {
            id: 'mark',
            label: 'transfers.act' as const,
            cell: (row: Row) => (
              <Button
                aria-label={t('transfers.markOne', { reference: row.number })}
                onClick={() => setMarking(row)}
              >
                {t('transfers.mark')}
              </Button>
            ),
          },
        ]
      : []),
  ];

  return (
    <>
      <ListPage
        name={LIST}
        title="transfers.title"
        columns={columns}
        load={(_, cursor, signal) =>
          answer(
            api().GET('/admin/backoffice/orders', {
              params: { query: { limit: 50, cursor, waiting: ['transfer'] } },
              signal,
            }),
          )
        }
        id={({ order_id }) => order_id}
        to={({ order_id }) => `/orders/${order_id}`}
        above={<TransferTabs />}
        empty={{ title: 'transfers.none', text: 'transfers.noneText' }}
        everyMs={30_000}
      />
      {marking && (
        <Mark
          row={marking}
          done={() => client.invalidateQueries({ queryKey: [LIST] })}
          onClose={() => setMarking(undefined)}
        />
      )}
    </>
  );
}

interface MarkProps {
  row: Row;
  done: () => Promise<void>;
  onClose: () => void;
}

/** All of what is due, or less: then the order goes on waiting, and the shopper is told what is missing. */
function Mark({ row, done, onClose }: MarkProps) {
  const t = useText();
  const { currency } = row.total;
  const due = dueOf(row);

  return (
    <ActionDialog
      title={t('transfers.markOne', { reference: row.number })}
      consequences={[t('transfers.markAll'), t('transfers.markLess'), t('transfers.markMore')]}
      action={t('transfers.mark')}
      submit={async ({ amount = '', arrived_on = '' }, key) => {
        const after = await answer(
          api().POST('/admin/transfers', {
            params: { header: { 'Idempotency-Key': key } },
            body: {
              reference: row.number,
              amount: { amount: parseAmount(amount, currency) ?? -1, currency },
              arrived_on,
            },
          }),
        );
        await done();
        toast(
          after.due.amount > 0
            ? t('transfers.stillDue', { amount: formatMoney(after.due) })
            : t('transfers.allThere'),
        );
      }}
      onClose={onClose}
    >
      <TextField
        label={t('transfers.amountIn', { currency })}
        name="amount"
        inputMode="decimal"
        pattern="[0-9]+([.,][0-9]+)?"
        required
        defaultValue={plainAmount(due.amount, currency)}
        first
      />
      <TextField
        label={t('transfers.arrivedOn')}
        name="arrived_on"
        type="date"
        required
        defaultValue={new Date().toISOString().slice(0, 10)}
      />
    </ActionDialog>
  );
}
