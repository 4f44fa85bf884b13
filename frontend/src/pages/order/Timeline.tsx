import { useEffect, useRef, useState } from 'react';
import { listDocuments, listLetters, listShipments, type OrderRef } from '../../api/orders';
import type { Order } from '../../api/types';
import { announce } from '../../app/announce';
import { formatAgo, formatDay, formatFully, formatMoment, zoneName } from '../../lib/dates';
import { useLoad } from '../../lib/useLoad';
import { documentsTurn } from './Documents';
import { parcelsTurn } from './Parcels';
import { isDay, momentsOf, type Moment } from './timeline';
import styles from '../Order.module.css';

/** Everything that happened to the order, newest first, in the shopper's own time. What is new is said aloud, once. */
export default function Timeline({ order, at }: { order: Order; at: OrderRef }) {
  // The same answers as of the sections on parcels and documents: each is asked for once.
  const shipments = useLoad(parcelsTurn(order), (signal) => listShipments(at, signal));
  const documents = useLoad(documentsTurn(order), (signal) => listDocuments(at, signal));
  // A letter follows within seconds of what it tells: those of the last news are there with the next.
  const letters = useLoad(lettersTurn(order), (signal) => listLetters(at, signal));
  const moments = momentsOf(order, shipments.data, documents.data, letters.data);
  useNews(order);
  const now = useMinutes();
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">What happened</h2>
      <ol className={`${styles.track} ${styles.timeline}`}>
        {moments.map((moment, index) => (
          <li key={`${moment.key} ${String(index)}`}>
            <p>{moment.title}</p>
            {moment.text && <p className="muted small">{moment.text}</p>}
            <p className="muted small">
              <When at={moment.at} now={now} />
            </p>
          </li>
        ))}
      </ol>
      <p className="muted small">Times are in {zoneName()}.</p>
    </section>
  );
}

const lettersTurn = ({ id, timeline }: Order): string => `letters:${id}:${String(timeline.length)}`;

function When({ at, now }: { at: Moment['at']; now: Date }) {
  if (isDay(at)) return <time dateTime={at}>{formatDay(`${at}T12:00:00`)}</time>;
  const ago = formatAgo(at, now);
  return (
    <time dateTime={at} title={formatFully(at)}>
      {formatMoment(at)}
      {ago && ` · ${ago}`}
    </time>
  );
}

/** Says the newest of what the order tells more than before; nothing when the page opens. */
function useNews(order: Order): void {
  const known = useRef<{ id: string; count: number }>(undefined);
  useEffect(() => {
    const before = known.current;
    known.current = { id: order.id, count: order.timeline.length };
    if (before?.id !== order.id || order.timeline.length <= before.count) return;
    const newest = order.timeline.at(-1);
    const told = newest && momentsOf({ ...order, timeline: [newest] })[0];
    if (told) announce(`News of your order: ${told.title}`);
  }, [order]);
}

/** The time, anew every minute while the page is seen. */
function useMinutes(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(new Date());
    }, 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
