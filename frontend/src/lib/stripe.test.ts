import { describe, expect, it } from 'vitest';
import { ENDED, NOT_CONFIRMED, NOT_REACHED, UNFINISHED, problemOf, type StripeError } from './payProblem';
import { payByCard, settled, type PaymentResult, type StripeApi, type StripeElement } from './stripe';

const card: StripeElement = { mount: () => undefined, destroy: () => undefined, on: () => undefined };

function stripe(confirm: StripeApi['confirmCardPayment']): StripeApi {
  return { elements: () => ({ create: () => card }), confirmCardPayment: confirm };
}

const answering = (answer: Awaited<ReturnType<StripeApi['confirmCardPayment']>>) =>
  payByCard(
    stripe(() => Promise.resolve(answer)),
    card,
    'pi_1_secret_2',
    {},
  );

describe('paying by card', () => {
  it('hands the card and the payer to the provider', async () => {
    let asked: unknown;
    const api = stripe((secret, data) => {
      asked = [secret, data];
      return Promise.resolve({ paymentIntent: { status: 'succeeded' } });
    });
    expect(await payByCard(api, card, 'pi_1_secret_2', { name: 'Amira' })).toEqual({ outcome: 'paid' });
    expect(asked).toEqual([
      'pi_1_secret_2',
      { payment_method: { card, billing_details: { name: 'Amira' } } },
    ]);
  });

  it.each([
    ['succeeded', { outcome: 'paid' }],
    ['requires_capture', { outcome: 'paid' }],
    ['processing', { outcome: 'processing' }],
    ['requires_action', { outcome: 'failed', problem: UNFINISHED }],
    ['requires_confirmation', { outcome: 'failed', problem: UNFINISHED }],
    ['requires_payment_method', { outcome: 'failed', problem: UNFINISHED }],
    ['canceled', { outcome: 'failed', problem: ENDED }],
    ['a status of the future', { outcome: 'unknown' }],
    [undefined, { outcome: 'unknown' }],
  ] as const)('takes the status %s for what it says', async (status, result) => {
    expect(await answering({ paymentIntent: { status } })).toEqual(result);
  });

  it('says why the last try failed where the payment tells', async () => {
    const error = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' };
    const result = await answering({
      paymentIntent: { status: 'requires_payment_method', last_payment_error: error },
    });
    expect(result).toEqual({ outcome: 'failed', problem: problemOf(error) });
  });

  it('does not call a lost answer a refusal', async () => {
    const broken = stripe(() => Promise.reject(new TypeError('network')));
    expect(await answering({ error: { type: 'api_connection_error' } })).toEqual({ outcome: 'unknown' });
    expect(await payByCard(broken, card, 's', {})).toEqual({ outcome: 'unknown' });
  });

  it('does not call a payment that an earlier try has made a failure', async () => {
    const error = {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      payment_intent: { status: 'succeeded' },
    };
    expect(await answering({ error })).toEqual({ outcome: 'paid' });
  });
});

describe('what a shopper is told', () => {
  const told = (error: StripeError) => problemOf(error).title;

  it.each([
    [{ type: 'validation_error', code: 'incomplete_number' }, 'Check the card’s number'],
    [{ type: 'card_error', code: 'invalid_expiry_year' }, 'Check the card’s expiry date'],
    [{ type: 'card_error', code: 'expired_card' }, 'This card has expired'],
    [{ type: 'card_error', code: 'incorrect_cvc' }, 'Check the card’s security code'],
    [{ type: 'card_error', code: 'card_declined' }, 'Your bank refused this payment'],
    [
      { type: 'card_error', code: 'card_declined', decline_code: 'stolen_card' },
      'Your bank refused this payment',
    ],
    [{ type: 'card_error', code: 'of the future' }, 'Your bank refused this payment'],
    [{ type: 'card_error', code: 'processing_error' }, 'Your card could not be processed'],
    [{ code: 'payment_intent_authentication_failure' }, NOT_CONFIRMED.title],
    [{ type: 'api_connection_error' }, NOT_REACHED.title],
    [{ type: 'rate_limit_error' }, 'The payment service is busy'],
    [{ type: 'authentication_error' }, 'Card payments do not work at the moment'],
    [{ type: 'invalid_request_error' }, 'Card payments do not work at the moment'],
    [{ message: 'anything' }, 'Card payments do not work at the moment'],
  ])('of %o', (error, title) => {
    expect(told(error)).toBe(title);
  });

  it('tells no bank’s finer reasons, and always whether anything was charged', () => {
    for (const decline_code of ['stolen_card', 'lost_card', 'fraudulent', 'pickup_card']) {
      const { title, text } = problemOf({ type: 'card_error', code: 'card_declined', decline_code });
      expect(`${title} ${text}`).not.toMatch(/stolen|lost|fraud|pick/i);
      expect(text).toMatch(/nothing was charged/i);
    }
  });
});

describe('what became of a payment', () => {
  const paid: PaymentResult = { outcome: 'paid' };
  const unknown: PaymentResult = { outcome: 'unknown' };
  const refused: PaymentResult = { outcome: 'failed', problem: problemOf({ type: 'card_error' }) };
  const is =
    (status: string, next_step = '') =>
    () =>
      Promise.resolve({ status, next_step });
  const away = () => Promise.reject(new Error('away'));

  it.each(['captured', 'authorised', 'refunded'])('is that it is paid when it is %s', async (status) => {
    for (const told of [paid, unknown, refused]) expect(await settled(told, is(status))).toEqual(paid);
  });

  it('is not that it is paid because the browser says so', async () => {
    expect(await settled(paid, is('requires_action'))).toEqual({ outcome: 'failed', problem: UNFINISHED });
    expect(await settled(paid, is('failed', 'Use another card.'))).toMatchObject({
      outcome: 'failed',
      problem: { text: 'Use another card. Nothing was charged.' },
    });
    expect(await settled(paid, is('voided'))).toEqual({ outcome: 'failed', problem: ENDED });
    expect(await settled(paid, is('pending'))).toEqual({ outcome: 'processing' });
  });

  it('keeps the reason that the provider gave', async () => {
    for (const ask of [is('failed', 'Use another card.'), is('pending'), away])
      expect(await settled(refused, ask)).toEqual(refused);
  });

  it('is that the service was not reached when nothing arrived there', async () => {
    expect(await settled(unknown, is('pending'))).toEqual({ outcome: 'failed', problem: NOT_REACHED });
  });

  it('is left to the page of the order when the shop cannot be asked', async () => {
    for (const told of [paid, unknown]) expect(await settled(told, away)).toEqual({ outcome: 'processing' });
  });
});
