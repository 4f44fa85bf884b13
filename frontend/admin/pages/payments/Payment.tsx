import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatMoney, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import { parseAmount, plainAmount } from '../../../src/lib/money';
import { RefundDialog } from './RefundDialog';

export type Payment = components['schemas']['PaymentView'];
type Entry = components['schemas']['LedgerEntryView'];
type Refund = components['schemas']['RefundView'];
type Act = 'capture' | 'refund' | 'void' | 'received';

const LEDGER: Column<Entry>[] = [
  { id: 'at', label: 'stock.at', cell: ({ at }) => <When at={at} /> },
  { id: 'kind', label: 'stock.kind', cell: ({ kind }) => worded('ledger', kind) },
  { id: 'amount', label: 'payments.amount', end: true, cell: ({ amount }) => <Money of={amount} /> },
  { id: 'by', label: 'stock.actor', from: 'tablet', cell: ({ by }) => <bdi>{by}</bdi> },
  {
    id: 'reference',
    label: 'payments.reference',
    from: 'desk',
    cell: ({ reference }) => <bdi>{reference}</bdi>,
  },
];

/** A payment, its ledger, and what finance may do with its money. */
export default function PaymentPage() {
  const t = useText();
  const may = useMay();
  const { paymentId = '' } = useParams();
  const [act, setAct] = useState<Act>();
  const params = { path: { payment_id: paymentId } };
  const detail = useDetail<Payment>(['payment', paymentId], (headers, signal) =>
    api().GET('/admin/payments/{payment_id}', { params, headers, signal }),
  );
  const close = () => setAct(undefined);

  async function done(said: string) {
    await detail.reload();
    toast(said);
  }

  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('orders.title'), to: '/orders' }]}
      version={(payment) => payment.version}
      title={(payment) => (
        <>
          {t('payments.one', { amount: formatMoney(payment.amount) })} <StateBadge state={payment.status} />
        </>
      )}
      actions={({ status, refundable, provider }) => (
        <>
          {status === 'authorised' && may('payments.capture') && (
            <Button look="primary" onClick={() => setAct('capture')}>
              {t('payments.capture')}
            </Button>
          )}
          {provider === 'manual' && WAITS.has(status) && may('payments.mark_received') && (
            <Button look="primary" onClick={() => setAct('received')}>
              {t('payments.received')}
            </Button>
          )}
          {refundable.amount > 0 && may('payments.refund') && (
            <Button onClick={() => setAct('refund')}>{t('payments.refund')}</Button>
          )}
          {(status === 'authorised' || WAITS.has(status)) && may('payments.void') && (
            <Button look="danger" onClick={() => setAct('void')}>
              {t('payments.void')}
            </Button>
          )}
        </>
      )}
    >
      {(payment) => (
        <div className={layout.columns}>
          <div className={layout.stack}>
            {payment.difference && (
              <Notice tone="warn" title={t('payments.difference')}>
                {payment.difference}
              </Notice>
            )}
            <Card title={t('payments.ledger')}>
              <DataTable
                label={t('payments.ledger')}
                columns={LEDGER}
                rows={payment.ledger}
                id={({ sequence }) => String(sequence)}
                short
              />
            </Card>
            <Refunds payment={payment} done={done} />
            <Disputes payment={payment} />
          </div>
          <div className={layout.stack}>
            <Card title={t('payments.money')}>
              <Facts
                of={[
                  [t('payments.amount'), <Money key="amount" of={payment.amount} />],
                  [t('payments.authorised'), <Money key="authorised" of={payment.authorised} />],
                  [t('payments.captured'), <Money key="captured" of={payment.captured} />],
                  [t('payments.voided'), <Money key="voided" of={payment.voided} />],
                  [t('payments.refunded'), <Money key="refunded" of={payment.refunded} />],
                  [t('payments.refundable'), <Money key="refundable" of={payment.refundable} />],
                ]}
              />
            </Card>
            <Card title={t('payments.about')}>
              <Facts
                of={[
                  [
                    t('payments.order'),
                    may('orders.read') ? (
                      <Link key="order" to={`/orders/${payment.order_id}`}>
                        {t('payments.toOrder')}
                      </Link>
                    ) : (
                      payment.order_id
                    ),
                  ],
                  [t('payments.provider'), worded('method', payment.provider)],
                  [t('payments.reference'), <bdi key="reference">{payment.provider_reference || '–'}</bdi>],
                  [t('payments.reason'), payment.reason || payment.decline_code || '–'],
                  [t('payments.created'), <When key="created" at={payment.created_at} />],
                  [t('payments.updated'), <When key="updated" at={payment.updated_at} ago />],
                  [
                    t('audit.trace'),
                    may('logs.read') && payment.correlation_id ? (
                      <Link key="trace" to={`/traces/${payment.correlation_id}`}>
                        {t('audit.trace')}
                      </Link>
                    ) : (
                      '–'
                    ),
                  ],
                ]}
              />
            </Card>
          </div>
          {act === 'capture' && <Capture payment={payment} done={done} onClose={close} />}
          {act === 'refund' && <RefundDialog payment={payment} done={done} onClose={close} />}
          {act === 'void' && (
            <ActionDialog
              danger
              title={t('payments.void')}
              consequences={[
                t('payments.voidText', { amount: formatMoney(payment.amount) }),
                t('payments.final'),
              ]}
              action={t('payments.void')}
              onClose={close}
              submit={async ({ reason = '' }) => {
                await answer(api().POST('/admin/payments/{payment_id}/void', { params, body: { reason } }));
                await done(t('payments.voidDone'));
              }}
            >
              <TextField label={t('orders.reason')} name="reason" required maxLength={200} first />
            </ActionDialog>
          )}
          {act === 'received' && (
            <ActionDialog
              title={t('payments.received')}
              consequences={[
                t('payments.receivedText', { amount: formatMoney(payment.amount) }),
                t('payments.final'),
              ]}
              action={t('payments.received')}
              onClose={close}
              submit={async () => {
                await answer(api().POST('/admin/payments/{payment_id}/mark-received', { params }));
                await done(t('payments.receivedDone'));
              }}
            />
          )}
        </div>
      )}
    </DetailPage>
  );
}

const WAITS = new Set(['pending', 'requires_action']);

interface ActProps {
  payment: Payment;
  done: (said: string) => Promise<void>;
  onClose: () => void;
}

function Capture({ payment, done, onClose }: ActProps) {
  const t = useText();
  const { currency } = payment.amount;
  return (
    <ActionDialog
      title={t('payments.capture')}
      consequences={[t('payments.captureText'), t('payments.final')]}
      action={t('payments.capture')}
      onClose={onClose}
      submit={async ({ amount = '' }, key) => {
        const parsed = parseAmount(amount, currency);
        await answer(
          api().POST('/admin/payments/{payment_id}/capture', {
            params: { path: { payment_id: payment.payment_id }, header: { 'Idempotency-Key': key } },
            body: { amount: parsed === null ? null : { amount: parsed, currency } },
          }),
        );
        await done(t('payments.captureDone'));
      }}
    >
      <TextField
        label={t('payments.amountIn', { currency })}
        name="amount"
        inputMode="decimal"
        pattern="[0-9]+([.,][0-9]+)?"
        required
        defaultValue={plainAmount(payment.authorised.amount, currency)}
        first
      />
    </ActionDialog>
  );
}

function Refunds({ payment, done }: Omit<ActProps, 'onClose'>) {
  const t = useText();
  const may = useMay();
  const [sending, setSending] = useState<Refund>();
  if (payment.refunds.length === 0) return null;
  const columns: Column<Refund>[] = [
    { id: 'at', label: 'stock.at', cell: ({ requested_at }) => <When at={requested_at} /> },
    { id: 'status', label: 'orders.state', cell: ({ status }) => <StateBadge state={status} /> },
    { id: 'amount', label: 'payments.amount', end: true, cell: ({ amount }) => <Money of={amount} /> },
    {
      id: 'reason',
      label: 'orders.reason',
      from: 'tablet',
      cell: ({ reason, failure }) => failure || reason,
    },
    {
      id: 'lines',
      label: 'orders.lines',
      from: 'desk',
      cell: ({ lines }) => lines.map(({ quantity, sku }) => `${quantity} × ${sku}`).join(', ') || '–',
    },
    {
      id: 'acts',
      label: 'staff.acts',
      cell: (refund) =>
        refund.status === 'requested' && payment.provider === 'manual' && may('payments.refund') ? (
          <Button onClick={() => setSending(refund)}>{t('payments.sent')}</Button>
        ) : null,
    },
  ];
  return (
    <Card title={t('payments.refunds')}>
      <DataTable
        label={t('payments.refunds')}
        columns={columns}
        rows={payment.refunds}
        id={({ refund_id }) => refund_id}
        short
      />
      {sending && (
        <ActionDialog
          title={t('payments.sent')}
          consequences={[
            t('payments.sentText', { amount: formatMoney(sending.amount) }),
            t('payments.final'),
          ]}
          action={t('payments.sent')}
          onClose={() => setSending(undefined)}
          submit={async () => {
            await answer(
              api().POST('/admin/payments/{payment_id}/refunds/{refund_id}/mark-sent', {
                params: { path: { payment_id: payment.payment_id, refund_id: sending.refund_id } },
              }),
            );
            await done(t('payments.sentDone'));
          }}
        />
      )}
    </Card>
  );
}

function Disputes({ payment: { disputes } }: { payment: Payment }) {
  const t = useText();
  if (disputes.length === 0) return null;
  return (
    <Card title={t('disputes.title')}>
      {disputes.map((dispute) => (
        <Facts
          key={dispute.dispute_id}
          of={[
            [t('orders.state'), <StateBadge key="state" state={dispute.status} />],
            [t('payments.amount'), <Money key="amount" of={dispute.amount} />],
            [t('orders.reason'), dispute.reason],
            [t('disputes.due'), <When key="due" at={dispute.due_by} />],
          ]}
        />
      ))}
    </Card>
  );
}
