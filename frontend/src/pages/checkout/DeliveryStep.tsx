import { lazy, Suspense } from 'react';
import type { CheckoutOptions, NearbyPoint } from '../../api/types';
import { Button } from '../../components/Button';
import { ErrorNotice, Notice } from '../../components/Notice';
import { RadioCards } from '../../components/RadioCards';
import { Bone } from '../../components/Skeleton';
import { countryName } from '../../lib/countries';
import { formatBetween } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import type { Load } from '../../lib/useLoad';
import { Step } from './Step';

type Method = CheckoutOptions['shipping_methods'][number];
type Place = NonNullable<Method['pickup']>;

const placeOf = ({ line1, postal_code, city, hours }: Place) =>
  [`${line1}, ${postal_code} ${city}`, hours.replaceAll('\n', ', ')].filter(Boolean).join(' · ');

/** When it arrives, what is added to the price, and why it costs nothing or from when on. */
const detailsOf = ({ arrives, estimate, surcharges, free, free_from }: Method) =>
  [
    arrives ? `Arrives ${formatBetween(arrives)}` : estimate,
    ...surcharges.map((each) => `${each.name}: ${formatMoney(each.price)}`),
    free_from ? `${free ? 'Free, as from' : 'Free from'} ${formatMoney(free_from)} on` : '',
  ]
    .filter(Boolean)
    .join(' · ');

const PointChoice = lazy(() => import('./PointChoice'));

interface Props {
  country: string;
  /** Of the address, as far as it is typed. */
  postalCode: string;
  point: NearbyPoint | null;
  /** How often a point was refused. */
  pointsRefused: number;
  pointError: string | undefined;
  choosePoint: (point: NearbyPoint) => void;
  options: Load<CheckoutOptions>;
  methods: CheckoutOptions['shipping_methods'];
  chosen: string;
  choose: (id: string) => void;
}

export function DeliveryStep(props: Props) {
  const { country, options, methods, chosen, choose } = props;
  const toPoint = methods.find(({ id }) => id === chosen)?.to_point;
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
          text: method.pickup ? placeOf(method.pickup) : detailsOf(method),
          aside: method.price.amount === 0 ? 'Free' : formatMoney(method.price),
        }))}
      />
      {toPoint && (
        <Suspense fallback={<Bone height="3.5rem" round="var(--radius-md)" />}>
          <PointChoice
            key={country}
            country={country}
            postalCode={props.postalCode}
            chosen={props.point}
            refused={props.pointsRefused}
            error={props.pointError}
            choose={props.choosePoint}
          />
        </Suspense>
      )}
    </Step>
  );
}
