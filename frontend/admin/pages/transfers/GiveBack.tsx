import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatMoney, formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { CopyText } from '../../ui/CopyText';
import { toast } from '../../ui/toast';
import { Money } from '../../ui/values';
import { TransferTabs } from './TransferTabs';

type GivingBack = components['schemas']['GivingBackView'];

/** One sum that staff send by their bank: of a transfer what was not due, or a refund that was promised. */
interface Owed {
  id: string;
  kind: 'surplus' | 'refund';
  payment: GivingBack;
  amount: GivingBack['amount'];
  since: string;
  payer: string;
  account: string;
}

const LIST = 'transfers-back';

const owed = (payment: GivingBack): Owed[] => [
  ...payment.surplus.map(({ transfer_id, amount, arrived_on, payer, account }) => ({
    id: transfer_id,
    kind: 'surplus' as const,
    payment,
    amount,
    // At noon, so that it is the same day wherever it is read.
    since: `${arrived_on}T12:00:00`,
    payer,
    account,
  })),
  ...payment.refunds.map(({ refund_id, amount, requested_at }) => ({
    id: refund_id,
    kind: 'refund' as const,
    payment,
    amount,
    since: requested_at,
    payer: '',
    account: '',
  })),
];

/** What came without being due, and refunds of bank transfers, until staff have sent them. */
export default function GiveBack() {
  const t = useText();
  const may = useMay();
  const client = useQueryClient();
  const [sending, setSending] = useState<Owed>();

  const columns: Column<Owed>[] = [
    {
      id: 'reference',
      label: 'transfers.reference',
      cell: ({ payment }) => <bdi>{payment.reference}</bdi>,
      text: ({ payment }) => payment.reference,
    },
    {
      id: 'kind',
      label: 'transfers.why',
      from: 'tablet',
      cell: ({ kind }) => t(`transfers.kind.${kind}`),
      text: ({ kind }) => kind,
    },
    { id: 'amount', label: 'transfers.amount', end: true, cell: ({ amount }) => <Money of={amount} /> },
    {
      id: 'to',
      label: 'transfers.to',
      from: 'tablet',
      cell: ({ payer, account }) =>
        account ? (
          <>
            <bdi>{payer}</bdi> <CopyText of={inFours(account)} name={t('transfers.account')} />
          </>
        ) : (
          t('transfers.asked')
        ),
    },
    { id: 'since', label: 'transfers.since', from: 'desk', cell: ({ since }) => formatWhen(since, 'day') },
    ...(may('payments.refund')
      ? [
          {
            id: 'sent',
            label: 'transfers.act' as const,
            cell: (row: Owed) => (
              <Button
                aria-label={t('transfers.sentOne', {
                  amount: formatMoney(row.amount),
                  reference: row.payment.reference,
                })}
                onClick={() => setSending(row)}
              >
                {t('transfers.sent')}
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
        load={async (_, cursor, signal) => {
          const page = await answer(
            api().GET('/admin/transfers', { params: { query: { limit: 100, cursor } }, signal }),
          );
          return { ...page, items: page.items.flatMap(owed) };
        }}
        id={({ id }) => id}
        to={({ payment }) => `/payments/${payment.payment_id}`}
        above={<TransferTabs />}
        empty={{ title: 'transfers.nothingToGiveBack' }}
      />
      {sending && (
        <Sent
          row={sending}
          done={() => client.invalidateQueries({ queryKey: [LIST] })}
          onClose={() => setSending(undefined)}
        />
      )}
    </>
  );
}

const inFours = (account: string): string => account.replaceAll(/(.{4})(?=.)/g, '$1 ');

interface SentProps {
  row: Owed;
  done: () => Promise<void>;
  onClose: () => void;
}

/** Said once the bank has it: the shopper is written to. */
function Sent({ row, done, onClose }: SentProps) {
  const t = useText();
  const { payment_id } = row.payment;
  return (
    <ActionDialog
      title={t('transfers.sentOne', { amount: formatMoney(row.amount), reference: row.payment.reference })}
      consequences={[t('transfers.sentFirst'), t('transfers.sentLetter')]}
      action={t('transfers.sent')}
      submit={async () => {
        if (row.kind === 'surplus')
          await answer(api().POST('/admin/transfers/returns', { body: { payment_id, transfer_id: row.id } }));
        else
          await answer(
            api().POST('/admin/payments/{payment_id}/refunds/{refund_id}/mark-sent', {
              params: { path: { payment_id, refund_id: row.id } },
            }),
          );
        await done();
        toast(t('transfers.sentDone'));
      }}
      onClose={onClose}
    />
  );
}
