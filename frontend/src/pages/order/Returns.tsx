import { useEffect, useState, type SubmitEvent } from 'react';
import { Link } from 'react-router';
import { documentLink, type OrderRef } from '../../api/orders';
import {
  askToReturn,
  listReturns,
  sayOfReturn,
  sendPhotos,
  type Return,
  type ReturnKind,
  type ReturnReason,
  type Returns as ReturnsData,
} from '../../api/returns';
import type { Order, Shop } from '../../api/types';
import { Button } from '../../components/Button';
import { CheckField, SelectField, TextField } from '../../components/Field';
import { ErrorNotice, Notice } from '../../components/Notice';
import { config } from '../../lib/config';
import { formatDay, formatMoment } from '../../lib/dates';
import { randomId } from '../../lib/ids';
import { formatMoney } from '../../lib/money';
import { useAttempt } from '../../lib/useAttempt';
import { useLoad } from '../../lib/useLoad';
import { shop } from '../../state/shop';
import { AS_CREDIT } from './asCredit';
import { Instead, wantedIn } from './Instead';
import { sentence } from './states';
import styles from '../Order.module.css';

type NotAsked = 'withdrawal' | 'lost' | 'refused' | 'undeliverable' | 'missing';
const FAULTS = {
  defective: 'It does not work',
  damaged: 'It arrived damaged',
  wrong_item: 'It is not what I ordered',
  not_as_described: 'It is not as described',
};
const REASONS: Record<Exclude<ReturnReason, NotAsked>, string> = {
  changed_mind: 'I changed my mind',
  does_not_fit: 'It does not fit',
  ...FAULTS,
  other: 'Something else',
};
const OF_CLAIMS: Partial<Record<ReturnReason, string>> = {
  damaged: FAULTS.damaged,
  wrong_item: FAULTS.wrong_item,
  missing: 'It was not in the parcel',
};
// What the form for each says.
const WORDS = {
  return: {
    ...{ reasons: REASONS, open: 'Return something', send: 'Ask for the return' },
    ...{ note: 'Anything we should know', nothing: 'Choose how many you send back.', text: '' },
  },
  claim: {
    ...{ reasons: OF_CLAIMS, open: 'Report a problem', send: 'Send the report' },
    ...{ note: 'What is wrong', nothing: 'Choose how many it is about.' },
    text: 'Something is damaged, wrong or missing? Tell us, and keep what you have: nothing need be sent back. You can add photos once the report is sent.',
  },
};

// A withdrawal becomes a return within seconds, unless it had no effect.
const PAUSE_MS = 1500;
const MOST_LOOKS = 5;

const KINDS: Record<Return['kind'], string> = {
  return: 'Return',
  withdrawal: 'Withdrawal',
  undelivered: 'Not delivered',
  claim: 'Claim',
};

/** What comes back of the order, and what may: asked for anew whenever something was done about it, or it moved on. */
export default function Returns({ at, order }: { at: OrderRef; order: Order }) {
  const [turn, setTurn] = useState(0);
  const [open, setOpen] = useState<ReturnKind>();
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
  if (!data) return null;
  const forms = [
    { kind: 'return', of: data.returnable, until: data.until },
    { kind: 'claim', of: data.claimable, until: data.claim_until },
  ] as const;
  const asked = forms.find(({ kind, of }) => kind === open && of.length > 0);
  if (data.items.length === 0 && forms.every(({ of }) => of.length === 0)) return null;
  const done = () => {
    setOpen(undefined);
    setTurn((before) => before + 1);
  };
  return (
    <section aria-labelledby="returns">
      <h2 id="returns">Returns</h2>
      {data.items.map((one) => (
        <One
          key={one.id}
          of={one}
          at={at}
          done={done}
          currency={currency}
          became={order.exchanges.find(({ return_id }) => return_id === one.id)}
        />
      ))}
      {asked ? (
        <Ask
          key={asked.kind}
          kind={asked.kind}
          of={asked.of}
          fee={asked.kind === 'return' ? data.fee : 0}
          at={at}
          done={done}
          close={() => setOpen(undefined)}
          currency={currency}
          lines={order.lines}
        />
      ) : (
        forms.map(
          ({ kind, of, until }) =>
            of.length > 0 && (
              <p key={kind}>
                <Button look="quiet" onClick={() => setOpen(kind)}>
                  {WORDS[kind].open}
                </Button>
                {until && <span className="muted small"> until {formatDay(until)}</span>}
              </p>
            ),
        )
      )}
    </section>
  );
}

interface OneProps {
  of: Return;
  at: OrderRef;
  done: () => void;
  currency: string;
}

function One({
  of: one,
  at,
  done,
  currency,
  became,
}: OneProps & { became: Order['exchanges'][number] | undefined }) {
  const { busy, error, attempt } = useAttempt();
  const whereTo = addressOf(shop.use());
  const say = (state: 'label' | 'sent' | 'cancelled', code = '') =>
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
      <Exchanged of={one} became={became} />
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
      {one.state === 'approved' && whereTo && (
        <p>
          <Button
            look="quiet"
            busy={busy}
            onClick={() =>
              void attempt(async () => {
                window.location.assign(await documentLink(at, `return-${number}`));
              })
            }
          >
            Return slip (PDF)
          </Button>
        </p>
      )}
      <Photos of={one} at={at} done={done} />
      {one.state === 'approved' && (
        <form
          className={`stack ${styles.sent}`}
          onSubmit={(event) => {
            event.preventDefault();
            const code = new FormData(event.currentTarget).get('code');
            void say('sent', typeof code === 'string' ? code : '');
          }}
        >
          <Label of={one} busy={busy} ask={() => void say('label')} />
          <TextField
            key={one.tracking_code}
            label="Tracking code"
            name="code"
            maxLength={100}
            defaultValue={one.tracking_code}
          />
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
            {one.kind === 'claim' ? 'It is all right after all' : 'Keep the goods after all'}
          </Button>
        </p>
      )}
    </div>
  );
}

/** What is wanted for the goods, and what has become of that. */
function Exchanged({ of: one, became }: { of: Return; became: Order['exchanges'][number] | undefined }) {
  const wanted = one.lines.flatMap(({ quantity, exchange }) => (exchange ? [{ quantity, ...exchange }] : []));
  if (wanted.length === 0) return null;
  return (
    <p>
      Instead:{' '}
      {wanted
        .map(
          ({ quantity, title, sku, price, currency }) =>
            `${String(quantity)} × ${title || sku} at ${formatMoney({ amount: price, currency })}`,
        )
        .join(', ')}
      {became?.order_id && (
        <>
          {'. '}
          <Link to={`/orders/${became.order_id}`}>It is order {became.number}</Link>
        </>
      )}
      {became?.refusal === 'sold_out' && '. It is sold out by now, and you get your money back.'}
      {became?.refusal === 'not_possible' && '. It cannot be ordered any more, and you get your money back.'}
    </p>
  );
}

const MOST_PHOTOS = 5;
const WITH_PHOTOS = ['requested', 'approved', 'in_transit'];

/** How many photos the shop has of it, and a field for more of them while they are of use. */
function Photos({ of: one, at, done }: Omit<OneProps, 'currency'>) {
  const { busy, error, attempt } = useAttempt();
  const [strange, setStrange] = useState(false);
  const { length } = one.photos;
  const open = one.kind !== 'undelivered' && WITH_PHOTOS.includes(one.state);
  if (!open) return length > 0 ? <p className="muted small">{photosSent(length)}</p> : null;

  const send = (files: File[]) =>
    attempt(async () => {
      setStrange((await sendPhotos(at, one, files.slice(0, MOST_PHOTOS - length))) > 0);
      done();
    });
  return (
    <>
      {length > 0 && <p className="muted small">{photosSent(length)}</p>}
      {length < MOST_PHOTOS && (
        <TextField
          label={`Photos of it, at most ${String(MOST_PHOTOS - length)}${busy ? ' (being sent)' : ''}`}
          name="photos"
          type="file"
          accept="image/jpeg,image/png,image/webp"
          multiple
          disabled={busy}
          onChange={({ target }) => {
            const files = [...(target.files ?? [])];
            target.value = '';
            if (files.length > 0) void send(files);
          }}
        />
      )}
      {strange && (
        <Notice tone="bad">
          <p>Send photos in JPEG, PNG or WebP.</p>
        </Notice>
      )}
      {Boolean(error) && <ErrorNotice error={error} title="The photos were not sent" />}
    </>
  );
}

const photosSent = (count: number): string =>
  count === 1 ? 'We have a photo of it.' : `We have ${String(count)} photos of it.`;

/** The carrier's label for the way back, where it gives one: whoever sends it another way needs none. */
function Label({ of: one, busy, ask }: { of: Return; busy: boolean; ask: () => void }) {
  if (one.label_url)
    return (
      <p>
        <a href={one.label_url} target="_blank" rel="noopener noreferrer">
          Print the return label
        </a>
      </p>
    );
  if (!one.labelled_by) return null;
  return (
    <p>
      <Button look="quiet" busy={busy} onClick={ask}>
        Get a return label
      </Button>{' '}
      <span className="muted small">or send it your own way</span>
    </p>
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
      return `${formatMoney({ amount: one.refunded, currency: one.currency || currency })} went back to you.`;
    case 'sent_again':
      return 'We send it once more. You need not send or pay anything.';
    case 'closed':
      return one.received.length > 0 ? 'It is here, and the return is done.' : 'This is done.';
    default:
      return '';
  }
}

interface AskProps {
  kind: ReturnKind;
  of: ReturnsData['returnable'];
  fee: number;
  at: OrderRef;
  done: () => void;
  close: () => void;
  currency: string;
  lines: Order['lines'];
}

function Ask({ kind, of: goods, fee, at, done, close, currency, lines: ordered }: AskProps) {
  const words = WORDS[kind];
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
    const lines = goods
      .map(({ sku }) => ({
        sku,
        quantity: Number(value(`units:${sku}`)),
        reason: value(`reason:${sku}`) as ReturnReason,
        ...wantedIn(value(`instead:${sku}`)),
      }))
      .filter(({ quantity }) => quantity > 0);
    setNothing(lines.length === 0);
    if (lines.length === 0) return;
    void attempt(async () => {
      await askToReturn(at, key, kind, lines, value('note'), value('credit') === 'on');
      done();
    });
  }

  return (
    <form className={`stack ${styles.parcel}`} onSubmit={send}>
      {words.text && <p>{words.text}</p>}
      {goods
        .map((one) => ({ ...one, product: ordered.find((line) => line.sku === one.sku)?.product_id }))
        .map(({ sku, title, units, faulty_only, price, product }) => (
          <fieldset key={sku} className={styles.asked}>
            <legend>{title || sku}</legend>
            <SelectField label="How many" name={`units:${sku}`} defaultValue="0" required>
              {Array.from({ length: units + 1 }, (_, count) => (
                <option key={count}>{count}</option>
              ))}
            </SelectField>
            <SelectField label="Why" name={`reason:${sku}`} required>
              {Object.entries(faulty_only && kind === 'return' ? FAULTS : words.reasons).map(
                ([code, reason]) => (
                  <option key={code} value={code}>
                    {reason}
                  </option>
                ),
              )}
            </SelectField>
            {kind === 'return' && product && currency === config().currency && (
              <Instead sku={sku} paid={price} product={product} />
            )}
          </fieldset>
        ))}
      <TextField label={words.note} name="note" maxLength={500} required={kind === 'claim'} />
      {!at.key && <CheckField label={AS_CREDIT} name="credit" />}
      {fee > 0 && (
        <p className="muted small">
          We keep back {formatMoney({ amount: fee, currency })}, unless we are to blame.
        </p>
      )}
      {nothing && (
        <Notice tone="bad">
          <p>{words.nothing}</p>
        </Notice>
      )}
      {Boolean(error) && <ErrorNotice error={error} title="It was not taken" />}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--space-3)' }}>
        <Button type="submit" busy={busy}>
          {words.send}
        </Button>
        <Button look="quiet" onClick={close}>
          Not now
        </Button>
      </div>
    </form>
  );
}
