import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatMoney, formatNumber, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import { PrintSheet } from '../../patterns/PrintSheet';
import type { Column } from '../../patterns/table';
import { Timeline } from '../../patterns/Timeline';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';

type StaffOrder = components['schemas']['StaffOrderView'];
type Line = components['schemas']['OrderLineView'];

/** States in which an order can still be called off; the API has the last word. */
const CANCELLABLE = new Set(['PENDING', 'AWAITING_PAYMENT', 'PAID', 'FULFILLING']);

const LINES: Column<Line>[] = [
  {
    id: 'title',
    label: 'products.name',
    cell: ({ title, variant_title }) => (
      <>
        {title} <span className="muted">{variant_title}</span>
      </>
    ),
  },
  { id: 'sku', label: 'products.sku', from: 'tablet', cell: ({ sku }) => <bdi>{sku}</bdi> },
  { id: 'quantity', label: 'orders.quantity', end: true, cell: ({ quantity }) => formatNumber(quantity) },
  {
    id: 'price',
    label: 'orders.unitPrice',
    from: 'tablet',
    end: true,
    cell: ({ unit_price }) => <Money of={unit_price} />,
  },
  { id: 'total', label: 'orders.total', end: true, cell: ({ total }) => <Money of={total} /> },
];

/** One order, with everything that belongs to it. */
export default function Order() {
  const t = useText();
  const may = useMay();
  const { orderId = '' } = useParams();
  const [cancelling, setCancelling] = useState(false);
  const params = { path: { order_id: orderId } };
  const detail = useDetail<StaffOrder>(['order', orderId], (headers, signal) =>
    api().GET('/admin/orders/{order_id}', { params, headers, signal }),
  );

  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('orders.title'), to: '/orders' }]}
      version={(order) => order.version}
      title={(order) => (
        <>
          {t('orders.one', { number: order.number })} <StateBadge state={order.state} />
        </>
      )}
      actions={(order) => (
        <>
          <PrintSheet title={t('orders.one', { number: order.number })}>
            <Slip order={order} />
          </PrintSheet>
          {may('orders.cancel') && CANCELLABLE.has(order.state) && (
            <Button look="danger" onClick={() => setCancelling(true)}>
              {t('orders.cancel')}
            </Button>
          )}
        </>
      )}
    >
      {(order) => (
        <div className={layout.columns}>
          <div className={layout.stack}>
            {order.suspicions.length > 0 && (
              <Notice tone="warn" title={t('orders.suspicions')}>
                <ul>
                  {order.suspicions.map(({ code, reason }) => (
                    <li key={code}>{reason}</li>
                  ))}
                </ul>
              </Notice>
            )}
            {order.cancellation && (
              <Notice
                tone="info"
                title={t('orders.cancellation', { state: worded('wish', order.cancellation.state) })}
              >
                {order.cancellation.reason}
              </Notice>
            )}
            <Card title={t('orders.lines')}>
              <DataTable
                label={t('orders.lines')}
                columns={LINES}
                rows={order.lines}
                id={({ sku }) => sku}
                short
              />
              <Facts
                of={[
                  [t('orders.subtotal'), <Money key="subtotal" of={order.subtotal} />],
                  [t('orders.shipping'), <Money key="shipping" of={order.shipping} />],
                  [
                    t(order.tax_included ? 'orders.taxIncluded' : 'orders.tax'),
                    <Money key="tax" of={order.tax} />,
                  ],
                  [
                    t('orders.total'),
                    <strong key="total">
                      <Money of={order.total} />
                    </strong>,
                  ],
                ]}
              />
            </Card>
            <Parcels order={order} />
            <Card title={t('orders.history')}>
              <Timeline
                of={order.history.map((entry) => ({
                  id: `${entry.at} ${entry.state} ${entry.event_id}`,
                  at: entry.at,
                  title: worded('state', entry.state),
                  by: entry.by,
                  text: entry.reason,
                  tone:
                    entry.state === 'CANCELLED' ? 'bad' : entry.state === 'DELIVERED' ? 'good' : undefined,
                }))}
              />
            </Card>
          </div>
          <div className={layout.stack}>
            <MoneyCard order={order} />
            <Card title={t('orders.customer')}>
              <Facts
                of={[
                  [t('orders.email'), <bdi key="email">{order.email}</bdi>],
                  [t('orders.account'), t(order.owner.startsWith('user') ? 'orders.member' : 'orders.guest')],
                  [t('orders.address'), <Address key="address" of={order} />],
                  [t('orders.phone'), <bdi key="phone">{order.shipping_address.phone || '–'}</bdi>],
                  [t('orders.notes'), order.notes || '–'],
                ]}
              />
            </Card>
            <Card title={t('orders.about')}>
              <Facts
                of={[
                  [t('orders.placed'), <When key="placed" at={order.placed_at} />],
                  [t('orders.shippingMethod'), worded('shipping', order.shipping_method)],
                  [t('orders.keptUntil'), <When key="kept" at={order.kept_until} />],
                ]}
              />
              {may('audit.read') && <Link to={`/audit?object=order:${order.id}`}>{t('audit.ofThis')}</Link>}
            </Card>
          </div>
          {cancelling && (
            <ActionDialog
              danger
              title={t('orders.cancelTitle', { number: order.number })}
              consequences={[
                ...(order.money.captured.amount > 0
                  ? [t('orders.cancelMoney', { amount: formatMoney(order.money.captured) })]
                  : []),
                t('orders.cancelStock'),
                t('orders.cancelLetter'),
              ]}
              action={t('orders.cancel')}
              onClose={() => setCancelling(false)}
              submit={async ({ reason = '' }, key) => {
                await answer(
                  api().POST('/admin/orders/{order_id}/cancel', {
                    params: { ...params, header: { 'Idempotency-Key': key } },
                    body: { reason },
                  }),
                );
                await detail.reload();
                toast(t('orders.cancelAsked'));
              }}
            >
              <TextField label={t('orders.reason')} name="reason" maxLength={200} lines={3} first />
            </ActionDialog>
          )}
        </div>
      )}
    </DetailPage>
  );
}

function MoneyCard({ order }: { order: StaffOrder }) {
  const t = useText();
  const may = useMay();
  const { money } = order;
  return (
    <Card
      title={t('orders.money')}
      actions={
        order.payment &&
        may('payments.read') && <Link to={`/payments/${order.payment.id}`}>{t('orders.toPayment')}</Link>
      }
    >
      <Facts
        of={[
          [t('orders.paymentMethod'), worded('method', order.payment_method)],
          [t('payments.authorised'), <Money key="authorised" of={money.authorised} />],
          [t('payments.captured'), <Money key="captured" of={money.captured} />],
          [t('payments.refunded'), <Money key="refunded" of={money.refunded} />],
          ...(money.disputed.amount > 0
            ? [
                [t('payments.disputed'), <Money key="disputed" of={money.disputed} />] as [
                  string,
                  React.ReactNode,
                ],
              ]
            : []),
        ]}
      />
      {order.disputes.map((dispute) => (
        <p key={dispute.id}>
          <StateBadge state={dispute.status} /> <Money of={dispute.amount} /> {dispute.reason}
        </p>
      ))}
    </Card>
  );
}

function Parcels({ order }: { order: StaffOrder }) {
  const t = useText();
  if (order.shipments.length === 0) return null;
  return (
    <Card title={t('orders.parcels')}>
      {order.shipments.map((parcel) => (
        <Facts
          key={parcel.id}
          of={[
            [t('orders.state'), <StateBadge key="state" state={parcel.state} />],
            [
              t('shipments.tracking'),
              parcel.tracking_url ? (
                <a key="tracking" href={parcel.tracking_url} target="_blank" rel="noopener noreferrer">
                  <bdi>{parcel.tracking_code}</bdi>
                </a>
              ) : (
                <bdi key="tracking">{parcel.tracking_code || '–'}</bdi>
              ),
            ],
            [t('shipments.carrier'), parcel.carrier],
            [
              t('shipments.contents'),
              parcel.lines.map(({ quantity, title }) => `${quantity} × ${title}`).join(', '),
            ],
          ]}
        />
      ))}
    </Card>
  );
}

function Address({ of: { shipping_address: to } }: { of: StaffOrder }) {
  return (
    <address>
      {[to.name, to.line1, to.line2, `${to.postal_code} ${to.city}`.trim(), to.region, to.country]
        .filter(Boolean)
        .map((line) => (
          <div key={line}>
            <bdi>{line}</bdi>
          </div>
        ))}
    </address>
  );
}

/** What goes into the parcel. */
function Slip({ order }: { order: StaffOrder }) {
  const t = useText();
  return (
    <>
      <Address of={order} />
      <table>
        <thead>
          <tr>
            <th scope="col">{t('orders.quantity')}</th>
            <th scope="col">{t('products.sku')}</th>
            <th scope="col">{t('products.name')}</th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map(({ sku, quantity, title, variant_title }) => (
            <tr key={sku}>
              <td>{quantity}</td>
              <td>{sku}</td>
              <td>
                {title} {variant_title}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
