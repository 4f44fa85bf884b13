import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatMoney, text, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { CopyText } from '../../ui/CopyText';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import { useNames } from '../../frame/names';
import { LazyFraudWarnings } from '../disputes/lazyMoney';
import { ledgerColumns, PaymentDisputes } from './parts';
import { PaymentActs } from './PaymentActs';
import type { Payment } from './refunding';

type Refund = components['schemas']['RefundView'];

const LEFT: Column<components['schemas']['RefundableLineView']>[] = [
  { id: 'sku', label: 'products.sku', cell: ({ sku }) => <bdi>{sku}</bdi> },
  {
    id: 'units',
    label: 'orders.units',
    end: true,
    cell: ({ units, ordered }) => text('payments.ofLine', { quantity: units, all: ordered }),
  },
  { id: 'amount', label: 'payments.amount', end: true, cell: ({ amount }) => <Money of={amount} /> },
];

/** A payment, its ledger, and what finance may do with its money. */
export default function PaymentPage() {
  const t = useText();
  const may = useMay();
  const { paymentId = '' } = useParams();
  const params = { path: { payment_id: paymentId } };
  const detail = useDetail<Payment>(['payment', paymentId], (headers, signal) =>
    api().GET('/admin/payments/{payment_id}', { params, headers, signal }),
  );
  const orderId = detail.data?.order_id ?? '';
  const order = useQuery({
    queryKey: ['order lines', orderId],
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/orders/{order_id}', { params: { path: { order_id: orderId } }, signal })),
    enabled: orderId !== '' && may('orders.read'),
  });
  const names = useNames();

  async function done(said: string) {
    await detail.reload();
    toast(said);
  }

  return (
    <DetailPage
      detail={detail}
      crumbs={[
        { label: t('orders.title'), to: '/orders' },
        ...(order.data
          ? [{ label: t('orders.one', { number: order.data.number }), to: `/orders/${orderId}` }]
          : []),
      ]}
      version={(payment) => payment.version}
      title={(payment) => (
        <>
          {t('payments.one', { amount: formatMoney(payment.amount) })} <StateBadge state={payment.status} />
        </>
      )}
      actions={() => <PaymentActs payment={detail} order={order.data} done={done} />}
    >
      {(payment) => (
        <div className={layout.columns}>
          <div className={layout.stack}>
            {payment.difference && (
              <Notice tone="warn" title={t('payments.difference')}>
                {payment.difference}
              </Notice>
            )}
            {payment.fraud_warnings.length > 0 && (
              <Suspense>
                <LazyFraudWarnings payment={detail} done={done} />
              </Suspense>
            )}
            <Card title={t('payments.ledger')}>
              <DataTable
                label={t('payments.ledger')}
                columns={ledgerColumns(names)}
                rows={payment.ledger}
                id={({ sequence }) => String(sequence)}
                short
              />
            </Card>
            <Refunds payment={payment} done={done} />
            <RefundableLines payment={payment} />
            <PaymentDisputes payment={payment} />
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
                  [t('refund.shippingLeft'), <Money key="shipping" of={payment.refundable_shipping} />],
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
                  [t('payments.id'), <CopyText key="id" of={payment.payment_id} name={t('payments.id')} />],
                  [t('payments.provider'), worded('method', payment.provider)],
                  [
                    t('payments.reference'),
                    payment.provider_reference ? (
                      <CopyText
                        key="reference"
                        of={payment.provider_reference}
                        name={t('payments.reference')}
                      />
                    ) : (
                      '–'
                    ),
                  ],
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
        </div>
      )}
    </DetailPage>
  );
}

/** What the server says can still be refunded of the goods. */
function RefundableLines({ payment }: { payment: Payment }) {
  const t = useText();
  if (payment.refundable_lines.length === 0 || payment.captured.amount === 0) return null;
  return (
    <Card title={t('payments.refundable')}>
      <DataTable
        label={t('payments.refundable')}
        columns={LEFT}
        rows={payment.refundable_lines}
        id={({ sku }) => sku}
        short
      />
    </Card>
  );
}

interface RefundsProps {
  payment: Payment;
  done: (said: string) => Promise<void>;
}

function Refunds({ payment, done }: RefundsProps) {
  const t = useText();
  const may = useMay();
  const [sending, setSending] = useState<Refund>();
  if (payment.refunds.length === 0) return null;
  const columns: Column<Refund>[] = [
    { id: 'at', label: 'stock.at', cell: ({ requested_at }) => <When at={requested_at} /> },
    { id: 'status', label: 'orders.state', cell: ({ status }) => <StateBadge state={status} /> },
    { id: 'amount', label: 'payments.amount', end: true, cell: ({ amount }) => <Money of={amount} /> },
    {
      id: 'to',
      label: 'payments.refundTo',
      cell: ({ to }) => t(`payments.refundTo.${to}`),
    },
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
