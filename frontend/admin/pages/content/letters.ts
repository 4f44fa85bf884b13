/** The letters that the shop words itself until the merchant does (souk.shop.letters); `true` of those about an order. */
export const LETTERS = {
  welcome: false,
  order_received: true,
  order_confirmed: true,
  order_cancelled: true,
  order_not_cancelled: true,
  lines_cancelled: true,
  lines_not_cancelled: true,
  order_expired: true,
  payment_due: true,
  partly_paid: true,
  transfer_back: true,
  shipped: true,
  delivered: true,
  undelivered: true,
  refunded: true,
  order_link: true,
  return_asked: true,
  return_approved: true,
  return_rejected: true,
  return_received: true,
  return_expired: true,
  withdrawal: true,
  password_changed: false,
  email_changed: false,
  session_reused: false,
  account_closing: false,
  guest_asked: false,
  guest_forgotten: false,
  export_ready: false,
} as const;
export type LetterName = keyof typeof LETTERS;

export const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'tr'] as const;

export const isLetter = (name: string): name is LetterName => name in LETTERS;

export const placeholders = (letter: LetterName): string[] =>
  LETTERS[letter] ? ['{shop}', '{number}'] : ['{shop}'];
