import { listShipments, type OrderRef } from '../../api/orders';
import type { Order, Shipment } from '../../api/types';
import { Icon } from '../../components/Icon';
import { formatMoment } from '../../lib/dates';
import { useLoad } from '../../lib/useLoad';
import { sentence, troubleText } from './states';
import styles from '../Order.module.css';

/** The parcels with their tracking; asked for anew whenever the order moved. */
export function Parcels({ order, at }: { order: Order; at: OrderRef }) {
  const turn = `${order.state}:${order.shipments.map((shipment) => shipment.state).join()}`;
  const { data } = useLoad(order.shipments.length > 0 ? `shipments:${order.id}:${turn}` : null, (signal) =>
    listShipments(at, signal),
  );
  if (order.shipments.length === 0) return null;
  return (
    <section aria-labelledby="parcels">
      <h2 id="parcels">{order.shipments.length === 1 ? 'Your parcel' : 'Your parcels'}</h2>
      {order.shipments.map((shipment) => (
        <Parcel
          key={shipment.id}
          shipment={shipment}
          tracked={data?.find((found) => found.id === shipment.id)}
        />
      ))}
    </section>
  );
}

type Summary = Order['shipments'][number];

function Parcel({ shipment, tracked }: { shipment: Summary; tracked: Shipment | undefined }) {
  const events = [...(tracked?.events ?? [])].sort((a, b) => b.at.localeCompare(a.at));
  const url = shipment.tracking_url;
  const code = shipment.tracking_code;
  return (
    <div className={styles.parcel}>
      <p style={{ display: 'flex', gap: 'var(--space-2)', fontWeight: 600 }}>
        <Icon name="truck" /> {sentence(tracked?.state ?? shipment.state)}
      </p>
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
      {events.length > 0 && (
        <ol className={styles.track}>
          {events.map((event) => (
            <li key={`${event.at}${event.state}`}>
              <p>{event.description || sentence(event.state)}</p>
              <p className="muted small">
                {[event.location, formatMoment(event.at)].filter(Boolean).join(' · ')}
              </p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
