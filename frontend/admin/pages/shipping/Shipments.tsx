import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Tabs } from '../../ui/Tabs';
import { toast } from '../../ui/toast';
import { StateBadge, When } from '../../ui/values';

type Shipment = components['schemas']['StaffShipmentView'];
type Act = 'dispatch' | 'delivered';

const QUEUES = [
  'to_dispatch',
  'to_book',
  'exception',
  'held',
  'trouble',
  'to_collect',
  'uncollected',
  'silent',
  'watched',
] as const satisfies readonly components['schemas']['Queue'][];

const contents = ({ lines }: Shipment) => lines.map(({ quantity, sku }) => `${quantity} × ${sku}`).join(', ');

/** The parcels that wait for somebody, by what they wait for. */
export default function Shipments() {
  const may = useMay();
  const queries = useQueryClient();
  const last = useLocation().pathname.split('/').at(-1);
  const queue = QUEUES.find((one) => one === last) ?? 'to_dispatch';
  const [open, setOpen] = useState<{ act: Act; shipment: Shipment }>();

  const columns: Column<Shipment>[] = [
    {
      id: 'order',
      label: 'shipments.order',
      cell: ({ order_id, order_number }) => (
        <Link to={`/orders/${order_id}`}>
          <bdi>{order_number}</bdi>
        </Link>
      ),
      text: ({ order_number }) => order_number,
    },
    {
      id: 'state',
      label: 'orders.state',
      cell: ({ state }) => <StateBadge state={state} />,
      text: ({ state }) => state,
    },
    {
      id: 'to',
      label: 'shipments.to',
      cell: ({ address }) => (
        <>
          {address.name}, <bdi>{address.postal_code}</bdi> {address.city}, {address.country}
        </>
      ),
      text: ({ address }) => `${address.name}, ${address.city}, ${address.country}`,
    },
    {
      id: 'contents',
      label: 'shipments.contents',
      from: 'tablet',
      cell: (one) => <bdi>{contents(one)}</bdi>,
      text: contents,
    },
    {
      id: 'carrier',
      label: 'shipments.carrier',
      from: 'desk',
      cell: ({ carrier }) => carrier,
      text: ({ carrier }) => carrier,
    },
    {
      id: 'tracking',
      label: 'shipments.tracking',
      from: 'desk',
      cell: ({ tracking_code }) => <bdi>{tracking_code || '–'}</bdi>,
      text: ({ tracking_code }) => tracking_code,
    },
    {
      id: 'since',
      label: 'shipments.since',
      from: 'tablet',
      cell: ({ created_at }) => <When at={created_at} ago />,
      text: ({ created_at }) => created_at,
    },
    {
      id: 'note',
      label: 'shipments.note',
      extra: true,
      cell: ({ note }) => note || '–',
      text: ({ note }) => note,
    },
    {
      id: 'acts',
      label: 'staff.acts',
      cell: (shipment) => (
        <Acts of={shipment} may={may('shipments.write')} open={(act) => setOpen({ act, shipment })} />
      ),
    },
  ];

  async function done(said: string) {
    await queries.invalidateQueries({ queryKey: [`shipments-${queue}`] });
    toast(said);
  }

  return (
    <>
      <ListPage
        key={queue}
        name={`shipments-${queue}`}
        title="shipments.title"
        columns={columns}
        load={(_, cursor, signal) =>
          answer(api().GET('/admin/shipments', { params: { query: { limit: 100, cursor, queue } }, signal }))
        }
        id={({ id }) => id}
        above={
          <Tabs
            label="shipments.queues"
            of={QUEUES.map((one) => ({
              to: one === 'to_dispatch' ? '/shipments' : `/shipments/${one}`,
              label: `queue.${one}` as const,
            }))}
          />
        }
        empty={{ title: 'shipments.none', text: 'shipments.noneText' }}
        everyMs={15_000}
      />
      {open && <Do {...open} done={done} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Acts({
  of: { id, state, carrier, label_url, trouble, pickup },
  may,
  open,
}: {
  of: Shipment;
  may: boolean;
  open: (act: Act) => void;
}) {
  const t = useText();
  return (
    <>
      {label_url && (
        <a href={label_url} target="_blank" rel="noopener noreferrer">
          {t('shipments.label')}
        </a>
      )}
      {trouble && <Link to={`/parcels/${id}`}>{t('trouble.decide')}</Link>}
      {pickup && !trouble && <Link to={`/parcels/${id}`}>{t('pickup.open')}</Link>}
      {may && !pickup && (state === 'created' || state === 'booked') && (
        <Button onClick={() => open('dispatch')}>{t('shipments.dispatch')}</Button>
      )}
      {may && !pickup && carrier === 'manual' && (state === 'shipped' || state === 'out_for_delivery') && (
        <Button onClick={() => open('delivered')}>{t('shipments.delivered')}</Button>
      )}
    </>
  );
}

interface DoProps {
  act: Act;
  shipment: Shipment;
  done: (said: string) => Promise<void>;
  onClose: () => void;
}

function Do({ act, shipment: { id, order_number }, done, onClose }: DoProps) {
  const t = useText();
  const params = { path: { shipment_id: id } };
  if (act === 'delivered')
    return (
      <ActionDialog
        title={t('shipments.deliveredTitle', { number: order_number })}
        consequences={[t('shipments.deliveredText')]}
        action={t('shipments.delivered')}
        onClose={onClose}
        submit={async () => {
          await answer(api().POST('/admin/shipments/{shipment_id}/delivered', { params }));
          await done(t('shipments.deliveredDone'));
        }}
      />
    );
  return (
    <ActionDialog
      title={t('shipments.dispatchTitle', { number: order_number })}
      consequences={[t('shipments.dispatchText'), t('shipments.dispatchLetter')]}
      action={t('shipments.dispatch')}
      onClose={onClose}
      submit={async ({ tracking_code = '', tracking_url = '' }) => {
        await answer(
          api().POST('/admin/shipments/{shipment_id}/dispatch', {
            params,
            body: { carrier: 'manual', tracking_code, ...(tracking_url ? { tracking_url } : {}) },
          }),
        );
        await done(t('shipments.dispatchDone'));
      }}
    >
      <TextField label={t('shipments.tracking')} name="tracking_code" required maxLength={100} first />
      <TextField label={t('shipments.trackingUrl')} name="tracking_url" type="url" />
    </ActionDialog>
  );
}
