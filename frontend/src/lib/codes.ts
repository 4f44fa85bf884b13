/** A code for a promotion, as a cart or a quote tells of it. */
export interface GivenCode {
  code: string;
  promotion_id: string;
  applied: boolean;
  reason: string;
}

const WHY: Record<string, string> = {
  not_begun: 'It is not valid yet.',
  over: 'It has expired.',
  country: 'It is not for the country that this goes to.',
  without_country: 'It counts at the checkout, once we know where this goes.',
  channel: 'It is not for the online shop.',
  first_order: 'It is for a first order; whether this is yours shows at the checkout.',
  customer_group: 'It is for members of a group, and you are not in it.',
  currency: 'It is not for this currency.',
  no_goods: 'It is not for what is in the cart.',
  minimum_quantity: 'There is not enough in the cart for it.',
  minimum_value: 'What is in the cart is not worth enough for it.',
  method: 'It is not for this way of delivery.',
  nothing_left: 'There is nothing left that it could take off.',
  better: 'It does not go together with what takes more off.',
  used_up: 'It has been used as often as it can be.',
  used_by_you: 'You have used it as often as you can.',
  not_first: 'It is for a first order, and you have ordered before.',
  not_member: 'It is for members of a group, and you are not in it.',
  ended: 'It is not valid any more.',
  unknown: 'There is no such code any more.',
};

/** Why a code takes nothing off; empty where nothing is to be said. */
export const whyNot = ({ applied, reason }: GivenCode): string => (applied ? '' : (WHY[reason] ?? ''));
