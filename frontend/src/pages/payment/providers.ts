import type { ComponentType, Ref } from 'react';
import type { OrderRef } from '../../api/orders';
import { config } from '../../lib/config';
import { CardField, type PayHandle } from './CardField';
import { TransferDetails } from './TransferDetails';

/** What the pages know of a payment provider. A further one is one more entry below. */
interface Provider {
  /** Said beside its name at the checkout. */
  text: string;
  /** What takes the payment within the page; without it the order's page says how to pay. */
  field?: {
    Field: ComponentType<{ publishableKey: string; ref: Ref<PayHandle> }>;
    /** Known before there is a payment, which names it too; without, the field is on the next page. '' if it needs none. */
    publishableKey: () => string | undefined;
    /** Said at the checkout when the field is on the next page. */
    later: string;
    /** What becomes of what is typed into it. */
    promise: string;
  };
  /** How to pay, on the page of an order that waits for its payment. */
  Instructions?: ComponentType<{ at: OrderRef }>;
}

export const PROVIDERS: Partial<Record<string, Provider>> = {
  stripe: {
    text: 'Visa, Mastercard, Amex',
    field: {
      Field: CardField,
      publishableKey: () => config().stripePublishableKey,
      later: 'You enter your card on the next page.',
      promise: 'The card’s numbers go straight to the payment provider, never to us.',
    },
  },
  manual: {
    text: 'You get our bank details; we send your order once the money is there',
    Instructions: TransferDetails,
  },
};

/** Undefined for one that the shop offers and this page, perhaps an old one in an open tab, does not know. */
export const providerOf = (id: string): Provider | undefined => PROVIDERS[id];

/** Whether a payment is made in our pages. */
export const paidHere = (id: string | undefined): boolean =>
  id !== undefined && Boolean(providerOf(id)?.field);
