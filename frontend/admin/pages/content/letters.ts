/** The letters that the shop words itself until the merchant does (souk.shop.letters); `true` of those about an order. */
export const LETTERS = {
  welcome: false,
  order_received: true,
  order_confirmed: true,
  order_cancelled: true,
  order_not_cancelled: true,
  lines_cancelled: true,
  order_edited: true,
  lines_not_cancelled: true,
  order_expired: true,
  payment_due: true,
  day_moved: true,
  payment_link: true,
  exchange_placed: true,
  addition_placed: true,
  partly_paid: true,
  transfer_back: true,
  shipped: true,
  ready_for_pickup: true,
  ready_at_point: true,
  pickup_reminder: true,
  delivered: true,
  undelivered: true,
  refunded: true,
  invoice: true,
  credit_note: true,
  order_link: true,
  return_asked: true,
  return_approved: true,
  return_rejected: true,
  return_received: true,
  return_expired: true,
  exchange_refused: true,
  claim_asked: true,
  claim_granted: true,
  claim_rejected: true,
  withdrawal: true,
  password_changed: false,
  email_changed: false,
  session_reused: false,
  account_closing: false,
  guest_asked: false,
  guest_forgotten: false,
  export_ready: false,
  wish_asked: false,
  back_in_stock: false,
  price_drop: false,
  abandoned_cart: false,
  review_request: true,
} as const;
export type LetterName = keyof typeof LETTERS;

export const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'tr'] as const;

export const isLetter = (name: string): name is LetterName => name in LETTERS;

export const placeholders = (letter: LetterName): string[] =>
  LETTERS[letter] ? ['{shop}', '{number}'] : ['{shop}'];
