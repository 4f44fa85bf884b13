import type { Ref } from 'react';
import type { CheckoutOptions } from '../../api/types';
import { RadioCards } from '../../components/RadioCards';
import type { PayHandle } from '../payment/CardField';
import { providerOf } from '../payment/providers';
import { UnknownProvider } from '../payment/UnknownProvider';
import { Step } from './Step';

interface Props {
  number: number;
  methods: CheckoutOptions['payment_methods'];
  chosen: string;
  choose: (id: string) => void;
  field: Ref<PayHandle>;
}

export function PaymentStep({ number, methods, chosen, choose, field }: Props) {
  const provider = providerOf(chosen);
  const here = provider?.field;
  const key = here?.publishableKey();
  return (
    <Step number={number} title="Payment">
      <RadioCards
        legend="Payment"
        value={chosen}
        onChange={choose}
        options={methods.map(({ id, name }) => ({ value: id, title: name, text: providerOf(id)?.text }))}
      />
      {here && key !== undefined && <here.Field ref={field} publishableKey={key} />}
      {here && key === undefined && <p className="muted small">{here.later}</p>}
      {chosen && !provider && <UnknownProvider then="choose another way to pay" />}
    </Step>
  );
}
