import { Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { formatMoney, formatNumber, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail, type Detail } from '../../patterns/DetailPage';
import { Timeline } from '../../patterns/Timeline';
import { useAct } from '../../patterns/useAct';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, StateBadge } from '../../ui/values';
import { LazyRates } from '../carrying/lazyCarrying';
import { LazySplit } from '../locations/lazyLocations';
import styles from './fulfilment.module.css';
import { Held } from './Held';
import { PickupActs, PickupNotice, PointNotice } from './Pickup';
import {
  Address,
  AwaitsNotice,
  countInto,
  FormerAddress,
  isHere,
  isOff,
  nameOf,
  PackDialog,
  ShortDialog,
  useSlips,
  type Parcel as ParcelView,
  type WorkLine,
} from './parcels';
import { Shortages } from './Shortages';
import { PrintSlips } from './Slip';
import { isTrouble, TroubleActs, TroubleNotice } from './Trouble';

/** One parcel: what belongs into it, what is there, and its way out of the house. */
export default function Parcel() {
  const t = useText();
  const { shipmentId = '' } = useParams();
  const slips = useSlips();
  const detail = useDetail<ParcelView>(['parcel', shipmentId], (headers, signal) =>
    api().GET('/admin/shipments/{shipment_id}', {
      params: { path: { shipment_id: shipmentId } },
      headers,
      signal,
    }),
  );
  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('fulfilment.title'), to: '/fulfilment' }]}
      title={({ order_number, state }) => (
        <>
          {t('parcel.title', { number: order_number })} <StateBadge state={state} />
        </>
      )}
      actions={(parcel) => (
        <>
          <Acts parcel={parcel} inHand={slips.inHand(parcel)} done={detail.reload} />
          <PickupActs of={parcel} done={detail.reload} />
          <TroubleActs of={parcel} detail={detail} />
        </>
      )}
    >
      {(parcel) => (
        <div className={styles.stack}>
          {isOff(parcel) && (
            <Notice tone="bad" title={t('parcel.calledOff')}>
              {t('parcel.calledOffText')}
            </Notice>
          )}
          <Held of={parcel} detail={detail} />
          <TroubleNotice of={parcel} />
          <AwaitsNotice of={parcel} />
          <PickupNotice of={parcel} />
          <PointNotice of={parcel} />
          <FormerAddress of={parcel} inHand={slips.inHand(parcel)} />
          <Shortages of={[parcel]} done={detail.reload} />
          <Contents parcel={parcel} detail={detail} />
          <Card
            title={t('shipments.to')}
            actions={isHere(parcel) && <PrintSlips of={[parcel]} printed={slips.printed} />}
          >
            <Address of={parcel} />
          </Card>
          <Card title={t('parcel.way')} actions={<Choice detail={detail} parcel={parcel} />}>
            <Facts of={way(parcel, t)} />
            <Timeline
              of={parcel.events.map((event, index) => ({
                id: String(index),
                at: event.at,
                title: isTrouble(event.state) ? t(`trouble.${event.state}`) : worded('state', event.state),
                text: [event.description, event.location].filter(Boolean).join(', '),
              }))}
            />
          </Card>
        </div>
      )}
    </DetailPage>
  );
}

/** Only what waits here unpacked, and a carrier has answered for, may go by another rate. */
function Choice({ detail, parcel }: { detail: Detail<ParcelView>; parcel: ParcelView }) {
  const may = useMay()('shipments.write');
  const answered = parcel.state === 'booked' || (parcel.state === 'exception' && parcel.events.length === 0);
  if (!may || !isHere(parcel) || parcel.carrier === 'manual' || !answered || parcel.work?.packing)
    return null;
  return (
    <Suspense>
      <LazyRates detail={detail} parcel={parcel} />
    </Suspense>
  );
}

function way(parcel: ParcelView, t: ReturnType<typeof useText>): [string, React.ReactNode][] {
  const { order_id, order_number, carrier, service, rate, cost, tracking_code, work, label_url, note } =
    parcel;
  const packing = work?.packing;
  const sizes = packing ? [packing.length_mm, packing.width_mm, packing.height_mm].filter(Boolean) : [];
  return [
    [
      t('shipments.order'),
      <Link key="order" to={`/orders/${order_id}`}>
        {order_number}
      </Link>,
    ],
    [
      t('parcel.queue'),
      work?.queue ? worded('queue', work.queue) : parcel.queue && worded('queue', parcel.queue),
    ],
    [
      t('batch.batch'),
      work?.batch_id && (
        <Link key="batch" to={`/batches/${work.batch_id}`}>
          {work.batch_id.slice(0, 6)}
        </Link>
      ),
    ],
    [t('parcel.location'), <bdi key="location">{parcel.location}</bdi>],
    [
      t('shipments.carrier'),
      parcel.pickup ? worded('service', 'pickup') : `${carrier}, ${worded('service', service)}`,
    ],
    ...(rate
      ? [[t('parcel.rate'), [rate, cost && formatMoney(cost)].filter(Boolean).join(', ')] as [string, string]]
      : []),
    [t('shipments.tracking'), <bdi key="code">{tracking_code || '–'}</bdi>],
    ...(label_url
      ? [
          [
            t('shipments.label'),
            <a key="label" href={label_url} target="_blank" rel="noopener noreferrer">
              {t('shipments.label')}
            </a>,
          ] as [string, React.ReactNode],
        ]
      : []),
    ...(packing
      ? ([
          [t('pack.weight'), packing.weight_grams ? formatNumber(packing.weight_grams) : null],
          [
            t('pack.box'),
            [packing.box, sizes.map((size) => formatNumber(size)).join(' × ')].filter(Boolean).join(', ') ||
              null,
          ],
        ] as [string, React.ReactNode][])
      : []),
    ...(note ? [[t('shipments.note'), note] as [string, React.ReactNode]] : []),
  ];
}

/** What belongs into it; who counts by hand says how many are there. */
function Contents({ parcel, detail }: { parcel: ParcelView; detail: Detail<ParcelView> }) {
  const t = useText();
  const may = useMay()('shipments.write') && isHere(parcel) && !parcel.work?.packing;
  const act = useAct(() => Promise.resolve());
  const [short, setShort] = useState<WorkLine>();
  const set = (line: WorkLine, units: number) =>
    act.run(async () => {
      try {
        const { data, tag } = await countInto(parcel.id, detail.tag, line.sku, units);
        detail.replace(data, tag);
      } catch (error) {
        await detail.reload();
        throw error;
      }
    });

  if (!parcel.work)
    return (
      <Card title={t('shipments.contents')}>
        <ul>
          {parcel.lines.map(({ sku, title, quantity }) => (
            <li key={sku}>
              {formatNumber(quantity)} × {title || sku}
            </li>
          ))}
        </ul>
      </Card>
    );
  return (
    <Card title={t('shipments.contents')}>
      {Boolean(act.error) && <ErrorNotice error={act.error} />}
      <ul className={styles.lines}>
        {parcel.work.lines.map((line) => (
          <li key={line.sku} className={styles.line} data-done={line.missing === 0 || undefined}>
            <span className={styles.tally} aria-live="polite">
              <bdi>
                {formatNumber(line.counted)}/{formatNumber(line.quantity - line.short)}
              </bdi>
            </span>
            <div className={styles.grow}>
              <strong>{nameOf(line)}</strong>
              <p className="muted small">
                <bdi>{line.sku}</bdi>
              </p>
            </div>
            {may && (
              <>
                <Button
                  className={styles.large}
                  aria-label={t('parcel.less', { sku: line.sku })}
                  disabled={line.counted === 0}
                  onClick={() => !act.busy && void set(line, line.counted - 1)}
                >
                  −
                </Button>
                <Button
                  className={styles.large}
                  aria-label={t('parcel.more', { sku: line.sku })}
                  disabled={line.missing === 0}
                  onClick={() => !act.busy && void set(line, line.counted + 1)}
                >
                  +
                </Button>
                {line.missing > 0 && (
                  <>
                    <Button
                      className={styles.large}
                      aria-label={t('parcel.allOf', { sku: line.sku })}
                      onClick={() => !act.busy && void set(line, line.counted + line.missing)}
                    >
                      {t('parcel.all')}
                    </Button>
                    <Button
                      className={styles.large}
                      aria-label={t('pick.shortOf', { sku: line.sku })}
                      onClick={() => setShort(line)}
                    >
                      {t('pick.short')}
                    </Button>
                  </>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
      {short && (
        <ShortDialog
          sku={short.sku}
          wanting={[{ id: parcel.id, number: parcel.order_number, units: short.missing }]}
          done={detail.reload}
          onClose={() => setShort(undefined)}
        />
      )}
    </Card>
  );
}

interface ActsProps {
  parcel: ParcelView;
  inHand: number;
  done: () => Promise<void>;
}

function Acts({ parcel, inHand, done }: ActsProps) {
  const t = useText();
  const may = useMay();
  const act = useAct(done);
  const [open, setOpen] = useState<'pack' | 'hand'>();
  if (!may('shipments.write') || !isHere(parcel)) return null;
  const params = { path: { shipment_id: parcel.id } };
  const byHand = parcel.carrier === 'manual' || parcel.state !== 'booked';

  async function handOver(tracking_code: string) {
    // One that no carrier booked, or took, goes another way: under a code of its own.
    if (parcel.carrier !== 'manual' && byHand)
      await answer(
        api().POST('/admin/shipments/{shipment_id}/dispatch', {
          params,
          body: { carrier: 'manual', tracking_code },
        }),
      );
    else
      await answer(
        api().POST('/admin/shipments/{shipment_id}/hand-over', {
          params,
          body: byHand ? { tracking_code } : {},
        }),
      );
    await done();
    toast(t('shipments.dispatchDone'));
  }

  return (
    <>
      {Boolean(act.error) && <ErrorNotice error={act.error} />}
      {parcel.work && !parcel.work.packing && (
        <Button look="primary" className={styles.large} onClick={() => setOpen('pack')}>
          {t('pack.pack')}
        </Button>
      )}
      {parcel.work &&
        !parcel.work.packing &&
        parcel.lines.reduce((sum, line) => sum + line.quantity, 0) > 1 && (
          <Suspense>
            <LazySplit of={parcel} done={done} />
          </Suspense>
        )}
      {parcel.work?.packing && (
        <Button
          className={styles.large}
          busy={act.busy}
          onClick={() =>
            void act.run(() => answer(api().DELETE('/admin/shipments/{shipment_id}/packing', { params })))
          }
        >
          {t('pack.open')}
        </Button>
      )}
      {!parcel.pickup && (
        <Button
          look={parcel.work?.packing ? 'primary' : 'quiet'}
          className={styles.large}
          onClick={() => setOpen('hand')}
        >
          {t('parcel.handOver')}
        </Button>
      )}
      {open === 'pack' && (
        <PackDialog parcel={parcel} inHand={inHand} done={done} onClose={() => setOpen(undefined)} />
      )}
      {open === 'hand' && (
        <ActionDialog
          title={t('shipments.dispatchTitle', { number: parcel.order_number })}
          consequences={[
            t(byHand ? 'shipments.dispatchText' : 'parcel.handOverText'),
            t('shipments.dispatchLetter'),
          ]}
          action={t('parcel.handOver')}
          onClose={() => setOpen(undefined)}
          submit={({ tracking_code = '' }) => handOver(tracking_code)}
        >
          {byHand && (
            <TextField
              label={t('shipments.tracking')}
              name="tracking_code"
              required={parcel.carrier !== 'manual'}
              maxLength={100}
              first
            />
          )}
        </ActionDialog>
      )}
    </>
  );
}
