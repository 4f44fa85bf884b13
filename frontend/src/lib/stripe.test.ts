import { describe, expect, it } from 'vitest';
import { payByCard, type StripeApi, type StripeElement } from './stripe';

const card: StripeElement = { mount: () => undefined, destroy: () => undefined };

function stripe(confirm: StripeApi['confirmCardPayment']): StripeApi {
  return { elements: () => ({ create: () => card }), confirmCardPayment: confirm };
}

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

  it('passes on why a card was declined', async () => {
    const api = stripe(() => Promise.resolve({ error: { type: 'card_error', message: 'No funds.' } }));
    expect(await payByCard(api, card, 's', {})).toEqual({ outcome: 'declined', message: 'No funds.' });
  });

  it('does not call a lost answer a refusal', async () => {
    const lost = stripe(() => Promise.resolve({ error: { type: 'api_connection_error' } }));
    const broken = stripe(() => Promise.reject(new TypeError('network')));
    expect(await payByCard(lost, card, 's', {})).toEqual({ outcome: 'unknown' });
    expect(await payByCard(broken, card, 's', {})).toEqual({ outcome: 'unknown' });
  });
});
