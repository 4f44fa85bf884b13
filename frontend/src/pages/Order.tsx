import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import { isProblem, isRecord } from '../api/problem';
import type { Order as OrderData } from '../api/types';
import { usePage } from '../app/page';
import { Button, ButtonLink } from '../components/Button';
import { Blank, ErrorNotice, LoadFailed } from '../components/Notice';
import { Exclusion } from '../components/Exclusion';
import { Picture } from '../components/Picture';
import { LoadingRows } from '../components/Skeleton';
import {
  creditRows,
  dueOf,
  reductionRows,
  refundedTo,
  Sum,
  SummaryBox,
  taxNote,
} from '../components/Summary';
import { settleUnpaid } from '../lib/attempt';
import { placeLines } from '../lib/address';
import { formatDate, formatDay, formatMoment } from '../lib/dates';
import { formatMoney } from '../lib/money';
import { listDelivery, listPrice } from '../lib/sums';
import { loadCart } from '../state/cart';
import { Documents } from './order/Documents';
import { Parcels } from './order/Parcels';
import { hasFiles, isPayable, isSent, sentence } from './order/states';
import { StatusPanel } from './order/StatusPanel';
import { useOrder } from './order/useOrder';
import { useOrderRef } from './order/useOrderRef';
import styles from './Order.module.css';

const AskLetters = lazy(() => import('./AskLetters'));
const Timeline = lazy(() => import('./order/Timeline'));
const Opening = lazy(() => import('./order/Opening'));
const Returns = lazy(() => import('./order/Returns'));
const CancelLines = lazy(() => import('./order/CancelLines'));
const Files = lazy(() => import('./order/Files'));
const NewLink = lazy(() => import('./order/NewLink'));

export default function Order() {
  const { ref, stranger, code, opened } = useOrderRef();
  const { order, error, show, retry } = useOrder(ref);
  const arrival: unknown = useLocation().state;
  const justPlaced = isRecord(arrival) && arrival.placed === true;
  usePage(order ? `Order ${order.number}` : 'Your order');

  const orderId = order?.id;
  const state = order?.state;
  useEffect(() => {
    if (!orderId || !state) return;
    if (!isPayable(state)) settleUnpaid(orderId);
    // The cart is emptied by the shop once the order stands.
    void loadCart();
  }, [orderId, state]);

  if (code) return <Opening code={code} opened={opened} />;
  if (stranger) return <Stranger />;
  if (ref && isProblem(error, 'order_key_expired')) return <NewLink orderId={ref.orderId} ended />;
  if (!order) {
    return (
      <div className="page" style={{ paddingTop: 'var(--space-6)' }}>
        {isProblem(error) && error.status === 404 ? (
          <Blank
            alone
            title="We do not know this order"
            actions={<ButtonLink to="/">Back to the market</ButtonLink>}
          >
            <p className="muted">The link may be cut short. Open it again from your e-mail.</p>
          </Blank>
        ) : error ? (
          <LoadFailed alone what="your order" error={error} retry={retry} />
        ) : (
          <LoadingRows what="your order" rows={2} height="12rem" />
        )}
      </div>
    );
  }
  return (
    <div className="page">
      {ref && <StatusPanel order={order} at={ref} justPlaced={justPlaced} show={show} />}
      {Boolean(error) && <ErrorNotice error={error} title="This may not be the latest news" />}
      <div className={styles.layout}>
        <div className={styles.column}>
          {ref && <Parcels order={order} at={ref} />}
          {ref && order.shipments.length > 0 && (
            <Suspense fallback={null}>
              <Returns key={order.id} at={ref} order={order} />
            </Suspense>
          )}
          <Lines order={order} />
          {ref && hasFiles(order) && (
            <Suspense fallback={null}>
              <Files key={order.id} order={order} at={ref} />
            </Suspense>
          )}
          {ref && (order.cancellable.length > 0 || order.line_cancellations.length > 0) && (
            <Suspense fallback={null}>
              <CancelLines order={order} at={ref} show={show} />
            </Suspense>
          )}
          {ref && <Documents order={order} at={ref} />}
          {ref && !ref.key && (
            <Suspense fallback={null}>
              <AskLetters kind="review_request" source="order" />
            </Suspense>
          )}
          <Withdrawal order={order} />
          {ref && (
            <Suspense fallback={null}>
              <Timeline order={order} at={ref} />
            </Suspense>
          )}
        </div>
        <Receipt order={order} />
      </div>
    </div>
  );
}

function Lines({ order }: { order: OrderData }) {
  return (
    <section aria-labelledby="lines">
      <h2 id="lines">What you ordered</h2>
      {order.exchange_of && (
        <p>
          In exchange for what you sent back of{' '}
          <Link to={`/orders/${order.exchange_of.order_id}`}>order {order.exchange_of.number}</Link>
        </p>
      )}
      {order.supplement_of && (
        <p>
          Added, as agreed with you, to{' '}
          <Link to={`/orders/${order.supplement_of.order_id}`}>order {order.supplement_of.number}</Link>. It
          comes in a parcel of its own.
        </p>
      )}
      <ul className={styles.lines}>
        {order.lines.map((line) => (
          <li key={line.sku}>
            <Picture src={line.image} alt="" className={styles.thumb} />
            <div>
              {line.title}
              <p className="muted small">
                {line.quantity} × {formatMoney(line.unit_price)}
                {line.variant_title && ` · ${line.variant_title}`}
                {line.cancelled > 0 && ` · ${String(line.cancelled)} cancelled`}
              </p>
              <Exclusion of={line} bought />
              {line.waiting > 0 && line.available_from && (
                <p className="small">
                  {line.waiting === line.quantity - line.cancelled ? '' : `${String(line.waiting)} of them: `}
                  available from {formatDate(line.available_from)}, and shipped once there
                </p>
              )}
            </div>
            <span>{formatMoney(line.total)}</span>
          </li>
        ))}
      </ul>
      {order.supplements.map(({ number, order_id, order_number, lines, total }) => (
        <p key={number}>
          Added, as agreed with you:{' '}
          {lines.map(({ quantity, title }) => `${String(quantity)} × ${title}`).join(', ')}, as{' '}
          <Link to={`/orders/${order_id ?? ''}`}>order {order_number}</Link>, in a parcel of its own.
          {total.amount > 0 && ' Our letter says how to pay it.'}
        </p>
      ))}
    </section>
  );
}

/** The way to the withdrawal function, for as long as there is something to withdraw from. */
function Withdrawal({ order: { id, withdrawal } }: { order: OrderData }) {
  return (
    <>
      {withdrawal.declared_at.map((at) => (
        <p key={at}>You withdrew from the contract on {formatMoment(at)}.</p>
      ))}
      {withdrawal.possible && (
        <p>
          <Link to={`/orders/${id}/withdraw`}>Withdraw from contract here</Link>
          {withdrawal.until && <span className="muted small"> until {formatMoment(withdrawal.until)}</span>}
        </p>
      )}
    </>
  );
}

/** Where the order, or its parcel, is collected. */
function Collected({
  title,
  at,
}: {
  title: string;
  at: Pick<Place, 'line1' | 'postal_code' | 'city' | 'hours'>;
}) {
  return (
    <p>
      <b>{title}</b>
      <br />
      {at.line1}, {at.postal_code} {at.city}
      {at.hours && (
        <>
          <br />
          {at.hours}
        </>
      )}
    </p>
  );
}

type Place = NonNullable<OrderData['pickup']>;
type Row = [string, OrderData['total'] | string];

function Receipt({ order }: { order: OrderData }) {
  const address = order.shipping_address;
  const refunded = order.money.refunded;
  const sent = isSent(order) || order.shipping.amount > 0;
  const charged = listDelivery(order);
  const delivery = charged.amount === 0 ? 'Free' : charged;
  return (
    <SummaryBox title="Receipt">
      <Sum
        rows={[
          ['Subtotal', listPrice(order)],
          ...(sent
            ? ([
                [order.pickup ? 'Pick-up' : `Delivery (${sentence(order.shipping_method)})`, delivery],
              ] as Row[])
            : []),
          ...reductionRows(order),
          ...(order.tax_included ? [] : ([['Tax', order.tax]] as Row[])),
        ]}
        total={order.total}
        note={[
          taxNote(order),
          refunded.amount > 0 ? `${formatMoney(refunded)} was refunded${refundedTo(order)}.` : '',
        ].join(' ')}
      />
      {order.credits.length > 0 && (
        <Sum rows={creditRows(order.credits)} total={dueOf(order)} label="Paid otherwise" />
      )}
      {order.gifts.map(({ email, name, send_on: day }, index) => (
        <p key={index} className="small">
          A gift card goes to {name ? `${name} (${email})` : email} on {formatDay(day)}.
        </p>
      ))}
      <p className="muted small">Ordered on {formatDay(order.placed_at)}</p>
      {order.pickup && (
        <Collected
          title={`${order.state === 'DELIVERED' ? 'Picked up' : 'To be picked up'} at ${order.pickup.name}`}
          at={order.pickup}
        />
      )}
      {order.pickup_point && (
        <Collected title={`Sent to ${order.pickup_point.name}`} at={order.pickup_point} />
      )}
      <address style={{ fontStyle: 'normal' }}>
        <b>{sent && !order.pickup && !order.pickup_point ? 'Delivery to' : 'Billed to'}</b>
        <br />
        {[address.name, ...placeLines(address)].map((row, index) => (
          <span key={index} style={{ display: 'block' }}>
            {row}
          </span>
        ))}
      </address>
    </SummaryBox>
  );
}

export function Stranger() {
  const { pathname } = useLocation();
  const { orderId = '' } = useParams();
  const [asking, setAsking] = useState(false);
  if (asking) return <NewLink orderId={orderId} ended={false} />;
  return (
    <div className="page">
      <Blank
        alone
        icon="lock"
        title="Whose order is it?"
        actions={
          <>
            <ButtonLink to={`/sign-in?next=${encodeURIComponent(pathname)}`}>Sign in</ButtonLink>
            <Button look="quiet" onClick={() => setAsking(true)}>
              Send me a new link
            </Button>
          </>
        }
      >
        <p className="muted">
          Sign in to see your order. If you ordered as a guest, open the link in your e-mail.
        </p>
      </Blank>
    </div>
  );
}
