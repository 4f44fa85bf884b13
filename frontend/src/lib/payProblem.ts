/** Why a payment did not go through, in words for the shopper. */
export interface PayProblem {
  title: string;
  text: string;
}

/** An error as Stripe.js gives it (docs.stripe.com/api/errors, docs.stripe.com/declines/codes). */
export interface StripeError {
  type?: string;
  code?: string;
  decline_code?: string;
  message?: string;
  payment_intent?: { status?: string };
}

const NOT_CHARGED = 'Nothing was charged.';

const wrong = (what: string): PayProblem => ({
  title: `Check ${what}`,
  text: `${NOT_CHARGED} Correct it and try again, or use another card.`,
});

const bankSaysNo = (why: string): PayProblem => ({
  title: 'Your bank refused this payment',
  text: `${why} ${NOT_CHARGED}`,
});

/** Shown with the card field before anything is sent. */
export const INCOMPLETE: PayProblem = {
  title: 'Your card’s details are not complete',
  text: 'Enter the card’s number, its expiry date and the security code.',
};

export const NOT_LOADED: PayProblem = {
  title: 'The card form is not there yet',
  text: 'Wait for it, or load it again; nothing is ordered or charged before.',
};

export const UNFINISHED: PayProblem = {
  title: 'Your bank’s check was not finished',
  text: `Your bank asked you to confirm the payment, and that did not happen. ${NOT_CHARGED} Try again and confirm, or use another card.`,
};

export const NOT_CONFIRMED: PayProblem = {
  title: 'Your bank’s check failed',
  text: `Your bank did not get your confirmation. ${NOT_CHARGED} Try again and confirm, or use another card.`,
};

export const ENDED: PayProblem = {
  title: 'This payment was called off',
  text: `${NOT_CHARGED} Look at your order to see where it stands.`,
};

export const NOT_REACHED: PayProblem = {
  title: 'The payment service could not be reached',
  text: 'As far as we know nothing was charged, and your order stands. Check your connection and try again; you cannot be charged twice.',
};

const OURS: PayProblem = {
  title: 'Card payments do not work at the moment',
  text: `This is a fault on our side, not your card’s. ${NOT_CHARGED} Try again later.`,
};

const BUSY: PayProblem = {
  title: 'The payment service is busy',
  text: `${NOT_CHARGED} Wait a moment and try again.`,
};

const NUMBER = wrong('the card’s number');
const DATE = wrong('the card’s expiry date');
const CODE = wrong('the card’s security code');
const EXPIRED: PayProblem = {
  title: 'This card has expired',
  text: `${NOT_CHARGED} Use another card.`,
};

const BY_CODE: Record<string, PayProblem> = {
  incomplete_number: NUMBER,
  invalid_number: NUMBER,
  incorrect_number: NUMBER,
  incomplete_expiry: DATE,
  invalid_expiry_month: DATE,
  invalid_expiry_year: DATE,
  invalid_expiry_month_past: EXPIRED,
  invalid_expiry_year_past: EXPIRED,
  expired_card: EXPIRED,
  incomplete_cvc: CODE,
  invalid_cvc: CODE,
  incorrect_cvc: CODE,
  incomplete_zip: wrong('the postal code of your card'),
  incorrect_zip: wrong('the postal code of your card'),
  payment_intent_authentication_failure: NOT_CONFIRMED,
  authentication_required: NOT_CONFIRMED,
  processing_error: {
    title: 'Your card could not be processed',
    text: `${NOT_CHARGED} Try again in a moment, or use another card.`,
  },
  insufficient_funds: bankSaysNo('There is not enough money on this card: use another one.'),
  card_not_supported: bankSaysNo('This card cannot be used for such a purchase: use another one.'),
  currency_not_supported: bankSaysNo('This card cannot pay in this currency: use another one.'),
  card_velocity_exceeded: bankSaysNo('The card’s limit is reached: use another one.'),
  withdrawal_count_limit_exceeded: bankSaysNo('The card’s limit is reached: use another one.'),
  try_again_later: bankSaysNo('Try again in a moment, or use another card.'),
  issuer_not_available: bankSaysNo('It could not be asked: try again in a moment, or use another card.'),
  card_declined: bankSaysNo('Use another card, or ask your bank.'),
  rate_limit: BUSY,
  lock_timeout: BUSY,
};

const BY_TYPE: Record<string, PayProblem> = {
  card_error: bankSaysNo('Use another card, or ask your bank.'),
  validation_error: INCOMPLETE,
  api_connection_error: NOT_REACHED,
  api_error: NOT_REACHED,
  rate_limit_error: BUSY,
  authentication_error: OURS,
  idempotency_error: BUSY,
  invalid_request_error: OURS,
};

/** The finer reason first: a decline says more than that there was one. */
export function problemOf(error: StripeError): PayProblem {
  const codes = [error.decline_code, error.code].filter((code): code is string => Boolean(code));
  for (const code of codes) {
    const known = BY_CODE[code];
    if (known) return known;
  }
  return BY_TYPE[error.type ?? ''] ?? OURS;
}
