import { useEffect, useState } from 'react';
import { cancelOrder, type OrderRef } from '../../api/orders';
import type { Order } from '../../api/types';
import { Button, ButtonLink } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { CheckField } from '../../components/Field';
import { ErrorNotice } from '../../components/Notice';
import { orderPath } from '../../lib/attempt';
import { formatUntil } from '../../lib/dates';
import { randomId } from '../../lib/ids';
import { problemOfPayment } from '../../lib/stripe';
import { useAttempt } from '../../lib/useAttempt';
import { paidHere, providerOf } from '../payment/providers';
import { UnknownProvider } from '../payment/UnknownProvider';
import { AS_CREDIT, canBeCredit } from './asCredit';
import { BuyAgain } from './BuyAgain';
import { isCancellable, isHeld, isPayable, isSent, isStopped, standing, stepsOf } from './states';
import styles from '../Order.module.css';

interface Props {
  order: Order;
  at: OrderRef;
  justPlaced: boolean;
  show: (order: Order) => void;
}

const PATIENCE_MS = 45_000;

/** True for the first moments, in which the bank's answer is most likely still on its way. */
function usePatience(): boolean {
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return patient;
}

/** Where the order stands, and what the shopper can do about it now. */
export function StatusPanel({ order, at, justPlaced, show }: Props) {
  const { done, title, text } = standing(order);
  const provider = order.payment && providerOf(order.payment.provider);
  const payable = isPayable(order.state);
  const patient = usePatience();
  const unpaid = payable && paidHere(order.payment?.provider);
  const failed = unpaid && order.payment ? problemOfPayment(order.payment) : null;
  const settling = justPlaced && unpaid && patient && !failed;
  return (
    <section className={styles.hero} aria-label="Status">
      <div>
        <p>Order {order.number}</p>
        <h1>{settling ? 'Thank you! We are waiting for your bank’s word' : title}</h1>
        <p role="status">
          {settling ? 'It usually takes a few seconds. This page keeps watch.' : text}
          {unpaid &&
            !settling &&
            ` ${failed ? `${failed.title}. ${failed.text}` : 'Nothing has been charged yet.'}`}
        </p>
      </div>
      {!isStopped(order.state) && (
        <ol className={styles.steps} aria-label="Progress">
          {stepsOf(order).map((step, index) => (
            <li
              key={step}
              className={`${styles.step} ${index <= done ? styles.done : index === done + 1 ? styles.next : ''}`}
              aria-current={index === done ? 'step' : undefined}
            >
              <span>
                {step}
                {index <= done && <span className="visually-hidden"> (done)</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
      {payable && provider?.Instructions && <provider.Instructions at={at} />}
      {payable && order.payment && !provider && (
        <UnknownProvider then="cancel the order and pay another way" />
      )}
      <div className={styles.actions}>
        {unpaid && !settling && (
          <ButtonLink look="accent" to={orderPath(order.id, at.key, true)}>
            Pay now
          </ButtonLink>
        )}
        {payable && order.expires_at && !settling && (
          <p>Set aside for you until {formatUntil(order.expires_at)}.</p>
        )}
        {!payable && <BuyAgain lines={order.lines} again={!isStopped(order.state)} />}
        {isCancellable(order) && <CancelOrder order={order} at={at} show={show} />}
      </div>
    </section>
  );
}

function CancelOrder({ order, at, show }: Omit<Props, 'justPlaced'>) {
  const [open, setOpen] = useState(false);
  const { busy, error, attempt } = useAttempt();
  // One key for the dialog's life: a second click after a lost answer repeats the same cancellation.
  const [key] = useState(randomId);
  const [asCredit, setAsCredit] = useState(false);

  async function cancel() {
    const after = await cancelOrder(at, key, asCredit);
    setOpen(false);
    show(after);
  }

  return (
    <>
      <Button look="plain" style={{ color: 'inherit' }} onClick={() => setOpen(true)}>
        Cancel this order
      </Button>
      {open && (
        <Dialog title="Cancel this order?" onClose={() => setOpen(false)}>
          <div className="stack">
            <p>
              {isPayable(order.state)
                ? 'The things go back on the stall, and nothing is charged.'
                : !isSent(order)
                  ? 'Your money goes back the way it came.'
                  : isHeld(order)
                    ? 'If the parcel has not left, the things go back on the stall and nothing is charged. If it has, you can send it back when it arrives.'
                    : 'If the parcel has not left, the things go back on the stall and your money goes back the way it came. If it has, you can send it back when it arrives.'}
            </p>
            {canBeCredit(order, at) && (
              <CheckField
                label={AS_CREDIT}
                checked={asCredit}
                onChange={(event) => setAsCredit(event.target.checked)}
              />
            )}
            {Boolean(error) && <ErrorNotice error={error} title="It was not cancelled" />}
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--space-3)' }}>
              <Button busy={busy} onClick={() => void attempt(cancel)}>
                Cancel the order
              </Button>
              <Button look="quiet" onClick={() => setOpen(false)}>
                Keep it
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}
