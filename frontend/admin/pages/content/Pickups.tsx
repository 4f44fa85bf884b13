import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { Card } from '../../ui/values';
import { MAIN, useLocations } from '../locations/locations';
import styles from './content.module.css';
import { Rows } from './Rows';

type Pickup = components['schemas']['Pickup'];

const MOST = 20;
const NEW: Pickup = {
  location: MAIN,
  name: '',
  line1: '',
  postal_code: '',
  city: '',
  country: '',
  hours: '',
};

/** Where customers can pick up what they ordered. */
export function PickupsCard({ pickups, change }: { pickups: Pickup[]; change: (pickups: Pickup[]) => void }) {
  const t = useText();
  return (
    <Card title={t('pickups.title')}>
      <p className="muted">{t('pickups.text')}</p>
      <Rows rows={pickups} change={change} name={({ name }, place) => name || t('pickups.one', { place })}>
        {(pickup, set, at) => <PickupFields name={`pickups.${at}`} pickup={pickup} set={set} />}
      </Rows>
      {pickups.length < MOST && (
        <p>
          <Button onClick={() => change([...pickups, NEW])}>{t('pickups.add')}</Button>
        </p>
      )}
    </Card>
  );
}

interface FieldsProps {
  name: string;
  pickup: Pickup;
  set: (part: Partial<Pickup>) => void;
}

function PickupFields({ name, pickup, set }: FieldsProps) {
  const t = useText();
  const known = useLocations().data?.data.locations ?? [];
  const options = known.map(({ id, name: label }) => ({ value: id, label }));
  // Until they are loaded, of a shop that keeps none, and of one that was named before and is not there.
  for (const value of [MAIN, pickup.location ?? MAIN])
    if (!options.some((one) => one.value === value)) options.push({ value, label: value });
  return (
    <>
      <div className={styles.pair}>
        <TextField
          label={t('pickups.name')}
          name={`${name}.name`}
          value={pickup.name}
          required
          maxLength={80}
          onChange={(text) => set({ name: text })}
        />
        <SelectField
          label={t('pickups.location')}
          name={`${name}.location`}
          value={pickup.location}
          options={options}
          required
          onChange={(event) => set({ location: event.target.value })}
        />
        <TextField
          label={t('pickups.line1')}
          name={`${name}.line1`}
          value={pickup.line1}
          required
          maxLength={200}
          onChange={(line1) => set({ line1 })}
        />
        <TextField
          label={t('field.postal_code')}
          name={`${name}.postal_code`}
          value={pickup.postal_code}
          maxLength={20}
          onChange={(postal_code) => set({ postal_code })}
        />
        <TextField
          label={t('field.city')}
          name={`${name}.city`}
          value={pickup.city}
          required
          maxLength={100}
          onChange={(city) => set({ city })}
        />
        <TextField
          label={t('field.country')}
          name={`${name}.country`}
          value={pickup.country}
          required
          maxLength={2}
          onChange={(country) => set({ country: country.toUpperCase() })}
        />
      </div>
      <TextField
        label={t('pickups.hours')}
        name={`${name}.hours`}
        lines={2}
        value={pickup.hours}
        maxLength={300}
        onChange={(hours) => set({ hours })}
      />
    </>
  );
}
