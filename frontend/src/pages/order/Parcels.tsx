import { listShipments, type OrderRef } from '../../api/orders';
import type { Order, Shipment } from '../../api/types';
import { Icon } from '../../components/Icon';
import { formatBetween, formatDate } from '../../lib/dates';
import { useLoad } from '../../lib/useLoad';
import { isStopped, numberOf, parcelState, sentence, troubleText } from './states';
import styles from '../Order.module.css';

/** Names the answer about the parcels of the order as it is; null while there are none. */
export function parcelsTurn({ id, state, shipments, lines }: Order): string | null {
  const states = shipments.map((shipment) => shipment.state).join();
  const awaited = lines.reduce((sum, { waiting }) => sum + waiting, 0);
  return shipments.length > 0 ? `shipments:${id}:${state}:${states}:${String(awaited)}` : null;
}

/** The parcels, what became of each is in the timeline; asked for anew whenever the order moved. */
export function Parcels({ order, at }: { order: Order; at: OrderRef }) {
  const { data } = useLoad(parcelsTurn(order), (signal) => listShipments(at, signal));
  if (order.shipments.length === 0) return <Awaited order={order} />;
  const parcels = [...order.shipments].sort((a, b) => numberOf(a.id) - numberOf(b.id));
  const promised = new Map(order.lines.map(({ sku, available_from: day }) => [sku, day]));
  return (
    <section aria-labelledby="parcels">
      <h2 id="parcels">
        {order.pickup ? 'Your pick-up' : parcels.length === 1 ? 'Your parcel' : 'Your parcels'}
      </h2>
      {parcels.map((shipment) => (
        <Parcel
          key={shipment.id}
          shipment={shipment}
          name={
            parcels.length > 1 ? `${order.pickup ? 'Part' : 'Parcel'} ${String(numberOf(shipment.id))}: ` : ''
          }
          isPickup={order.pickup !== null}
          tracked={data?.find((found) => found.id === shipment.id)}
          promised={promised}
        />
      ))}
    </section>
  );
}

/** What was promised, until there is a parcel that says more. */
function Awaited({ order }: { order: Order }) {
  if (!order.arrives || isStopped(order.state)) return null;
  return (
    <section aria-labelledby="arrival">
      <h2 id="arrival">Arrival</h2>
      <p>Arrives {formatBetween(order.arrives)}</p>
    </section>
  );
}

type Summary = Order['shipments'][number];

interface ParcelProps {
  shipment: Summary;
  /** Where there are several. */
  name: string;
  isPickup: boolean;
  tracked: Shipment | undefined;
  /** By SKU the day for which it was promised. */
  promised: ReadonlyMap<string, string | null>;
}

function Parcel({ shipment, name, isPickup, tracked, promised }: ParcelProps) {
  const awaits = tracked?.awaits ?? [];
  const [day] = awaits.map((sku) => promised.get(sku)).filter(Boolean);
  const state = parcelState(tracked?.at_point ? 'ready' : (tracked?.state ?? shipment.state), isPickup);
  const url = shipment.tracking_url;
  const code = shipment.tracking_code;
  return (
    <div className={styles.parcel}>
      <p style={{ display: 'flex', gap: 'var(--space-2)', fontWeight: 600 }}>
        <Icon name={isPickup ? 'cart' : 'truck'} /> {name}
        {awaits.length > 0 ? 'waits for what is not in stock yet' : state}
      </p>
      {day && <p>Available from {formatDate(day)}, and shipped once there.</p>}
      {tracked?.pickup_code && (
        <p>
          Your pick-up code: <b>{tracked.pickup_code}</b>
          <span className="muted small" style={{ display: 'block' }}>
            Whoever knows it is given the order.
          </span>
        </p>
      )}
      {tracked?.trouble && <p role="status">{troubleText(tracked)}</p>}
      {code && (
        <p className="small">
          {sentence(shipment.carrier)}:{' '}
          {/^https?:/.test(url) ? (
            <a href={url} rel="noopener noreferrer" target="_blank">
              {code} <span className="visually-hidden">(opens in a new tab)</span>
            </a>
          ) : (
            code
          )}
        </p>
      )}
    </div>
  );
}
