import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { usePage } from '../app/page';
import { Button, ButtonLink } from '../components/Button';
import { Blank, LoadFailed, Notice } from '../components/Notice';
import { LoadingRows } from '../components/Skeleton';
import { openAttempt, orderPath, unpaidOrder, type Attempt } from '../lib/attempt';
import { cart, loadCart } from '../state/cart';
import { session } from '../state/session';
import { CheckoutForm } from './checkout/CheckoutForm';
import { place } from './checkout/place';
import { useBasket } from './checkout/useBasket';
import { paidHere } from './payment/providers';

export default function Checkout() {
  usePage('Checkout');
  const { data, error } = cart.use();
  const { status, user } = session.use();
  const [interrupted, setInterrupted] = useState(openAttempt);
  const [unpaid] = useState(unpaidOrder);
  const [basket, agree] = useBasket(data);
  const empty = (basket ?? data)?.lines.length === 0;

  useEffect(() => {
    void loadCart();
  }, []);

  return (
    <div className="page stack" style={{ paddingTop: 'var(--space-6)' }}>
      <h1>Checkout</h1>
      {interrupted && <Interrupted attempt={interrupted} done={() => setInterrupted(null)} />}
      {unpaid && (
        <Notice tone="warn" title={`Order ${unpaid.number} waits for its payment`}>
          <Link to={orderPath(unpaid.orderId, unpaid.key, true)}>Pay for it now</Link>
        </Notice>
      )}
      {Boolean(data?.leftovers.length) && (
        <Notice tone="warn">
          Some things did not fit into your cart. <Link to="/cart">See which</Link>
        </Notice>
      )}
      {!basket && (status === 'starting' || (!data && !error)) && (
        <LoadingRows what="the checkout" rows={4} />
      )}
      {!basket && !data && Boolean(error) && (
        <LoadFailed what="your cart" error={error} retry={() => void loadCart()} />
      )}
      {empty && !interrupted && (
        <Blank
          icon="cart"
          title="Your cart is empty"
          actions={<ButtonLink to="/">To the market</ButtonLink>}
        />
      )}
      {status !== 'starting' && basket && (
        <CheckoutForm basket={basket} latest={data} agree={agree} user={user} />
      )}
    </div>
  );
}

/** The page was left or reloaded before the shop answered: finding out is safe, for the attempt keeps its key. */
function Interrupted({ attempt, done }: { attempt: Attempt; done: () => void }) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);

  async function ask() {
    setBusy(true);
    const result = await place(attempt);
    setBusy(false);
    if (result.outcome === 'placed') {
      const { order, payment, access_key: key } = result.reply;
      void navigate(orderPath(order.id, key ?? null, paidHere(payment?.provider)), { replace: true });
    } else if (result.outcome !== 'unknown' && result.outcome !== 'unavailable') {
      done();
    }
  }

  return (
    <Notice tone="warn" title="Your last attempt was interrupted">
      <p>We can find out whether the order came through. Nothing is placed or charged twice.</p>
      <Button look="plain" busy={busy} onClick={() => void ask()}>
        Finish that order
      </Button>
    </Notice>
  );
}
