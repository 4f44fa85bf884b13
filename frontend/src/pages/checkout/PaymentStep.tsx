import type { RefObject } from 'react';
import type { CheckoutOptions } from '../../api/types';
import { RadioCards } from '../../components/RadioCards';
import { config } from '../../lib/config';
import { CardField, type CardHandle } from './CardField';
import { Step } from './Step';

const TEXT: Record<string, string> = {
  stripe: 'Visa, Mastercard, Amex',
  manual: 'You get our bank details; we send your order once the money is there',
};

interface Props {
  methods: CheckoutOptions['payment_methods'];
  chosen: string;
  choose: (id: string) => void;
  card: RefObject<CardHandle | null>;
}

export function PaymentStep({ methods, chosen, choose, card }: Props) {
  const { stripePublishableKey } = config();
  return (
    <Step number={4} title="Payment">
      <RadioCards
        legend="Payment"
        value={chosen}
        onChange={choose}
        options={methods.map(({ id, name }) => ({ value: id, title: name, text: TEXT[id] }))}
      />
      {chosen === 'stripe' && stripePublishableKey && (
        <CardField ref={card} publishableKey={stripePublishableKey} />
      )}
      {chosen === 'stripe' && !stripePublishableKey && (
        <p className="muted small">You enter your card on the next page.</p>
      )}
    </Step>
  );
}
