import { listShipments, type OrderRef } from '../../api/orders';
import type { Order, Shipment } from '../../api/types';
import { Icon } from '../../components/Icon';
import { useLoad } from '../../lib/useLoad';
import { sentence, troubleText } from './states';
import styles from '../Order.module.css';

/** Names the answer about the parcels of the order as it is; null while there are none. */
export function parcelsTurn({ id, state, shipments }: Order): string | null {
  const states = shipments.map((shipment) => shipment.state).join();
  return shipments.length > 0 ? `shipments:${id}:${state}:${states}` : null;
}

/** The parcels, what became of each is in the timeline; asked for anew whenever the order moved. */
export function Parcels({ order, at }: { order: Order; at: OrderRef }) {
  const { data } = useLoad(parcelsTurn(order), (signal) => listShipments(at, signal));
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
    </div>
  );
}
