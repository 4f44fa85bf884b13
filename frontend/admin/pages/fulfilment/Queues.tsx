import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { formatNumber, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { useGo } from '../../patterns/leave';
import { ListPage, type BulkAct } from '../../patterns/ListPage';
import type { Column, Filter, Filters } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button, ButtonLink } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Tabs } from '../../ui/Tabs';
import { toast } from '../../ui/toast';
import { StateBadge, When } from '../../ui/values';
import { linesOf, type Batch, type Parcel } from './parcels';

export const WORK = ['to_pick', 'picking', 'to_pack', 'to_ship', 'exception'] as const;
const EVERY_MS = 15_000;
const DAY_MS = 86_400_000;

const FILTERS: Filter[] = [
  {
    name: 'service',
    label: 'parcel.service',
    kind: 'select',
    values: ['standard', 'express', 'point', 'pickup'],
    words: 'service',
  },
  { name: 'carrier', label: 'shipments.carrier', kind: 'search' },
  { name: 'country', label: 'parcel.country', kind: 'search' },
  { name: 'location', label: 'parcel.location', kind: 'search' },
  { name: 'old', label: 'queue.old', kind: 'toggle' },
];

const contents = (parcel: Parcel): string =>
  linesOf(parcel)
    .map(({ quantity, sku }) => `${quantity} × ${sku}`)
    .join(', ');

const COLUMNS: Column<Parcel>[] = [
  {
    id: 'order',
    label: 'shipments.order',
    cell: ({ order_number }) => <bdi>{order_number}</bdi>,
    text: ({ order_number }) => order_number,
  },
  { id: 'state', label: 'orders.state', from: 'tablet', cell: ({ state }) => <StateBadge state={state} /> },
  {
    id: 'contents',
    label: 'shipments.contents',
    cell: (parcel) => <bdi>{contents(parcel)}</bdi>,
    text: contents,
  },
  {
    id: 'to',
    label: 'shipments.to',
    cell: ({ address: { city, country } }) => `${city}, ${country}`,
    text: ({ address: { city, country } }) => `${city}, ${country}`,
  },
  {
    id: 'service',
    label: 'parcel.service',
    from: 'desk',
    cell: ({ service, pickup }) => worded('service', pickup ? 'pickup' : service),
    text: ({ service }) => service,
  },
  {
    id: 'location',
    label: 'parcel.location',
    from: 'desk',
    cell: ({ location }) => <bdi>{location}</bdi>,
    text: ({ location }) => location,
  },
  {
    id: 'carrier',
    label: 'shipments.carrier',
    from: 'desk',
    cell: ({ carrier }) => carrier,
    text: ({ carrier }) => carrier,
  },
  {
    id: 'batch',
    label: 'batch.batch',
    from: 'tablet',
    cell: ({ work }) =>
      work?.batch_id && <Link to={`/batches/${work.batch_id}`}>{work.batch_id.slice(0, 6)}</Link>,
  },
  {
    id: 'since',
    label: 'shipments.since',
    from: 'tablet',
    cell: ({ created_at }) => <When at={created_at} ago />,
    text: ({ created_at }) => created_at,
  },
];

/** The API's words for what the filters hold. */
const asked = ({ service, carrier, country, location, old }: Filters) => ({
  ...(service ? { service } : {}),
  ...(carrier ? { carrier } : {}),
  ...(country ? { country: country.toUpperCase() } : {}),
  ...(location ? { location } : {}),
  ...(old ? { before: new Date(Date.now() - DAY_MS).toISOString() } : {}),
});

/** What waits to be picked, packed and shipped, and what somebody has to decide. */
export default function Queues() {
  const t = useText();
  const may = useMay();
  const last = useLocation().pathname.split('/').at(-1);
  const queue = WORK.find((one) => one === last) ?? 'to_pick';
  const [params] = useSearchParams();
  const [making, setMaking] = useState<Parcel[]>();
  const waiting = useQuery({
    queryKey: ['fulfilment'],
    queryFn: ({ signal }) => answer(api().GET('/admin/fulfilment', { signal })),
    refetchInterval: EVERY_MS,
  });
  const count = (name: string): string | undefined => {
    const found = waiting.data?.queues.find((one) => one.queue === name);
    return found && `${formatNumber(found.count)}${found.more ? '+' : ''}`;
  };
  const picks = queue === 'to_pick' && may('shipments.write');
  const bulk: BulkAct<Parcel>[] = [{ label: 'batch.ofChosen', run: setMaking }];
  const { service, carrier, country, location } = asked(Object.fromEntries(params)) as Record<
    string,
    string | undefined
  >;

  return (
    <>
      <ListPage
        key={queue}
        name={`work-${queue}`}
        title="fulfilment.title"
        columns={COLUMNS}
        filters={FILTERS}
        load={(filters, cursor, signal) =>
          answer(
            api().GET('/admin/shipments', {
              params: { query: { limit: 100, cursor, queue, ...asked(filters) } },
              signal,
            }),
          )
        }
        id={({ id }) => id}
        called={(parcel) => `${parcel.order_number}, ${contents(parcel)}`}
        to={({ id }) => `/parcels/${id}`}
        bulk={picks ? bulk : undefined}
        actions={
          <>
            <ButtonLink to="/batches">{t('batches.title')}</ButtonLink>
            {picks && (
              <Button look="primary" onClick={() => setMaking([])}>
                {t('batch.make')}
              </Button>
            )}
          </>
        }
        above={
          <Tabs
            label="shipments.queues"
            of={WORK.map((one) => ({
              to: one === 'to_pick' ? '/fulfilment' : `/fulfilment/${one}`,
              label: `queue.${one}` as const,
              count: count(one),
            }))}
          />
        }
        empty={{ title: 'shipments.none', text: 'shipments.noneText' }}
        everyMs={EVERY_MS}
      />
      {making && (
        <MakeBatch
          chosen={making}
          among={{ service, carrier, country, location }}
          onClose={() => setMaking(undefined)}
        />
      )}
    </>
  );
}

interface MakeProps {
  /** None: of the oldest that wait. */
  chosen: Parcel[];
  among: { service?: string; carrier?: string; country?: string; location?: string };
  onClose: () => void;
}

function MakeBatch({ chosen, among, onClose }: MakeProps) {
  const t = useText();
  const go = useGo();
  const queries = useQueryClient();
  const only = Object.values(among).filter(Boolean).join(', ');

  async function make(size: string, key: string) {
    const made: Batch = await answer(
      api().POST('/admin/batches', {
        params: { header: { 'Idempotency-Key': key } },
        body:
          chosen.length > 0 ? { shipment_ids: chosen.map(({ id }) => id) } : { size: Number(size), ...among },
      }),
    );
    void queries.invalidateQueries({ queryKey: ['fulfilment'] });
    go(`/batches/${made.id}`);
    toast(
      made.refused.length > 0
        ? t('batch.madeWithout', { count: made.shipments.length, refused: made.refused.length })
        : t('batch.made', { count: made.shipments.length }),
    );
  }

  return (
    <ActionDialog
      title={t('batch.make')}
      consequences={[
        t('batch.makeText'),
        ...(chosen.length > 0 ? [t('batch.chosen', { count: chosen.length })] : []),
        ...(chosen.length === 0 && only ? [t('batch.among', { only })] : []),
      ]}
      action={t('batch.make')}
      onClose={onClose}
      submit={({ size = '' }, key) => make(size, key)}
    >
      {chosen.length === 0 && (
        <TextField
          label={t('batch.size')}
          name="size"
          inputMode="numeric"
          pattern="[1-4]?[0-9]|50"
          required
          defaultValue="10"
          first
        />
      )}
    </ActionDialog>
  );
}
