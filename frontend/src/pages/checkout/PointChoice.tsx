import { useState } from 'react';
import { pickupPoints } from '../../api/orders';
import type { NearbyPoint } from '../../api/types';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { ErrorNotice, Notice } from '../../components/Notice';
import { RadioCards } from '../../components/RadioCards';
import { Bone } from '../../components/Skeleton';
import { useLoad } from '../../lib/useLoad';

interface Props {
  country: string;
  /** Of the address: where it is looked for first. */
  postalCode: string;
  chosen: NearbyPoint | null;
  /** How often one was refused: what was told before then is asked for again. */
  refused: number;
  error: string | undefined;
  choose: (point: NearbyPoint) => void;
}

/** The pick-up points near a postal code, to choose one of. */
export default function PointChoice({ country, postalCode, chosen, refused, error, choose }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const [asked, setAsked] = useState(chosen?.postal_code ?? postalCode.trim());
  const near = typed ?? (asked || postalCode);
  const key = country && asked ? `points:${country}:${asked}:${String(refused)}` : null;
  const found = useLoad(key, (signal) => pickupPoints(country, asked, signal));
  const look = () => setAsked(near.trim());
  // What is ordered stays in sight, also while others are looked for.
  const others = found.data ?? [];
  const isThere = !chosen || others.some(({ id }) => id === chosen.id);
  const points = isThere ? others : [{ ...chosen, distance: null }, ...others];
  return (
    <div role="group" aria-label="Pick-up point">
      <TextField
        label="Postal code to look near"
        required
        hint="Near your home or your work. The parcel is made out to the name in your address."
        maxLength={20}
        value={near}
        error={error}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault(); // it would order
          look();
        }}
      />
      <p>
        <Button look="plain" disabled={!near.trim()} onClick={look}>
          Show pick-up points
        </Button>
      </p>
      {found.loading && !found.data && <Bone height="3.5rem" round="var(--radius-md)" />}
      {Boolean(found.error) && (
        <ErrorNotice error={found.error} title="The pick-up points did not load">
          <Button look="plain" onClick={found.reload}>
            Try again
          </Button>
        </ErrorNotice>
      )}
      {found.data?.length === 0 && <Notice tone="warn">There is no pick-up point near {asked}.</Notice>}
      {points.length > 0 && (
        <RadioCards
          legend="Pick-up points"
          value={chosen?.id ?? ''}
          onChange={(id) => {
            const point = others.find((one) => one.id === id);
            if (point) choose(point);
          }}
          options={points.map((point) => ({
            value: point.id,
            title: point.name,
            text: placeOf(point),
            aside: point.distance === null ? '' : distanceOf(point.distance),
          }))}
        />
      )}
    </div>
  );
}

const placeOf = ({ kind, line1, postal_code, city, hours }: NearbyPoint) =>
  [kind === 'locker' ? 'Locker' : 'Shop', `${line1}, ${postal_code} ${city}`, hours]
    .filter(Boolean)
    .join(' · ');

const distanceOf = (metres: number) =>
  metres < 1000 ? `${String(metres)} m` : `${(metres / 1000).toFixed(1)} km`;
