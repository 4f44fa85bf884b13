import { useState, type SubmitEvent } from 'react';
import { Link, useParams } from 'react-router';
import type { OrderRef } from '../api/orders';
import { withdraw, withdrawByNumber, type Wanted } from '../api/returns';
import { isProblem } from '../api/problem';
import type { Order as OrderData } from '../api/types';
import { usePage } from '../app/page';
import { Button, ButtonLink } from '../components/Button';
import { Exclusion } from '../components/Exclusion';
import { AreaField, CheckField, SelectField, TextField } from '../components/Field';
import { Blank, ErrorNotice, LoadFailed, Notice } from '../components/Notice';
import { LoadingRows } from '../components/Skeleton';
import { fieldErrors, type FieldErrors } from '../lib/address';
import { formatMoment } from '../lib/dates';
import { randomId } from '../lib/ids';
import { useAttempt } from '../lib/useAttempt';
import { Stranger } from './Order';
import { useOrder } from './order/useOrder';
import { useOrderRef } from './order/useOrderRef';
import card from './auth/AuthCard.module.css';
import styles from './Order.module.css';

/** What the shopper states before it is confirmed. `lines` is null for the whole order. */
interface Statement {
  name: string;
  contact: string;
  number: string;
  email: string;
  lines: Wanted[] | null;
  /** Which part, where no lines are known to choose from; empty for all of it. */
  words: string;
}

/** The withdrawal function: a statement, then its confirmation. By an order's page, or by its number. */
export default function Withdraw() {
  usePage('Withdraw from contract');
  return useParams().orderId ? <OfOrder /> : <ByNumber />;
}

function OfOrder() {
  const { ref, stranger } = useOrderRef();
  const { order, error, retry } = useOrder(ref);
  // What the page was opened with: the order changes by what is stated here.
  const [kept, setKept] = useState<OrderData>();
  if (order && !kept) setKept(order);
  if (stranger) return <Stranger />;
  if (!kept || !ref) {
    return (
      <div className="page" style={{ paddingTop: 'var(--space-6)' }}>
        {isProblem(error) && error.status === 404 ? (
          <Blank alone title="We do not know this order" />
        ) : error ? (
          <LoadFailed alone what="your order" error={error} retry={retry} />
        ) : (
          <LoadingRows what="your order" rows={2} height="12rem" />
        )}
      </div>
    );
  }
  return <Known order={kept} at={ref} />;
}

function Known({ order, at }: { order: OrderData; at: OrderRef }) {
  const [key] = useState(randomId);
  if (!order.withdrawal.possible) {
    return (
      <div className="page">
        <Blank
          alone
          title="There is nothing to withdraw from"
          actions={<ButtonLink to={`/orders/${order.id}`}>Back to the order</ButtonLink>}
        >
          <p className="muted">
            You have done so already, the time for it is over, or the law leaves these goods out.
          </p>
        </Blank>
      </div>
    );
  }
  return (
    <TwoSteps
      order={order}
      begin={{ name: order.shipping_address.name, contact: order.email, number: order.number }}
      confirm={async ({ name, contact, lines }) => {
        const { declared_at } = await withdraw(at, key, { name, contact, lines });
        return declared_at;
      }}
    />
  );
}

function ByNumber() {
  return (
    <TwoSteps
      begin={{}}
      confirm={async ({ name, contact, number, email, words }) => {
        const said = { name, contact, order_number: number, email, words };
        const { declared_at } = await withdrawByNumber(said);
        return declared_at;
      }}
    />
  );
}

interface StepsProps {
  order?: OrderData;
  begin: Partial<Statement>;
  /** When the statement came in. */
  confirm: (statement: Statement) => Promise<string>;
}

function TwoSteps({ order, begin, confirm }: StepsProps) {
  const [stated, setStated] = useState<Statement>();
  const [step, setStep] = useState<'state' | 'confirm' | 'done'>('state');
  const [at, setAt] = useState('');
  const { busy, error, attempt } = useAttempt();
  if (step === 'done' && stated) return <Taken stated={stated} at={at} order={order} />;
  if (step === 'confirm' && stated) {
    return (
      <Frame title="Confirm your withdrawal">
        <Content stated={stated} order={order} />
        {Boolean(error) && <ErrorNotice error={error} title="It has not come in" />}
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--space-3)' }}>
          <Button
            busy={busy}
            onClick={() =>
              void attempt(async () => {
                setAt(await confirm(stated));
                setStep('done');
              })
            }
          >
            Confirm withdrawal
          </Button>
          <Button look="quiet" onClick={() => setStep('state')}>
            Change it
          </Button>
        </div>
      </Frame>
    );
  }
  return (
    <StatementForm
      order={order}
      begin={stated ?? begin}
      errors={fieldErrors(error)}
      go={(next) => {
        setStated(next);
        setStep('confirm');
      }}
    />
  );
}

function Frame({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className={`page ${card.wrap}`}>
      <div className={card.card}>
        <div className={card.band} aria-hidden="true" />
        <div className={card.body}>
          <h1>{title}</h1>
          {children}
        </div>
      </div>
    </div>
  );
}

interface FormProps {
  order: OrderData | undefined;
  begin: Partial<Statement>;
  errors: FieldErrors;
  go: (statement: Statement) => void;
}

function StatementForm({ order, begin, errors, go }: FormProps) {
  const [some, setSome] = useState(Boolean(begin.lines ?? begin.words));
  const [nothing, setNothing] = useState(false);
  const open = new Set(order?.withdrawal.lines.map(({ sku }) => sku));
  const excluded = (order?.lines ?? []).filter(
    ({ sku, withdrawal_exclusion: why }) => why && !why.startsWith('sealed') && !open.has(sku),
  );

  function next(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => {
      const given = form.get(name);
      return typeof given === 'string' ? given.trim() : '';
    };
    const lines =
      some && order
        ? order.withdrawal.lines
            .map(({ sku }) => ({ sku, quantity: Number(value(`units:${sku}`)) }))
            .filter(({ quantity }) => quantity > 0)
        : null;
    setNothing(lines?.length === 0);
    if (lines?.length === 0) return;
    const email = value('email');
    go({
      name: value('name'),
      contact: value('contact') || email,
      number: order?.number ?? value('number'),
      email,
      lines,
      words: value('words'),
    });
  }

  return (
    <Frame title="Withdraw from contract here">
      <p className="muted">
        You can withdraw within 14 days of the delivery of your last parcel, without a reason. You see
        everything once more before it counts.
      </p>
      <form className={card.form} onSubmit={next}>
        <TextField
          label="Your name"
          name="name"
          autoComplete="name"
          required
          maxLength={100}
          defaultValue={begin.name}
          error={errors.name}
        />
        {order ? (
          <>
            <p>
              Order <b>{order.number}</b>
            </p>
            <TextField
              label="Where the confirmation goes"
              name="contact"
              type="email"
              autoComplete="email"
              required
              defaultValue={begin.contact}
              error={errors.contact}
            />
            <CheckField
              label="Only from some of it"
              checked={some}
              onChange={(event) => setSome(event.currentTarget.checked)}
            />
            {excluded.map((line) => (
              <div key={line.sku}>
                {line.title} is not part of it.
                <Exclusion of={line} />
              </div>
            ))}
            {some &&
              order.withdrawal.lines.map(({ sku, title, quantity }) => (
                <SelectField key={sku} label={title || sku} name={`units:${sku}`} defaultValue="0" required>
                  {Array.from({ length: quantity + 1 }, (_, count) => (
                    <option key={count}>{count}</option>
                  ))}
                </SelectField>
              ))}
          </>
        ) : (
          <>
            <TextField
              label="Order number"
              name="number"
              hint="It is in every letter about your order, and begins with SK-."
              required
              maxLength={40}
              defaultValue={begin.number}
              error={errors.order_number}
            />
            <TextField
              label="E-mail you ordered with"
              name="email"
              type="email"
              autoComplete="email"
              required
              defaultValue={begin.email}
              error={errors.email}
            />
            <TextField
              label="Where the confirmation goes, if elsewhere"
              name="contact"
              type="email"
              defaultValue={begin.contact === begin.email ? '' : begin.contact}
              error={errors.contact}
            />
            <fieldset className={styles.choice}>
              <legend>Withdraw from</legend>
              {[false, true].map((part) => (
                <label key={String(part)}>
                  <input type="radio" name="part" checked={some === part} onChange={() => setSome(part)} />{' '}
                  {part ? 'Only some of it' : 'The whole order'}
                </label>
              ))}
            </fieldset>
            {some && (
              <>
                <WordsField begin={begin.words} error={errors.words} />
                <p className="muted small">
                  We read it and write to you. To choose from a list instead, open the order by the link in
                  its letters or in <Link to="/account/orders">your account</Link>.
                </p>
              </>
            )}
          </>
        )}
        {nothing && (
          <Notice tone="bad">
            <p>Choose what you withdraw from.</p>
          </Notice>
        )}
        <Button type="submit" wide>
          Continue
        </Button>
      </form>
    </Frame>
  );
}

function WordsField({ begin, error }: { begin: string | undefined; error: string | undefined }) {
  return (
    <AreaField
      label="Which items, and how many"
      name="words"
      hint="In your own words. It counts from the moment you confirm it."
      required
      rows={3}
      maxLength={1000}
      defaultValue={begin}
      error={error}
    />
  );
}

/** The statement as it is confirmed. */
function Content({ stated, order }: { stated: Statement; order: OrderData | undefined }) {
  const titles = new Map(order?.withdrawal.lines.map(({ sku, title }) => [sku, title]));
  return (
    <dl className={styles.statement}>
      <dt>Withdrawn by</dt>
      <dd>{stated.name}</dd>
      <dt>Order</dt>
      <dd>{stated.number}</dd>
      <dt>Withdrawn from</dt>
      <dd>
        {stated.lines
          ? stated.lines
              .map(({ sku, quantity }) => `${String(quantity)} × ${titles.get(sku) ?? sku}`)
              .join(', ')
          : stated.words || 'The whole order'}
      </dd>
      <dt>Confirmation to</dt>
      <dd>{stated.contact}</dd>
    </dl>
  );
}

function Taken({ stated, at, order }: { stated: Statement; at: string; order: OrderData | undefined }) {
  return (
    <Frame title={order ? 'Your withdrawal has come in' : 'Your statement has come in'}>
      <p role="status">It came in on {formatMoment(at)}.</p>
      <Content stated={stated} order={order} />
      {order ? (
        <>
          <p>
            A letter that confirms it is on its way to {stated.contact}. What has not left us, we stop; what
            you have, please send back within 14 days.
          </p>
          <ButtonLink to={`/orders/${order.id}`}>Back to the order</ButtonLink>
        </>
      ) : (
        <p>
          If an order has this number and this e-mail address, a letter that confirms it is on its way to{' '}
          {stated.contact}. Does none come within minutes, please look at the number once more and send it
          again.
        </p>
      )}
    </Frame>
  );
}
