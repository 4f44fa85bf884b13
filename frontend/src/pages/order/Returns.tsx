import { useEffect, useState, type SubmitEvent } from 'react';
import type { OrderRef } from '../../api/orders';
import {
  askToReturn,
  listReturns,
  sayOfReturn,
  type Return,
  type ReturnReason,
  type Returns as ReturnsData,
} from '../../api/returns';
import type { Order, Shop } from '../../api/types';
import { Button } from '../../components/Button';
import { SelectField, TextField } from '../../components/Field';
import { ErrorNotice, Notice } from '../../components/Notice';
import { formatDay, formatMoment } from '../../lib/dates';
import { randomId } from '../../lib/ids';
import { formatMoney } from '../../lib/money';
import { useAttempt } from '../../lib/useAttempt';
import { useLoad } from '../../lib/useLoad';
import { shop } from '../../state/shop';
import { sentence } from './states';
import styles from '../Order.module.css';

type NotAsked = 'withdrawal' | 'lost' | 'refused' | 'undeliverable';
const REASONS: Record<Exclude<ReturnReason, NotAsked>, string> = {
  changed_mind: 'I changed my mind',
  does_not_fit: 'It does not fit',
  defective: 'It does not work',
  damaged: 'It arrived damaged',
  wrong_item: 'It is not what I ordered',
  not_as_described: 'It is not as described',
  other: 'Something else',
};

// A withdrawal becomes a return within seconds, unless it had no effect.
const PAUSE_MS = 1500;
const MOST_LOOKS = 5;

const KINDS: Record<Return['kind'], string> = {
  return: 'Return',
  withdrawal: 'Withdrawal',
  undelivered: 'Not delivered',
};

/** What comes back of the order, and what may: asked for anew whenever something was done about it, or it moved on. */
export default function Returns({ at, order }: { at: OrderRef; order: Order }) {
  const [turn, setTurn] = useState(0);
  const [open, setOpen] = useState(false);
  const { currency } = order.total;
  const { declared_at } = order.withdrawal;
  const moved = [order.state, order.timeline.length, declared_at.length, turn].join(':');
  const { data: fresh, error } = useLoad(`returns:${at.orderId}:${moved}`, (signal) =>
    listReturns(at, signal),
  );
  // What was known stays in sight, and a form open, while it is asked for anew.
  const [data, setData] = useState<ReturnsData>();
  if (fresh && fresh !== data) setData(fresh);
  const made = data?.items.filter(({ kind }) => kind === 'withdrawal').length ?? 0;
  const awaited = Boolean(fresh) && made < declared_at.length && turn < MOST_LOOKS;
  useEffect(() => {
    if (!awaited) return;
    const look = setTimeout(() => setTurn((before) => before + 1), PAUSE_MS);
    return () => clearTimeout(look);
  }, [awaited]);
  if (error) return <ErrorNotice error={error} title="We could not load your returns" />;
  if (!data || (data.items.length === 0 && data.returnable.length === 0)) return null;
  const done = () => {
    setOpen(false);
    setTurn((before) => before + 1);
  };
  return (
    <section aria-labelledby="returns">
      <h2 id="returns">Returns</h2>
      {data.items.map((one) => (
        <One key={one.id} of={one} at={at} done={done} currency={currency} />
      ))}
      {data.returnable.length > 0 &&
        (open ? (
          <Ask of={data} at={at} done={done} close={() => setOpen(false)} currency={currency} />
        ) : (
          <p>
            <Button look="quiet" onClick={() => setOpen(true)}>
              Return something
            </Button>
            {data.until && <span className="muted small"> until {formatDay(data.until)}</span>}
          </p>
        ))}
    </section>
  );
}

interface OneProps {
  of: Return;
  at: OrderRef;
  done: () => void;
  currency: string;
}

function One({ of: one, at, done, currency }: OneProps) {
  const { busy, error, attempt } = useAttempt();
  const whereTo = addressOf(shop.use());
  const say = (state: 'sent' | 'cancelled', code = '') =>
    attempt(async () => {
      await sayOfReturn(at, one.id, state, code);
      done();
    });
  const number = one.id.slice(one.id.lastIndexOf('-') + 1);
  return (
    <div className={styles.parcel}>
      <p style={{ fontWeight: 600 }}>
        {KINDS[one.kind]} {number}: {sentence(one.state)}
      </p>
      <p>{one.lines.map(({ title, sku, quantity }) => `${String(quantity)} × ${title || sku}`).join(', ')}</p>
      <p className="muted small">{next(one, number, currency, whereTo)}</p>
      <ol className={styles.track}>
        {one.steps.map((step) => (
          <li key={step.at + step.state}>
            <p>
              {sentence(step.state)}
              {step.note && ` · ${step.note}`}
            </p>
            <p className="muted small">{formatMoment(step.at)}</p>
          </li>
        ))}
      </ol>
      {Boolean(error) && <ErrorNotice error={error} title="That did not work" />}
      {one.state === 'approved' && (
        <form
          className={`stack ${styles.sent}`}
          onSubmit={(event) => {
            event.preventDefault();
            const code = new FormData(event.currentTarget).get('code');
            void say('sent', typeof code === 'string' ? code : '');
          }}
        >
          <TextField label="Tracking code" name="code" maxLength={100} />
          <p>
            <Button type="submit" busy={busy}>
              I have sent it
            </Button>
          </p>
        </form>
      )}
      {(one.state === 'approved' || one.state === 'requested') && (
        <p>
          <Button look="plain" busy={busy} onClick={() => void say('cancelled')}>
            Keep the goods after all
          </Button>
        </p>
      )}
    </div>
  );
}

/** Where parcels find the shop, in one line; nothing where the merchant has not said. */
function addressOf(known: Shop | null): string {
  if (!known?.settings) return '';
  const { company, street, postal_code, city, country } = known.settings.legal;
  if (!street || !city) return '';
  const place = [postal_code, city].filter(Boolean).join(' ');
  return [company, street, place, country].filter(Boolean).join(', ');
}

/** What the shopper does next, or waits for. */
function next(one: Return, number: string, currency: string, whereTo: string): string {
  const fee =
    one.fee > 0 ? ` ${formatMoney({ amount: one.fee, currency })} are kept back for the return.` : '';
  switch (one.state) {
    case 'requested':
      return `We look at it and write to you.${fee}`;
    case 'approved': {
      const until = one.send_by ? ` by ${formatDay(one.send_by)}` : '';
      const to = whereTo && ` to ${whereTo}`;
      return `Please send it back${until}${to}, with “${one.order_number}-${number}” in the parcel.${fee}`;
    }
    case 'in_transit':
      return one.kind === 'undelivered'
        ? 'You get your money back when it is with us again.'
        : 'We write to you when it is here.';
    case 'granted':
      return 'The money is on its way to you. You need not send anything.';
    case 'received':
      return 'It is here, and the money is on its way to you.';
    case 'refunded':
      return `${formatMoney({ amount: one.refunded, currency: one.currency || currency })} went back the way you paid.`;
    case 'closed':
      return one.kind === 'undelivered' ? 'This is done.' : 'It is here, and the return is done.';
    default:
      return '';
  }
}

interface AskProps {
  of: ReturnsData;
  at: OrderRef;
  done: () => void;
  close: () => void;
  currency: string;
}

function Ask({ of: { returnable, fee }, at, done, close, currency }: AskProps) {
  const { busy, error, attempt } = useAttempt();
  const [nothing, setNothing] = useState(false);
  // One key for the form's life: a second click after a lost answer repeats the same wish.
  const [key] = useState(randomId);

  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const value = (name: string) => {
      const given = form.get(name);
      return typeof given === 'string' ? given : '';
    };
    const lines = returnable
      .map(({ sku }) => ({
        sku,
        quantity: Number(value(`units:${sku}`)),
        reason: value(`reason:${sku}`) as ReturnReason,
      }))
      .filter(({ quantity }) => quantity > 0);
    setNothing(lines.length === 0);
    if (lines.length === 0) return;
    void attempt(async () => {
      await askToReturn(at, key, lines, value('note'));
      done();
    });
  }

  return (
    <form className={`stack ${styles.parcel}`} onSubmit={send}>
      {returnable.map(({ sku, title, units }) => (
        <fieldset key={sku} className={styles.asked}>
          <legend>{title || sku}</legend>
          <SelectField label="How many" name={`units:${sku}`} defaultValue="0" required>
            {Array.from({ length: units + 1 }, (_, count) => (
              <option key={count}>{count}</option>
            ))}
          </SelectField>
          <SelectField label="Why" name={`reason:${sku}`} required>
            {Object.entries(REASONS).map(([code, words]) => (
              <option key={code} value={code}>
                {words}
              </option>
            ))}
          </SelectField>
        </fieldset>
      ))}
      <TextField label="Anything we should know" name="note" maxLength={500} />
      {fee > 0 && (
        <p className="muted small">
          We keep back {formatMoney({ amount: fee, currency })}, unless we are to blame.
        </p>
      )}
      {nothing && (
        <Notice tone="bad">
          <p>Choose how many you send back.</p>
        </Notice>
      )}
      {Boolean(error) && <ErrorNotice error={error} title="It was not taken" />}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--space-3)' }}>
        <Button type="submit" busy={busy}>
          Ask for the return
        </Button>
        <Button look="quiet" onClick={close}>
          Not now
        </Button>
      </div>
    </form>
  );
}
