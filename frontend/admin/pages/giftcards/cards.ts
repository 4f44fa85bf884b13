import type { components } from '../../../src/api/schema';
import { parseAmount } from '../../../src/lib/money';
import { text } from '../../i18n/language';
import type { Tone } from '../../ui/Notice';

export type GiftCard = components['schemas']['GiftCardView'];
export type Movement = components['schemas']['CreditMovementView'];
type Letter = components['schemas']['GiftLetterRequest'];

export const LIST = 'gift-cards';
export const AMOUNT = String.raw`-?\d+([.,]\d{1,3})?`;

export const TONES: Record<GiftCard['state'], Tone | 'over'> = {
  active: 'good',
  blocked: 'bad',
  expired: 'over',
  empty: 'over',
};

export const nameOf = ({ kind, last_four }: GiftCard): string =>
  kind === 'gift_card'
    ? text('giftCards.endingIn', { code: last_four })
    : text('giftCards.kind.store_credit');

/** What was typed in minor units; the API refuses what is none. */
export const minorOf = (typed: string, currency: string): number => {
  const minus = typed.trim().startsWith('-');
  const amount = parseAmount(typed.replace('-', ''), currency) ?? 0;
  return minus ? -amount : amount;
};

const dayOf = (typed: string) => (typed === '' ? new Date().toISOString().slice(0, 10) : typed);

/** The letter that a form asks for; today where no day is chosen. */
export const letterOf = (values: Record<string, string | undefined>): Letter => ({
  email: values.email ?? '',
  send_on: dayOf(values.send_on ?? ''),
  name: values.name ?? '',
  sender: values.sender ?? '',
  message: values.message ?? '',
  locale: '',
});
