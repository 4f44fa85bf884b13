import { Link } from 'react-router';
import { useMay } from '../../frame/me';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { CopyText } from '../../ui/CopyText';
import { Notice } from '../../ui/Notice';
import { Card, Facts, StateBadge, When } from '../../ui/values';
import { parcelName, type Parcel, type StaffOrder } from './moments';
import styles from './order.module.css';

/** Where the goods are. Who may not see shipments sees what the order knows of them. */
export function Parcels({ order, known }: { order: StaffOrder; known: Parcel[] }) {
  const t = useText();
  if (order.shipments.length === 0) return null;
  return (
    <Card title={t('orders.parcels')}>
      {order.shipments.map((parcel) => (
        <article key={parcel.id} className={styles.parcel}>
          <h3>
            {parcelName(parcel.id)} <StateBadge state={parcel.state} />
          </h3>
          <Facts
            of={
              [
                [
                  t('shipments.tracking'),
                  parcel.tracking_code ? (
                    <CopyText key="tracking" of={parcel.tracking_code} name={t('shipments.tracking')} />
                  ) : (
                    '–'
                  ),
                ],
                ...(parcel.tracking_url
                  ? [[t('order.follow'), <Follow key="follow" of={parcel.tracking_url} />]]
                  : []),
                [t('shipments.carrier'), parcel.carrier],
                [
                  t('shipments.contents'),
                  parcel.lines.map(({ quantity, title }) => `${quantity} × ${title}`).join(', '),
                ],
              ] as [string, React.ReactNode][]
            }
          />
          <OfShipping parcel={known.find(({ id }) => id === parcel.id)} />
        </article>
      ))}
    </Card>
  );
}

function Follow({ of: url }: { of: string }) {
  const t = useText();
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {t('order.atCarrier')}
    </a>
  );
}

/** What shipping knows beside: the queue it waits in, its newest scan, what is wrong with it. */
function OfShipping({ parcel }: { parcel: Parcel | undefined }) {
  const t = useText();
  const may = useMay();
  if (!parcel) return null;
  const newest = [...parcel.events].sort((a, b) => b.at.localeCompare(a.at))[0];
  return (
    <>
      {parcel.note && <Notice tone="warn">{parcel.note}</Notice>}
      <Facts
        of={
          [
            ...(newest
              ? [
                  [
                    t('order.newest'),
                    <span key="newest">
                      {newest.description || worded('state', newest.state)} {newest.location}{' '}
                      <When at={newest.at} ago />
                    </span>,
                  ],
                ]
              : []),
            ...(parcel.queue && may('shipments.read')
              ? [
                  [
                    t('order.queue'),
                    <Link key="queue" to={`/shipments/${parcel.queue}`}>
                      {worded('queue', parcel.queue)}
                    </Link>,
                  ],
                ]
              : []),
            ...(parcel.label_url
              ? [
                  [
                    t('shipments.label'),
                    <a key="label" href={parcel.label_url} target="_blank" rel="noopener noreferrer">
                      {t('shipments.label')}
                    </a>,
                  ],
                ]
              : []),
          ] as [string, React.ReactNode][]
        }
      />
    </>
  );
}
