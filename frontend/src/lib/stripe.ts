import { ENDED, NOT_REACHED, UNFINISHED, problemOf, type PayProblem, type StripeError } from './payProblem';
import { loadScript } from './script';

/** What the card field says whenever something in it changes. */
export interface CardChange {
  complete?: boolean;
  empty?: boolean;
  error?: StripeError;
}

/** The part of Stripe.js that the shop uses; card data goes from Stripe's own field to Stripe, never through here. */
export interface StripeElement {
  mount: (place: HTMLElement) => void;
  destroy: () => void;
  on: (event: 'change', handler: (change?: CardChange) => void) => void;
  focus?: () => void;
}

export interface StripeApi {
  elements: () => { create: (type: 'card', options?: object) => StripeElement };
  confirmCardPayment: (
    clientSecret: string,
    data?: { payment_method: { card: StripeElement; billing_details?: object } },
  ) => Promise<{
    error?: StripeError | null;
    paymentIntent?: { status?: string; last_payment_error?: StripeError | null };
  }>;
}

declare global {
  interface Window {
    Stripe?: (publishableKey: string) => StripeApi;
  }
}

const NOT_LOADED = 'The card form could not be loaded.';

export async function loadStripe(url: string, publishableKey: string): Promise<StripeApi> {
  if (!window.Stripe) await loadScript(url, NOT_LOADED);
  if (!window.Stripe) throw new Error(NOT_LOADED);
  return window.Stripe(publishableKey);
}

export type PaymentResult =
  | { outcome: 'paid' }
  /** The bank works on it, which may take a while. */
  | { outcome: 'processing' }
  | { outcome: 'failed'; problem: PayProblem }
  /** The answer got lost: only the payment itself says what happened. */
  | { outcome: 'unknown' };

const failed = (problem: PayProblem): PaymentResult => ({ outcome: 'failed', problem });

export async function payByCard(
  stripe: StripeApi,
  card: StripeElement,
  clientSecret: string,
  billing: object,
): Promise<PaymentResult> {
  try {
    const { error, paymentIntent } = await stripe.confirmCardPayment(clientSecret, {
      payment_method: { card, billing_details: billing },
    });
    if (!error) return resultOf(paymentIntent?.status, paymentIntent?.last_payment_error);
    if (error.type === 'api_connection_error' || error instanceof TypeError) return { outcome: 'unknown' };
    // It was paid, or is being paid, by an earlier try: no failure at all.
    const before = resultOf(error.payment_intent?.status);
    return before.outcome === 'paid' || before.outcome === 'processing' ? before : failed(problemOf(error));
  } catch {
    return { outcome: 'unknown' };
  }
}

/** What a PaymentIntent's status means (docs.stripe.com/payments/paymentintents/lifecycle). */
function resultOf(status: string | undefined, error?: StripeError | null): PaymentResult {
  switch (status) {
    case 'succeeded':
    case 'requires_capture':
      return { outcome: 'paid' };
    case 'processing':
      return { outcome: 'processing' };
    case 'requires_payment_method':
      return failed(error ? problemOf(error) : UNFINISHED);
    case 'requires_action':
    case 'requires_confirmation':
      return failed(UNFINISHED);
    case 'canceled':
      return failed(ENDED);
    default:
      return { outcome: 'unknown' };
  }
}

/** The payment as the shop's own API tells it, which has asked the provider. */
export interface PaymentStatus {
  status: string;
  next_step?: string;
}

const PAID = new Set(['captured', 'authorised', 'partially_refunded', 'refunded']);

/** What became of it: the payment's own status counts, the browser's answer only where the shop cannot be asked. */
export async function settled(
  told: PaymentResult,
  ask: () => Promise<PaymentStatus>,
): Promise<PaymentResult> {
  let payment: PaymentStatus;
  try {
    payment = await ask();
  } catch {
    // The order's page goes on asking; only a failure that the provider is sure of is said at once.
    return told.outcome === 'failed' ? told : { outcome: 'processing' };
  }
  if (PAID.has(payment.status)) return { outcome: 'paid' };
  if (payment.status === 'voided') return failed(ENDED);
  if (told.outcome === 'failed') return told;
  const problem = problemOfPayment(payment);
  if (problem) return failed(problem);
  return told.outcome === 'unknown' ? failed(NOT_REACHED) : { outcome: 'processing' };
}

/** Why a payment that was tried waits for another try; null when it was not tried, or has gone through. */
export function problemOfPayment({ status, next_step: nextStep }: PaymentStatus): PayProblem | null {
  if (status === 'requires_action') return UNFINISHED;
  if (status !== 'failed') return null;
  return {
    title: 'The last try to pay did not go through',
    text: `${nextStep === '' ? 'Use another card.' : nextStep} Nothing was charged.`,
  };
}
