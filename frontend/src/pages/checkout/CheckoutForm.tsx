import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { listAddresses } from '../../api/account';
import { checkoutOptions, quote as requestQuote, type OrderWish } from '../../api/orders';
import type { Cart, CheckoutReply, Quote } from '../../api/types';
import { announce } from '../../app/announce';
import { AddressFields } from '../../components/AddressFields';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { Icon } from '../../components/Icon';
import { ErrorNotice, Notice } from '../../components/Notice';
import { RadioCards } from '../../components/RadioCards';
import { Bone } from '../../components/Skeleton';
import { SummaryBox } from '../../components/Summary';
import {
  NO_ADDRESS,
  addressErrors,
  fieldErrors,
  isEmail,
  toAddress,
  toDraft,
  type FieldErrors,
} from '../../lib/address';
import { attemptFor, keepUnpaid, openAttempt, orderPath, type Attempt } from '../../lib/attempt';
import { config } from '../../lib/config';
import { countryName } from '../../lib/countries';
import { formatMoney } from '../../lib/money';
import { useLoad } from '../../lib/useLoad';
import { loadCart } from '../../state/cart';
import type { SessionUser } from '../../api/types';
import { AttemptOutcome } from './AttemptOutcome';
import { CardField, type CardHandle } from './CardField';
import { dropDraft, keepDraft, readDraft, type Draft } from './draft';
import { OrderSummary } from './OrderSummary';
import { place, type Placed } from './place';
import styles from '../Checkout.module.css';

const PAYMENT_TEXT: Record<string, string> = {
  stripe: 'Visa, Mastercard, Amex',
  manual: 'You get our bank details; we send your order once the money is there',
};

type Working = null | 'placing' | 'paying';

export function CheckoutForm({ cart, user }: { cart: Cart; user: SessionUser | null }) {
  const own = user !== null;
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(readDraft);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [working, setWorking] = useState<Working>(null);
  const [result, setResult] = useState<Exclude<Placed, { outcome: 'placed' }> | null>(null);
  const card = useRef<CardHandle>(null);
  const form = useRef<HTMLFormElement>(null);
  const country = draft.address.country;

  const saved = useLoad(own ? 'me:addresses' : null, listAddresses).data ?? [];
  const basket = `${cart.id}:${cart.version}:${own}`;
  const options = useLoad(country ? `checkout:${basket}:${country}` : null, (signal) =>
    checkoutOptions(own, country, signal),
  );
  const shippingMethods = options.data?.shipping_methods ?? [];
  const paymentMethods = options.data?.payment_methods ?? [];
  const shipping = shippingMethods.find((method) => method.id === draft.shippingMethod) ?? shippingMethods[0];
  const payment = paymentMethods.find((method) => method.id === draft.paymentMethod) ?? paymentMethods[0];
  const quoted = useLoad<Quote>(shipping ? `quote:${basket}:${country}:${shipping.id}` : null, (signal) =>
    requestQuote(own, country, shipping?.id ?? '', signal),
  );
  const { stripePublishableKey } = config();

  useEffect(() => keepDraft(draft), [draft]);

  function change(changes: Partial<Draft>) {
    setDraft((before) => ({ ...before, ...changes }));
  }

  function check(): FieldErrors {
    const found = addressErrors(draft.address);
    if (!own && !isEmail(draft.email)) found.email = 'Enter an e-mail address like name@example.com';
    return found;
  }

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (working || !shipping || !payment || !quoted.data) return;
    const found = check();
    setErrors(found);
    if (Object.keys(found).length > 0) {
      announce('Some fields need your attention');
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    const body: OrderWish = {
      ...(own ? {} : { email: draft.email.trim() }),
      shipping_address: toAddress(draft.address),
      shipping_method: shipping.id,
      payment_method: payment.id === 'manual' ? 'manual' : 'stripe',
      expected_total: quoted.data.total,
    };
    await send(attemptFor(body, own));
  }

  async function send(attempt: Attempt) {
    setWorking('placing');
    setResult(null);
    const placed = await place(attempt);
    if (placed.outcome === 'placed') {
      await pay(placed.reply);
      return;
    }
    setWorking(null);
    setResult(placed);
    setErrors('error' in placed ? fieldErrors(placed.error) : {});
    if (placed.outcome === 'price-changed' || placed.outcome === 'out-of-stock') {
      await loadCart();
      quoted.reload();
    }
  }

  async function pay({ order, payment: started, access_key: key }: CheckoutReply) {
    const accessKey = key ?? null;
    dropDraft();
    if (started?.provider !== 'stripe') {
      void navigate(orderPath(order.id, accessKey), { replace: true, state: { placed: true } });
      return;
    }
    keepUnpaid({ orderId: order.id, key: accessKey, number: order.number });
    if (!card.current || !started.client_secret) {
      void navigate(orderPath(order.id, accessKey, true), { replace: true });
      return;
    }
    setWorking('paying');
    const billing = { name: draft.address.name, email: user?.email ?? draft.email };
    const paid = await card.current.pay(started.client_secret, billing);
    if (paid.outcome === 'declined') {
      void navigate(orderPath(order.id, accessKey, true), {
        replace: true,
        state: { declined: paid.message },
      });
    } else {
      void navigate(orderPath(order.id, accessKey), { replace: true, state: { placed: true } });
    }
  }

  return (
    <form ref={form} className={styles.layout} noValidate onSubmit={(event) => void submit(event)}>
      <div className={styles.form}>
        <section className={styles.step} aria-labelledby="contact">
          <StepTitle id="contact" number={1} title="Contact" />
          {user ? (
            <p>
              {user.name} · {user.email}
            </p>
          ) : (
            <>
              <TextField
                label="E-mail"
                type="email"
                autoComplete="email"
                required
                hint="Your receipt and tracking go there"
                value={draft.email}
                error={errors.email}
                onChange={(event) => change({ email: event.target.value })}
              />
              <p className="muted small">
                You order as a guest. Have an account? <Link to="/sign-in?next=/checkout">Sign in</Link>
              </p>
            </>
          )}
        </section>
        <section className={styles.step} aria-labelledby="address">
          <StepTitle id="address" number={2} title="Delivery address" />
          {saved.length > 0 && (
            <div className={styles.saved}>
              <RadioCards
                legend="Your addresses"
                value={saved.find((entry) => sameAddress(toDraft(entry), draft.address))?.id ?? 'new'}
                onChange={(id) => {
                  const entry = saved.find((candidate) => candidate.id === id);
                  change({ address: entry ? toDraft(entry) : { ...NO_ADDRESS, country } });
                  setErrors({});
                }}
                options={[
                  ...saved.map((entry) => ({
                    value: entry.id,
                    title: entry.name,
                    text: `${entry.line1}, ${entry.postal_code} ${entry.city}, ${countryName(entry.country)}`,
                  })),
                  { value: 'new', title: 'Another address' },
                ]}
              />
            </div>
          )}
          <AddressFields
            value={draft.address}
            errors={errors}
            change={(field, value) => change({ address: { ...draft.address, [field]: value } })}
          />
        </section>
        <section className={styles.step} aria-labelledby="delivery">
          <StepTitle id="delivery" number={3} title="Delivery" />
          {!country && <p className="muted">Choose the country first.</p>}
          {options.loading && <Bone height="3.5rem" round="var(--radius-md)" />}
          {Boolean(options.error) && (
            <ErrorNotice error={options.error} title="The ways of delivery did not load">
              <Button look="plain" onClick={options.reload}>
                Try again
              </Button>
            </ErrorNotice>
          )}
          {options.data && shippingMethods.length === 0 && (
            <Notice tone="warn">We do not deliver to {countryName(country)} yet.</Notice>
          )}
          <RadioCards
            legend="Delivery"
            value={shipping?.id ?? ''}
            onChange={(shippingMethod) => change({ shippingMethod })}
            options={shippingMethods.map((method) => ({
              value: method.id,
              title: method.name,
              text: method.estimate,
              aside: method.price.amount === 0 ? 'Free' : formatMoney(method.price),
            }))}
          />
        </section>
        <section className={styles.step} aria-labelledby="payment">
          <StepTitle id="payment" number={4} title="Payment" />
          <RadioCards
            legend="Payment"
            value={payment?.id ?? ''}
            onChange={(paymentMethod) => change({ paymentMethod })}
            options={paymentMethods.map((method) => ({
              value: method.id,
              title: method.name,
              text: PAYMENT_TEXT[method.id],
            }))}
          />
          {payment?.id === 'stripe' && stripePublishableKey && (
            <CardField ref={card} publishableKey={stripePublishableKey} />
          )}
          {payment?.id === 'stripe' && !stripePublishableKey && (
            <p className="muted small">You enter your card on the next page.</p>
          )}
        </section>
      </div>
      <SummaryBox title="Your order">
        <OrderSummary cart={cart} quote={quoted.data} error={quoted.error} />
        {result && (
          <AttemptOutcome
            result={result}
            cart={cart}
            adjusted={() => setResult(null)}
            again={() => {
              const open = openAttempt();
              if (open) void send(open);
            }}
          />
        )}
        <Button type="submit" look="accent" wide busy={working !== null} disabled={!quoted.data || !payment}>
          {working === 'paying'
            ? 'Asking your bank…'
            : working === 'placing'
              ? 'Placing the order…'
              : quoted.data
                ? `Order and pay ${formatMoney(quoted.data.total)}`
                : 'Order and pay'}
        </Button>
        <p className={styles.secure}>
          <Icon name="lock" size={16} /> Your things are set aside while you pay.
        </p>
      </SummaryBox>
    </form>
  );
}

function sameAddress(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function StepTitle({ id, number, title }: { id: string; number: number; title: string }) {
  return (
    <h2 id={id}>
      <span className={styles.number} aria-hidden="true">
        {number}
      </span>
      {title}
    </h2>
  );
}
