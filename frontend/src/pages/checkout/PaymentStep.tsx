import type { Ref } from 'react';
import type { CheckoutOptions, Quote } from '../../api/types';
import { Notice } from '../../components/Notice';
import { RadioCards } from '../../components/RadioCards';
import type { PayHandle } from '../payment/CardField';
import { formatMoney } from '../../lib/money';
import { providerOf } from '../payment/providers';
import { UnknownProvider } from '../payment/UnknownProvider';
import { Step } from './Step';

interface Props {
  number: number;
  methods: CheckoutOptions['payment_methods'];
  chosen: string;
  choose: (id: string) => void;
  field: Ref<PayHandle>;
  unpayable: Quote['unpayable'][number] | undefined;
}

export function PaymentStep({ number, methods, chosen, choose, field, unpayable }: Props) {
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
      {unpayable && (
        <Notice tone="warn" title="This cannot be paid this way">
          <p>
            {unpayable.minimum
              ? `${formatMoney(unpayable.minimum)} is the least that this way of paying takes.`
              : 'This way of paying does not take such an amount.'}{' '}
            Put more into the cart{methods.length > 1 && ', or choose another way to pay'}.
          </p>
        </Notice>
      )}
      {here && key !== undefined && <here.Field ref={field} publishableKey={key} />}
      {here && key === undefined && <p className="muted small">{here.later}</p>}
      {chosen && !provider && <UnknownProvider then="choose another way to pay" />}
    </Step>
  );
}
