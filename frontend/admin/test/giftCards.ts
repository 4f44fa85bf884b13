import type { components } from '../../src/api/schema';
import { eur } from '../../src/test/data';

export const GIFT_CARD = {
  id: 'card-1',
  kind: 'gift_card',
  last_four: 'VB3C',
  state: 'active',
  available: eur(3800),
  held: eur(1200),
  balance: eur(5000),
  user_id: '',
  expires_on: '2029-12-31',
  letter: {
    email: 'bea@example.com',
    send_on: '2026-12-24',
    name: 'Bea',
    sender: 'Ada',
    message: 'Merry Christmas',
    locale: '',
  },
  sent_at: null,
  reason: 'a complaint',
  created_at: '2026-11-30T12:00:00Z',
  created_by: 'user:u1',
  order_id: '',
  version: 2,
} satisfies components['schemas']['GiftCardView'];

export const GIFT_CARD_MOVEMENT = {
  kind: 'held',
  amount: eur(-1200),
  owed: eur(0),
  at: '2026-11-30T13:00:00Z',
  by: 'order',
  order_id: 'order-0001',
  reason: '',
} satisfies components['schemas']['CreditMovementView'];

export const LIABILITY_MONTH = {
  month: '2026-11',
  opening: eur(0),
  issued: eur(9000),
  captured: eur(1200),
  refunded: eur(0),
  expired: eur(0),
  raised: eur(0),
  lowered: eur(0),
  taken_back: eur(0),
  closing: eur(7800),
} satisfies components['schemas']['LiabilityMonthView'];
