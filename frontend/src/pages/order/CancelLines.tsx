import { useState, type SubmitEvent } from 'react';
import { cancelLines, type CancelledUnits, type OrderRef } from '../../api/orders';
import type { Order } from '../../api/types';
import { Button } from '../../components/Button';
import { CheckField, SelectField } from '../../components/Field';
import { ErrorNotice, Notice } from '../../components/Notice';
import { randomId } from '../../lib/ids';
import { formatMoney } from '../../lib/money';
import { useAttempt } from '../../lib/useAttempt';
import { AS_CREDIT, backToYou, canBeCredit } from './asCredit';
import styles from '../Order.module.css';

type Wish = Order['line_cancellations'][number];
interface Props {
  order: Order;
  at: OrderRef;
  show: (order: Order) => void;
}

/** Units that are taken out of the order while the rest is sent: what came of it, and the way to ask for more. */
export default function CancelLines({ order, at, show }: Props) {
  const [open, setOpen] = useState(false);
  const several = order.cancellable.reduce((sum, { quantity }) => sum + quantity, 0) > 1;
  if (order.line_cancellations.length === 0 && !several) return null;
  return (
    <section aria-labelledby="taken-out">
      <h2 id="taken-out">{order.line_cancellations.length > 0 ? 'Cancelled items' : 'Changed your mind?'}</h2>
      <div role="status">
        {order.line_cancellations.map((wish) => (
          <One key={wish.number} wish={wish} order={order} />
        ))}
      </div>
      {several &&
        (open ? (
          <Ask
            {...{ order, at }}
            close={() => setOpen(false)}
            done={(after) => {
              setOpen(false);
              show(after);
            }}
          />
        ) : (
          <p>
            <Button look="quiet" onClick={() => setOpen(true)}>
              Cancel some of it
            </Button>
          </p>
        ))}
    </section>
  );
}

function One({ wish, order }: { wish: Wish; order: Order }) {
  return (
    <div className={styles.parcel}>
      <p style={{ fontWeight: 600 }}>{named(wish.lines)}</p>
      <p className="muted small">{whatBecame(wish, order)}</p>
    </div>
  );
}

const named = (lines: Wish['lines']) =>
  lines.map(({ quantity, title, sku }) => `${String(quantity)} × ${title || sku}`).join(', ');

function whatBecame({ state, amount, was_paid: wasPaid, as_credit: asCredit }: Wish, order: Order): string {
  if (state === 'requested')
    return 'We are asking whether the parcel can still be opened. The answer appears here, and we write to you.';
  if (state === 'refused')
    return 'It could not be cancelled: it was packed or on its way already. You can send it back when it arrives.';
  if (amount.amount === 0) return 'Cancelled.';
  return wasPaid
    ? `Cancelled. ${backToYou(amount, order, asCredit)}`
    : `Cancelled. Your order costs ${formatMoney(amount)} less.`;
}

function Ask({
  order,
  at,
  close,
  done,
}: Omit<Props, 'show'> & { close: () => void; done: (order: Order) => void }) {
  const { busy, error, attempt } = useAttempt();
  const [nothing, setNothing] = useState(false);
  const [asCredit, setAsCredit] = useState(false);
  const [chosen, setChosen] = useState<{ lines: CancelledUnits; after: Order } | null>(null);
  // One key for what was chosen: a second click after a lost answer repeats the same cancellation.
  const [key, setKey] = useState(randomId);

  function choose(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const lines = order.cancellable
      .map(({ sku }) => ({ sku, quantity: Number(form.get(`out:${sku}`)) }))
      .filter(({ quantity }) => quantity > 0);
    setNothing(lines.length === 0);
    if (lines.length === 0) return;
    void attempt(async () => {
      const after = await cancelLines(at, randomId(), lines, true);
      setKey(randomId());
      setChosen({ lines, after });
    });
  }

  if (chosen) {
    return (
      <div className={`stack ${styles.parcel}`}>
        <div role="status" className="stack">
          <p style={{ fontWeight: 600 }}>{named(titled(order, chosen.lines))}</p>
          {consequences(order, chosen.after).map((words) => (
            <p key={words}>{words}</p>
          ))}
        </div>
        {canBeCredit(order, at) && (
          <CheckField
            label={AS_CREDIT}
            checked={asCredit}
            onChange={(event) => setAsCredit(event.target.checked)}
          />
        )}
        {Boolean(error) && <ErrorNotice error={error} title="It was not cancelled" />}
        <Choices>
          <Button
            busy={busy}
            onClick={() =>
              void attempt(async () => done(await cancelLines(at, key, chosen.lines, false, asCredit)))
            }
          >
            Cancel these items
          </Button>
          <Button look="quiet" onClick={() => setChosen(null)}>
            Choose again
          </Button>
        </Choices>
      </div>
    );
  }
  return (
    <form className={`stack ${styles.parcel}`} onSubmit={choose}>
      {order.cancellable.map(({ sku, title, quantity }) => (
        <SelectField
          key={sku}
          label={`How many of ${title || sku}`}
          name={`out:${sku}`}
          defaultValue="0"
          required
        >
          {Array.from({ length: quantity + 1 }, (_, count) => (
            <option key={count}>{count}</option>
          ))}
        </SelectField>
      ))}
      {nothing && (
        <Notice tone="bad">
          <p>Choose how many you do not want any more.</p>
        </Notice>
      )}
      {Boolean(error) && <ErrorNotice error={error} title="This cannot be cancelled" />}
      <Choices>
        <Button type="submit" busy={busy}>
          See what comes back
        </Button>
        <Button look="quiet" onClick={close}>
          Keep it all
        </Button>
      </Choices>
    </form>
  );
}

function Choices({ children }: { children: React.ReactNode }) {
  return <div style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--space-3)' }}>{children}</div>;
}

const titled = (order: Order, lines: CancelledUnits) =>
  lines.map((line) => ({ ...line, title: order.lines.find(({ sku }) => sku === line.sku)?.title ?? '' }));

/** What the shop says would come of it; of a paid order shipping has the last word. */
function consequences(order: Order, after: Order): string[] {
  const { captured, refunded } = order.money;
  const paid = captured.amount > 0;
  const ask = order.state === 'PENDING' || order.state === 'AWAITING_PAYMENT' ? [] : [IF_STILL_HERE];
  if (after.state === 'CANCELLED' || after.cancellation) {
    const all = { ...captured, amount: captured.amount - refunded.amount };
    return [
      paid
        ? `That is all of it: the whole order is cancelled, and ${formatMoney(all)} goes back the way you paid.`
        : 'That is all of it: the whole order is cancelled, and nothing is charged.',
      ...ask,
    ];
  }
  const less = after.line_cancellations.at(-1)?.amount ?? after.total;
  return [
    paid
      ? `${formatMoney(less)} goes back the way you paid.`
      : `You pay ${formatMoney(after.total)} instead of ${formatMoney(order.total)}.`,
    ...(after.shipping.amount > 0 ? ['The delivery costs what it did, for the rest is sent.'] : []),
    ...ask,
  ];
}

const IF_STILL_HERE =
  'We can do that as long as the parcel is neither packed nor on its way. Otherwise you can send it back when it arrives.';
