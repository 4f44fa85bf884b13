/** The part of Stripe.js that the shop uses; card data goes from Stripe's own field to Stripe, never through here. */
export interface StripeElement {
  mount: (place: HTMLElement) => void;
  destroy: () => void;
}

interface StripeError {
  type?: string;
  code?: string;
  message?: string;
}

export interface StripeApi {
  elements: () => { create: (type: 'card', options?: object) => StripeElement };
  confirmCardPayment: (
    clientSecret: string,
    data?: { payment_method: { card: StripeElement; billing_details?: object } },
  ) => Promise<{ error?: StripeError | null; paymentIntent?: { status: string } }>;
}

declare global {
  interface Window {
    Stripe?: (publishableKey: string) => StripeApi;
  }
}

let script: Promise<void> | undefined;

function loadScript(url: string): Promise<void> {
  script ??= new Promise<void>((resolve, reject) => {
    const tag = document.createElement('script');
    tag.src = url;
    tag.onload = () => resolve();
    tag.onerror = () => {
      script = undefined;
      tag.remove();
      reject(new Error('The card form could not be loaded.'));
    };
    document.head.append(tag);
  });
  return script;
}

export async function loadStripe(url: string, publishableKey: string): Promise<StripeApi> {
  if (!window.Stripe) await loadScript(url);
  if (!window.Stripe) throw new Error('The card form could not be loaded.');
  return window.Stripe(publishableKey);
}

export type PaymentResult =
  | { outcome: 'paid' }
  | { outcome: 'declined'; message: string }
  /** The answer got lost: the order page finds out what happened. */
  | { outcome: 'unknown' };

export async function payByCard(
  stripe: StripeApi,
  card: StripeElement,
  clientSecret: string,
  billing: object,
): Promise<PaymentResult> {
  try {
    const { error } = await stripe.confirmCardPayment(clientSecret, {
      payment_method: { card, billing_details: billing },
    });
    if (!error) return { outcome: 'paid' };
    if (error.type === 'api_connection_error' || error instanceof TypeError) return { outcome: 'unknown' };
    return { outcome: 'declined', message: error.message ?? 'The card was declined.' };
  } catch {
    return { outcome: 'unknown' };
  }
}
