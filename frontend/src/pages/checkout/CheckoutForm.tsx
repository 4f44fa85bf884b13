import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { listAddresses } from '../../api/account';
import { getOrderPayment, type OrderWish, type VatNumber } from '../../api/orders';
import { isProblem } from '../../api/problem';
import type { Cart, CheckoutReply, Quote, SessionUser } from '../../api/types';
import { announce } from '../../app/announce';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { Icon } from '../../components/Icon';
import { SummaryBox } from '../../components/Summary';
import { addressErrors, fieldErrors, isEmail, toAddress, type FieldErrors } from '../../lib/address';
import { attemptFor, keepUnpaid, openAttempt, orderPath, type Attempt } from '../../lib/attempt';
import { focusFirstWrong } from '../../lib/focus';
import { ownLocale } from '../../lib/locale';
import { formatMoney } from '../../lib/money';
import { shownIn } from '../../lib/shown';
import { settled } from '../../lib/stripe';
import { useLoad } from '../../lib/useLoad';
import { reloadCart } from '../../state/cart';
import type { PayHandle } from '../payment/CardField';
import { paidHere, providerOf } from '../payment/providers';
import { AddressStep, deliveryAddress } from './AddressStep';
import { AttemptOutcome } from './AttemptOutcome';
import { BusinessStep } from './BusinessStep';
import { DeliveryStep } from './DeliveryStep';
import { DigitalConsent } from './DigitalConsent';
import { GiftCards } from './GiftCards';
import { dropDraft, keepDraft, readDraft, type Draft } from './draft';
import { ObstacleNotice } from './ObstacleNotice';
import { isHeldUp, obstaclesTo } from './obstacles';
import { OrderSummary } from './OrderSummary';
import { PaymentStep } from './PaymentStep';
import { place, type Placed } from './place';
import { Step } from './Step';
import { useQuote } from './useQuote';
import styles from '../Checkout.module.css';

/** Something came in between; the cart is asked for again, and the page shows what is different. */
const OVERTAKEN = ['price-changed', 'cart-changed', 'out-of-stock', 'ordered-already'];
const isRefusal = (error: unknown): boolean =>
  ['cart_changed', 'price_changed', 'out_of_stock'].some((code) => isProblem(error, code));

type Working = null | 'placing' | 'paying';

interface Props {
  /** What is shown, quoted and ordered. */
  basket: Cart;
  /** The cart as it is known to be now. */
  latest: Cart | null;
  agree: (to: Cart) => void;
  user: SessionUser | null;
}

export function CheckoutForm({ basket, latest, agree, user }: Props) {
  const own = user !== null;
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(readDraft);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [pointsRefused, setPointsRefused] = useState(0);
  // Never ticked for the shopper, nor kept for another time.
  const [digitalConsent, setDigitalConsent] = useState('');
  const [working, setWorking] = useState<Working>(null);
  const [result, setResult] = useState<Exclude<Placed, { outcome: 'placed' }> | null>(null);
  // What the order that was sent last was shown to be reduced by.
  const [promotions, setPromotions] = useState<Quote['reductions']>([]);
  const field = useRef<PayHandle>(null);
  const form = useRef<HTMLFormElement>(null);
  const saved = useLoad(own ? 'me:addresses' : null, listAddresses).data ?? [];
  const address = deliveryAddress(draft, saved);
  const country = address.country;
  // A code is money: it is not kept with what was typed.
  const [giftCards, setGiftCards] = useState<string[]>([]);
  const credit = { gift_cards: giftCards, store_credit: own && draft.storeCredit };
  const [business, setBusiness] = useState<VatNumber | null>(null);
  const quoted = useQuote(
    own,
    basket,
    address,
    draft.shippingMethod,
    draft.paymentMethod,
    credit,
    business?.seal,
  );
  const { quote, shipping, paymentMethods, payment, unpayable, sent } = quoted;
  // One in another country was chosen for another address.
  const point = shipping?.to_point && draft.point?.country === country ? draft.point : null;
  const consent = quote.data?.digital_consent;
  const payable = payment !== undefined && providerOf(payment.id) !== undefined && !unpayable;
  const obstacles = obstaclesTo(basket, latest, result, quote.error, promotions);
  const heldUp = isHeldUp(obstacles);
  const obstacle = useRef<HTMLDivElement>(null);

  useEffect(() => keepDraft(draft), [draft]);

  function change(changes: Partial<Draft>) {
    setDraft((before) => ({ ...before, ...changes }));
  }

  function check(): FieldErrors {
    const found = addressErrors(address);
    if (!own && !isEmail(draft.email)) found.email = 'Enter an e-mail address like name@example.com';
    if (shipping?.to_point && !point) found.pickup_point = 'Choose a pick-up point';
    return found;
  }

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (working) return;
    if (heldUp) {
      announce('Look at what has changed first');
      obstacle.current?.focus();
      return;
    }
    if (!shipping || !payable || !quote.data) return;
    const found = check();
    setErrors(found);
    if (Object.keys(found).length > 0) {
      announce('Some fields need your attention');
      focusFirstWrong(form.current);
      return;
    }
    const nothingLeft = quote.data.due.amount === 0;
    if (!nothingLeft && field.current && !field.current.check()) {
      announce('Your payment’s details need your attention');
      return;
    }
    const body: OrderWish = {
      ...(own ? {} : { email: draft.email.trim() }),
      shipping_address: toAddress(address),
      shipping_method: shipping.id,
      ...(point ? { pickup_point: point.seal } : {}),
      payment_method: payment.id,
      ...(business ? { vat_seal: business.seal } : {}),
      ...shownIn(basket),
      expected_total: quote.data.total,
      expected_shipping: quote.data.shipping,
      expected_tax: quote.data.tax,
      ...(credit.gift_cards.length > 0 || credit.store_credit
        ? { ...credit, expected_due: quote.data.due }
        : {}),
      expected_reductions: quote.data.reductions.map(({ promotion_id, amount }) => ({
        promotion_id,
        amount,
      })),
      locale: ownLocale(),
      ...(digitalConsent && digitalConsent === consent?.version ? { digital_consent: digitalConsent } : {}),
    };
    await send(attemptFor(body, own));
  }

  async function send(attempt: Attempt) {
    setWorking('placing');
    setResult(null);
    setPromotions(quote.data?.reductions ?? []);
    const placed = await place(attempt);
    if (placed.outcome === 'placed') {
      await pay(placed.reply);
      return;
    }
    setWorking(null);
    setResult(placed);
    const wrong = 'error' in placed ? fieldErrors(placed.error) : {};
    setErrors(wrong);
    // What was sealed yesterday does not hold any more.
    if (wrong.vat_number) setBusiness(null);
    if (wrong.pickup_point) {
      // What the shop told of it does not hold any more.
      change({ point: null });
      setPointsRefused((n) => n + 1);
    }
    if (OVERTAKEN.includes(placed.outcome)) {
      await reloadCart();
      quote.reload();
    }
  }

  function goOnWith(cart: Cart) {
    setResult(null);
    agree(cart);
    quote.reload();
    form.current?.querySelector<HTMLElement>('[type="submit"]')?.focus();
  }

  async function pay({ order, payment: started, access_key: key }: CheckoutReply) {
    const accessKey = key ?? null;
    dropDraft();
    if (!started || !paidHere(started.provider)) {
      void navigate(orderPath(order.id, accessKey), { replace: true, state: { placed: true } });
      return;
    }
    keepUnpaid({ orderId: order.id, key: accessKey, number: order.number });
    if (!field.current || !started.client_secret) {
      void navigate(orderPath(order.id, accessKey, true), { replace: true });
      return;
    }
    setWorking('paying');
    const billing = { name: address.name, email: user?.email ?? draft.email };
    const at = { orderId: order.id, key: accessKey };
    const told = await field.current.pay(started.client_secret, billing);
    const paid = await settled(told, () => getOrderPayment(at));
    if (paid.outcome === 'failed') {
      void navigate(orderPath(order.id, accessKey, true), {
        replace: true,
        state: { problem: paid.problem },
      });
    } else {
      void navigate(orderPath(order.id, accessKey), { replace: true, state: { placed: true } });
    }
  }

  return (
    <form ref={form} className={styles.layout} noValidate onSubmit={(event) => void submit(event)}>
      <div className={styles.form}>
        <Step number={1} title="Contact">
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
        </Step>
        <AddressStep
          goesThere={sent && !shipping?.pickup && !shipping?.to_point}
          anywhere={quoted.shippingMethods.some((method) => method.pickup)}
          delivered={quoted.countries}
          draft={draft}
          saved={saved}
          errors={errors}
          change={change}
        />
        <BusinessStep own={own} known={business} error={errors.vat_number} take={setBusiness} />
        {sent && (
          <DeliveryStep
            country={country}
            postalCode={address.postal_code}
            point={point}
            pointsRefused={pointsRefused}
            pointError={errors.pickup_point}
            choosePoint={(chosen) => {
              change({ point: chosen });
              setErrors((before) => ({ ...before, pickup_point: '' }));
            }}
            options={quoted.options}
            methods={quoted.shippingMethods}
            chosen={shipping?.id ?? ''}
            choose={(shippingMethod) => change({ shippingMethod })}
          />
        )}
        <PaymentStep
          number={sent ? 4 : 3}
          methods={paymentMethods}
          chosen={payment?.id ?? ''}
          choose={(paymentMethod) => change({ paymentMethod })}
          unpayable={unpayable}
          field={field}
        />
      </div>
      <SummaryBox title="Your order">
        <GiftCards
          own={own}
          codes={giftCards}
          take={setGiftCards}
          storeCredit={draft.storeCredit}
          spendStoreCredit={(storeCredit) => change({ storeCredit })}
        />
        <OrderSummary
          cart={basket}
          quote={quote.data}
          error={isRefusal(quote.error) && heldUp ? undefined : quote.error}
          retry={quote.reload}
        />
        {heldUp && !working && (
          <ObstacleNotice
            ref={obstacle}
            obstacles={obstacles}
            basket={basket}
            latest={latest}
            agree={goOnWith}
          />
        )}
        {result && (
          <AttemptOutcome
            result={result}
            own={own}
            explained={heldUp}
            again={() => {
              const open = openAttempt();
              if (open) void send(open);
            }}
          />
        )}
        {consent && (
          <DigitalConsent
            consent={consent}
            given={digitalConsent === consent.version}
            give={(given) => setDigitalConsent(given ? consent.version : '')}
          />
        )}
        <Button
          type="submit"
          look="accent"
          wide
          busy={working !== null}
          disabled={!heldUp && (!quote.data || !payable)}
        >
          {working === 'paying'
            ? 'Asking your bank…'
            : working === 'placing'
              ? 'Placing the order…'
              : quote.data
                ? `Order and pay ${formatMoney(quote.data.due)}`
                : 'Order and pay'}
        </Button>
        <p className={styles.secure}>
          <Icon name="lock" size={16} /> Your things are set aside while you pay.
        </p>
      </SummaryBox>
    </form>
  );
}
