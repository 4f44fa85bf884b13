import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import type { components } from '../../../src/api/schema';
import { listDelivery, listPrice } from '../../../src/lib/sums';
import { useMay, useMe } from '../../frame/me';
import { formatNumber, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { CopyText } from '../../ui/CopyText';
import { Notice, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import { LazyCancelled } from '../cancelling/lazyCancelled';
import { isContested, LazyContested } from '../disputes/lazyMoney';
import { LazyDocuments } from '../documents/lazyDocuments';
import { LazyDownloads } from '../files/lazyFiles';
import { LazyNotes } from '../notes/lazyNotes';
import { LazyExchanges } from '../returns/lazyExchanges';
import { useNotes } from '../notes/useNotes';
import { History } from './History';
import {
  ofLetters,
  ofNotes,
  ofOrder,
  ofParcels,
  ofPayment,
  reductionsOf,
  type StaffOrder,
  type Told,
} from './moments';
import type { Act } from './OrderActs';
import { useNames } from '../../frame/names';
import styles from './order.module.css';
import { Parcels } from './Parcels';
import { useLetters, useNews, useOrder, useParcels, usePayment } from './useOrder';

const OrderActs = lazy(() => import('./OrderActs'));
const OrderPrint = lazy(() => import('./OrderPrint'));
const ToLookAt = lazy(() => import('./ToLookAt'));
const CustomerCard = lazy(() => import('./CustomerCard'));
const MoneyCard = lazy(() => import('./MoneyCard'));
const PaymentActs = lazy(async () => ({ default: (await import('../payments/PaymentActs')).PaymentActs }));
const Letters = lazy(async () => ({ default: (await import('./Letters')).Letters }));

type Line = components['schemas']['OrderLineView'] & { shipped: number; refunded: number };

/** States in which an order can still be called off; the API has the last word. */
const CANCELLABLE = new Set(['PENDING', 'AWAITING_PAYMENT', 'PAID', 'FULFILLING']);

const LINES: Column<Line>[] = [
  {
    id: 'title',
    label: 'products.name',
    cell: ({ title, variant_title, image, sku, shipped, refunded }) => (
      <span className={styles.line}>
        {image && <img src={image} alt="" loading="lazy" />}
        <span>
          {title} <span className="muted">{variant_title}</span>
          <br />
          <bdi className="muted small">{sku}</bdi>
          <Units {...{ shipped, refunded }} />
        </span>
      </span>
    ),
  },
  { id: 'quantity', label: 'order.ordered', end: true, cell: ({ quantity }) => formatNumber(quantity) },
  {
    id: 'shipped',
    label: 'order.shipped',
    from: 'tablet',
    end: true,
    cell: ({ shipped }) => formatNumber(shipped),
  },
  {
    id: 'refunded',
    label: 'order.refunded',
    from: 'tablet',
    end: true,
    cell: ({ refunded }) => formatNumber(refunded),
  },
  {
    id: 'price',
    label: 'orders.unitPrice',
    from: 'desk',
    end: true,
    cell: ({ unit_price }) => <Money of={unit_price} />,
  },
  { id: 'total', label: 'orders.total', end: true, cell: ({ total }) => <Money of={total} /> },
];

/** What telephones have no columns for. */
function Units({ shipped, refunded }: { shipped: number; refunded: number }) {
  const t = useText();
  return (
    <span className={`${styles.phone} muted small`}>
      {t('order.shipped')}: {formatNumber(shipped)} · {t('order.refunded')}: {formatNumber(refunded)}
    </span>
  );
}

/** One order with everything that belongs to it, of all services; what is done to it is done to what was seen. */
export default function Order() {
  const t = useText();
  const may = useMay();
  const names = useNames();
  const { profile } = useMe();
  const { orderId = '' } = useParams();
  const [act, setAct] = useState<Act>();
  const detail = useOrder(orderId);
  const payment = usePayment(detail.data?.payment?.id);
  const parcels = useParcels(detail.data);
  const letters = useLetters(detail.data);
  const { notes } = useNotes(`order:${orderId}`, false, detail.data !== undefined); // the notes' own card asks again
  const isMine = ({ actor }: Told) => actor === `staff:${profile.id}`;
  const said = detail.data ? ofOrder(detail.data, names) : null;
  const paid = payment.data ? ofPayment(payment.data, names) : null;
  const changes = useNews(said, isMine);
  const moves = useNews(paid, isMine);
  const known = parcels.data?.items ?? [];
  const close = () => setAct(undefined);

  async function done(words: string) {
    await Promise.all([payment.reload(), detail.reload()]);
    toast(words);
  }

  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('orders.title'), to: '/orders' }]}
      title={(order) => (
        <>
          {t('orders.one', { number: order.number })} <StateBadge state={order.state} />
        </>
      )}
      actions={(order) => (
        <>
          <Suspense>
            <PaymentActs payment={payment} order={order} done={done} />
          </Suspense>
          <Suspense>
            <OrderPrint order={order} />
          </Suspense>
          {may('orders.cancel') && CANCELLABLE.has(order.state) && (
            <Button look="danger" onClick={() => setAct('cancel')}>
              {t('orders.cancel')}
            </Button>
          )}
        </>
      )}
    >
      {(order) => (
        <>
          <News
            of={[...changes.news, ...moves.news]}
            dismiss={() => {
              changes.dismiss();
              moves.dismiss();
            }}
          />
          <div className={layout.columns}>
            <div className={layout.stack}>
              <Suspense>
                <ToLookAt order={order} names={names} review={() => setAct('review')} />
              </Suspense>
              <LinesCard order={order} />
              <Parcels order={order} known={known} />
              {isContested(order, payment.data) && (
                <Suspense>
                  <LazyContested order={order} payment={payment} done={done} />
                </Suspense>
              )}
              <Suspense fallback={<Skeleton rows={2} />}>
                <LazyCancelled detail={detail} order={order} />
                {(order.exchange_of !== null || order.exchanges.length > 0) && (
                  <LazyExchanges order={order} />
                )}
                {order.lines.some(({ digital }) => digital) && (
                  <LazyDownloads detail={detail} order={order} />
                )}
                <LazyDocuments order={order} moved={payment.data?.version} />
              </Suspense>
              <Suspense fallback={<Skeleton />}>
                <Letters order={order} letters={letters} />
              </Suspense>
              <History
                of={[
                  ...(said ?? []),
                  ...(paid ?? []),
                  ...ofParcels(known, names),
                  ...ofLetters(letters.data?.items ?? [], names),
                  ...ofNotes(notes ?? [], names),
                ]}
              />
            </div>
            <div className={layout.stack}>
              <Suspense fallback={<Skeleton rows={5} />}>
                <MoneyCard order={order} payment={payment} names={names} />
              </Suspense>
              <Suspense fallback={<Skeleton rows={2} />}>
                <CustomerCard order={order} correct={() => setAct('correct')} />
              </Suspense>
              <Suspense fallback={<Skeleton rows={2} />}>
                <LazyNotes about={`order:${order.id}`} />
              </Suspense>
              <About order={order} />
            </div>
          </div>
          <Suspense>{act && <OrderActs act={act} detail={detail} onClose={close} />}</Suspense>
        </>
      )}
    </DetailPage>
  );
}

/** What somebody or something else did to it while it was open here. */
function News({ of: moments, dismiss }: { of: Told[]; dismiss: () => void }) {
  const t = useText();
  return (
    <div className={styles.newsBox} aria-live="polite">
      {moments.length > 0 && (
        <Notice tone="info" title={t('order.news')}>
          <ul className={styles.news}>
            {moments.map(({ id, title, text, by, at }) => (
              <li key={id}>
                <strong>{title}</strong> {text} <span className="muted">{by}</span> <When at={at} ago />
              </li>
            ))}
          </ul>
          <Button onClick={dismiss}>{t('order.newsSeen')}</Button>
        </Notice>
      )}
    </div>
  );
}

function LinesCard({ order }: { order: StaffOrder }) {
  const t = useText();
  const rows = order.lines.map((line): Line => {
    const units = order.units.find(({ sku }) => sku === line.sku);
    return { ...line, shipped: units?.shipped ?? 0, refunded: units?.refunded ?? 0 };
  });
  return (
    <Card title={t('orders.lines')}>
      <DataTable label={t('orders.lines')} columns={LINES} rows={rows} id={({ sku }) => sku} short />
      <div className={styles.sums}>
        <Facts
          of={[
            [t('orders.subtotal'), <Money key="subtotal" of={listPrice(order)} />],
            [t('orders.shipping'), <Money key="shipping" of={listDelivery(order)} />],
            ...reductionsOf(order).map(({ id, label, amount }): [string, ReactNode] => [
              label,
              <Money key={id} of={amount} />,
            ]),
            [t(order.tax_included ? 'orders.taxIncluded' : 'orders.tax'), <Money key="tax" of={order.tax} />],
            [
              t('orders.total'),
              <strong key="total">
                <Money of={order.total} />
              </strong>,
            ],
          ]}
        />
      </div>
    </Card>
  );
}

function About({ order }: { order: StaffOrder }) {
  const t = useText();
  const may = useMay();
  return (
    <Card title={t('orders.about')}>
      <Facts
        of={[
          [t('orders.number'), <CopyText key="number" of={order.number} name={t('orders.number')} />],
          [t('order.id'), <CopyText key="id" of={order.id} name={t('order.id')} />],
          [t('orders.placed'), <When key="placed" at={order.placed_at} />],
          [t('orders.shippingMethod'), worded('shipping', order.shipping_method)],
          ...(order.carried
            ? [
                [
                  t('order.carried'),
                  <span key="carried">
                    <bdi>{order.carried.service}</bdi> <Money of={order.carried.cost} />
                  </span>,
                ] as [string, ReactNode],
              ]
            : []),
          [t('orders.keptUntil'), <When key="kept" at={order.kept_until} />],
        ]}
      />
      {may('audit.read') && <Link to={`/audit?object=order:${order.id}`}>{t('audit.ofThis')}</Link>}
      {may('logs.read') && order.traces.length > 0 && (
        <>
          <h3>{t('order.logs')}</h3>
          <ul className={styles.traces}>
            {order.traces.map(({ correlation_id, at, events }) => (
              <li key={correlation_id}>
                <Link to={`/traces/${correlation_id}`}>{events.join(', ')}</Link>{' '}
                <span className="muted small">
                  <When at={at} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
