import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import type { components } from '../../../src/api/schema';
import { useMay, useMe } from '../../frame/me';
import { formatNumber, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import { PrintMenu } from '../../patterns/PrintSheet';
import type { Column } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { CopyText } from '../../ui/CopyText';
import { Notice, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import { LazyCancelled } from '../cancelling/lazyCancelled';
import { LazyDocuments } from '../documents/lazyDocuments';
import { LazyNotes } from '../notes/lazyNotes';
import { useNotes } from '../notes/useNotes';
import { History } from './History';
import { ofLetters, ofNotes, ofOrder, ofParcels, ofPayment, type StaffOrder, type Told } from './moments';
import { MoneyCard, OrderDisputes } from './MoneyCard';
import type { Act } from './OrderActs';
import { useNames, type Names } from '../../frame/names';
import styles from './order.module.css';
import { Parcels } from './Parcels';
import { Address, PackingSlip, Summary } from './sheets';
import { useLetters, useNews, useOrder, useParcels, usePayment } from './useOrder';

const OrderActs = lazy(() => import('./OrderActs'));
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
          <PrintMenu sheets={sheetsOf(order, t)} />
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
              <ToLookAt order={order} names={names} review={() => setAct('review')} />
              <LinesCard order={order} />
              <Parcels order={order} known={known} />
              <OrderDisputes order={order} />
              <Suspense fallback={<Skeleton rows={2} />}>
                <LazyCancelled detail={detail} order={order} />
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
              <MoneyCard order={order} payment={payment} names={names} />
              <CustomerCard order={order} correct={() => setAct('correct')} />
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

type Text = ReturnType<typeof useText>;

const sheetsOf = (order: StaffOrder, t: Text) => [
  {
    id: 'slip',
    label: t('order.slip'),
    title: `${t('order.slip')}: ${t('orders.one', { number: order.number })}`,
    content: <PackingSlip order={order} />,
  },
  {
    id: 'summary',
    label: t('order.summary'),
    title: t('orders.one', { number: order.number }),
    content: <Summary order={order} />,
  },
];

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

/** What wants somebody's attention: suspicions, a wish to cancel, a wish for another address. */
function ToLookAt({ order, names, review }: { order: StaffOrder; names: Names; review: () => void }) {
  const t = useText();
  const may = useMay();
  const { suspicions, reviewed, cancellation, readdressing } = order;
  const isReviewed = suspicions.every(({ code }) => reviewed?.of.includes(code));
  return (
    <>
      {suspicions.length > 0 && (
        <Notice tone={isReviewed ? 'info' : 'warn'} title={t('orders.suspicions')}>
          <ul>
            {suspicions.map(({ code, reason }) => (
              <li key={code}>{reason}</li>
            ))}
          </ul>
          {isReviewed && reviewed ? (
            <p>
              {t('order.reviewedBy', { name: names(reviewed.by) })} <When at={reviewed.at} />
            </p>
          ) : (
            may('orders.write') && <Button onClick={review}>{t('order.review')}</Button>
          )}
        </Notice>
      )}
      {cancellation && (
        <Notice
          tone={cancellation.state === 'refused' ? 'warn' : 'info'}
          title={t('orders.cancellation', { state: worded('wish', cancellation.state) })}
        >
          {[names(cancellation.requested_by), cancellation.reason, cancellation.answer]
            .filter(Boolean)
            .join(' · ')}
        </Notice>
      )}
      {readdressing && readdressing.state !== 'accepted' && (
        <Notice
          tone={readdressing.state === 'refused' ? 'warn' : 'info'}
          title={t('order.readdressing', { state: worded('wish', readdressing.state) })}
        >
          <Address to={readdressing.address} />
          {[names(readdressing.requested_by), readdressing.reason, readdressing.answer]
            .filter(Boolean)
            .join(' · ')}
        </Notice>
      )}
    </>
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
            [t('orders.subtotal'), <Money key="subtotal" of={order.subtotal} />],
            [t('orders.shipping'), <Money key="shipping" of={order.shipping} />],
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

function CustomerCard({ order, correct }: { order: StaffOrder; correct: () => void }) {
  const t = useText();
  const may = useMay();
  const { original_address: first, shipping_address: now } = order;
  const isMoved = JSON.stringify(first) !== JSON.stringify(now);
  return (
    <Card
      title={t('orders.customer')}
      actions={
        may('orders.write') && order.email !== '' && <Button onClick={correct}>{t('order.correct')}</Button>
      }
    >
      <Facts
        of={
          [
            [
              t('orders.email'),
              order.email && <CopyText key="email" of={order.email} name={t('orders.email')} />,
            ],
            ...(order.original_email !== order.email
              ? [[t('order.wroteEmail'), <bdi key="first">{order.original_email}</bdi>]]
              : []),
            [t('orders.account'), t(order.owner.startsWith('user') ? 'orders.member' : 'orders.guest')],
            [t('orders.address'), <Address key="address" to={now} />],
            ...(isMoved ? [[t('order.wroteAddress'), <Address key="wrote" to={first} />]] : []),
            [t('orders.phone'), <bdi key="phone">{now.phone || '–'}</bdi>],
            [t('order.customerNote'), order.notes || '–'],
          ] as [string, ReactNode][]
        }
      />
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
