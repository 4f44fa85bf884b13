import type { CheckoutOptions } from '../../api/types';
import { Button } from '../../components/Button';
import { ErrorNotice, Notice } from '../../components/Notice';
import { RadioCards } from '../../components/RadioCards';
import { Bone } from '../../components/Skeleton';
import { countryName } from '../../lib/countries';
import { formatMoney } from '../../lib/money';
import type { Load } from '../../lib/useLoad';
import { Step } from './Step';

interface Props {
  country: string;
  options: Load<CheckoutOptions>;
  methods: CheckoutOptions['shipping_methods'];
  chosen: string;
  choose: (id: string) => void;
}

export function DeliveryStep({ country, options, methods, chosen, choose }: Props) {
  return (
    <Step number={3} title="Delivery">
      {!country && <p className="muted">Choose the country first.</p>}
      {options.loading && methods.length === 0 && <Bone height="3.5rem" round="var(--radius-md)" />}
      {Boolean(options.error) && (
        <ErrorNotice error={options.error} title="The ways of delivery did not load">
          <Button look="plain" onClick={options.reload}>
            Try again
          </Button>
        </ErrorNotice>
      )}
      {options.data?.shipping_methods.length === 0 && (
        <Notice tone="warn">We do not deliver to {countryName(country)} yet.</Notice>
      )}
      <RadioCards
        legend="Delivery"
        value={chosen}
        onChange={choose}
        options={methods.map((method) => ({
          value: method.id,
          title: method.name,
          text: method.estimate,
          aside: method.price.amount === 0 ? 'Free' : formatMoney(method.price),
        }))}
      />
    </Step>
  );
}
