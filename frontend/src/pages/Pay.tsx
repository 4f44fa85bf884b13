import { useEffect, useRef, useState } from 'react';
import { Link, Navigate, useLocation, useNavigate } from 'react-router';
import { getOrderPayment, type OrderRef } from '../api/orders';
import { isRecord } from '../api/problem';
import type { Order } from '../api/types';
import { usePage } from '../app/page';
import { Button } from '../components/Button';
import { Icon } from '../components/Icon';
import { LoadFailed, Notice } from '../components/Notice';
import { LoadingRows } from '../components/Skeleton';
import { creditRows, dueOf, Sum, SummaryBox } from '../components/Summary';
import { orderPath } from '../lib/attempt';
import { formatUntil } from '../lib/dates';
import { formatMoney } from '../lib/money';
import type { PayProblem } from '../lib/payProblem';
import { problemOfPayment, settled } from '../lib/stripe';
import { useLoad } from '../lib/useLoad';
import { loadCart } from '../state/cart';
import { Stranger } from './Order';
import { isPayable } from './order/states';
import { useOrder } from './order/useOrder';
import { useOrderRef } from './order/useOrderRef';
import type { PayHandle } from './payment/CardField';
import { paidHere, providerOf } from './payment/providers';
import styles from './Checkout.module.css';

/** Pays for an order that stands already: after a declined card, a lost connection or a closed tab. */
export default function Pay() {
  usePage('Pay for your order');
  const { ref, stranger } = useOrderRef();
  const { order, error, retry } = useOrder(ref);
  const orderId = order?.id;
  useEffect(() => {
    // The order has taken the cart's things over.
    if (orderId) void loadCart();
  }, [orderId]);

  if (stranger) return <Stranger />;
  if (order && ref && (!isPayable(order.state) || (order.payment && !paidHere(order.payment.provider)))) {
    return <Navigate to={orderPath(order.id, ref.key)} replace state={{ placed: true }} />;
  }
  return (
    <div className="page stack" style={{ paddingTop: 'var(--space-6)' }}>
      <h1>Pay for your order</h1>
      {!order && !error && <LoadingRows what="your order" rows={2} />}
      {!order && Boolean(error) && <LoadFailed what="your order" error={error} retry={retry} />}
      {order && ref && <PayForm order={order} at={ref} />}
    </div>
  );
}

/** What went wrong at the checkout, which sent the shopper here. */
function problemIn(arrival: Record<string, unknown>): PayProblem | null {
  const { problem } = arrival;
  return isRecord(problem) && typeof problem.title === 'string' && typeof problem.text === 'string'
    ? { title: problem.title, text: problem.text }
    : null;
}

function PayForm({ order, at }: { order: Order; at: OrderRef }) {
  const arrival: unknown = useLocation().state;
  const [problem, setProblem] = useState<PayProblem | null>(isRecord(arrival) ? problemIn(arrival) : null);
  const [busy, setBusy] = useState(false);
  const field = useRef<PayHandle>(null);
  const navigate = useNavigate();
  const payment = useLoad(`payment:${order.id}`, (signal) => getOrderPayment(at, signal));
  const here = payment.data && providerOf(payment.data.provider)?.field;
  const publishableKey = payment.data?.publishable_key ?? here?.publishableKey();
  const secret = payment.data?.client_secret;
  const told = problem ?? (payment.data && !busy ? problemOfPayment(payment.data) : null);

  async function pay(clientSecret: string) {
    if (!field.current?.check()) return;
    setBusy(true);
    setProblem(null);
    const result = await field.current.pay(clientSecret, { name: order.shipping_address.name });
    const paid = await settled(result, () => getOrderPayment(at));
    setBusy(false);
    if (paid.outcome === 'failed') setProblem(paid.problem);
    else void navigate(orderPath(order.id, at.key), { replace: true, state: { placed: true } });
  }

  return (
    <div className={styles.layout}>
      <div className={styles.form}>
        {told && (
          <Notice tone="bad" title={told.title}>
            <p>{told.text}</p>
            <p>
              Your order stands: you need not place it again. To pay another way,{' '}
              <Link to={orderPath(order.id, at.key)}>cancel it on its page</Link>, where its things go back
              into your cart.
            </p>
          </Notice>
        )}
        {order.expires_at && (
          <p>
            Order {order.number} is set aside for you until <b>{formatUntil(order.expires_at)}</b>.
          </p>
        )}
        {payment.loading && <LoadingRows what="the payment" rows={1} height="3rem" />}
        {Boolean(payment.error) && (
          <LoadFailed what="the payment" error={payment.error} retry={payment.reload} />
        )}
        {here && publishableKey !== undefined && secret && (
          <>
            <here.Field ref={field} publishableKey={publishableKey} />
            <Button look="accent" busy={busy} onClick={() => void pay(secret)}>
              {busy ? 'Asking your bank…' : `Pay ${formatMoney(order.total)}`}
            </Button>
          </>
        )}
        {payment.data && !(here && publishableKey !== undefined && secret) && (
          <Notice tone="warn">
            This payment cannot be made here any more.{' '}
            <Link to={orderPath(order.id, at.key)}>See your order</Link>
          </Notice>
        )}
        {here && (
          <p className={styles.secure} style={{ justifyContent: 'start' }}>
            <Icon name="lock" size={16} /> {here.promise}
          </p>
        )}
      </div>
      <SummaryBox title={`Order ${order.number}`}>
        <Sum
          rows={[
            ...order.lines.map((line): [string, Order['total']] => [
              `${line.quantity} × ${line.title}`,
              line.total,
            ]),
            ['Delivery', order.shipping],
          ]}
          total={order.total}
        />
        {order.credits.length > 0 && (
          <Sum rows={creditRows(order.credits)} total={dueOf(order)} label="Left to pay" />
        )}
      </SummaryBox>
    </div>
  );
}
