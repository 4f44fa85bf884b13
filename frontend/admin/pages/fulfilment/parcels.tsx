import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { tagged } from '../../api/tagged';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { useKept } from '../../patterns/kept';
import { ActionDialog } from '../../ui/ActionDialog';
import { SelectField, TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import styles from './fulfilment.module.css';

export type Parcel = components['schemas']['FulfilmentView'];
export type Batch = components['schemas']['BatchView'];
export type WorkLine = components['schemas']['WorkLineView'];

const LEFT = ['shipped', 'out_for_delivery', 'delivered'];
const KEPT_SLIPS = 200;

export const isOff = ({ work, state }: Parcel): boolean => work?.called_off ?? state === 'cancelled';
export const hasLeft = ({ state }: Parcel): boolean => LEFT.includes(state);
export const isHere = (parcel: Parcel): boolean =>
  !isOff(parcel) && !hasLeft(parcel) && !parcel.trouble && parcel.awaits.length === 0;
export const linesOf = ({ work }: Parcel): WorkLine[] => work?.lines ?? [];
export const nameOf = ({ title, options }: { title: string; options: string }): string =>
  [title, options].filter(Boolean).join(', ');

/** "2 × MUG", which stays in this order also from right to left. */
export const times = (units: number, what: string): string => `\u2068${formatNumber(units)} × ${what}\u2069`;

export const readParcel = (shipment_id: string) =>
  tagged(api().GET('/admin/shipments/{shipment_id}', { params: { path: { shipment_id } } }));

/** Puts `units` in the place of what was counted of a SKU. */
export const countInto = (shipment_id: string, tag: string | null, sku: string, units: number) =>
  tagged(
    api().PUT('/admin/shipments/{shipment_id}/picks', {
      params: { path: { shipment_id }, header: { 'If-Match': tag ?? '' } },
      body: { lines: [{ sku, units }] },
    }),
  );

/** A pick-up point as it stands on a label: its name, street, town and the carrier's number of it. */
export const placeOfPoint = ({ name, line1, postal_code, city, id }: NonNullable<Parcel['pickup_point']>) => [
  name,
  line1,
  `${postal_code} ${city}`.trim(),
  id,
];

/** Which address each slip was printed for, so that nobody packs with one of a former address. */
export function useSlips() {
  const [held, set] = useKept<Record<string, number>>('slips', {});
  return {
    inHand: ({ id, address_revision }: Parcel): number => held[id] ?? address_revision,
    printed: (parcels: Parcel[]) => {
      const fresh = parcels.map(({ id, address_revision }) => [id, address_revision] as const);
      const others = Object.entries(held).filter(([id]) => parcels.every((parcel) => parcel.id !== id));
      set(Object.fromEntries([...others, ...fresh].slice(-KEPT_SLIPS)));
    },
  };
}

/** What has to come in before it is packed. */
export function AwaitsNotice({ of: { awaits } }: { of: Parcel }) {
  const t = useText();
  if (awaits.length === 0) return null;
  return (
    <Notice tone="info" title={t('parcel.awaits')}>
      <bdi>{awaits.join(', ')}</bdi>
    </Notice>
  );
}

/** That its slip is made out to an address that holds no more. */
export function FormerAddress({ of: parcel, inHand }: { of: Parcel; inHand: number }) {
  const t = useText();
  if (!isHere(parcel) || (!parcel.work?.relabel && inHand === parcel.address_revision)) return null;
  return (
    <Notice tone="warn" title={t('parcel.addressChanged')}>
      {t('parcel.addressChangedText')}
    </Notice>
  );
}

export function Address({ of: { address } }: { of: Pick<Parcel, 'address'> }) {
  const { name, line1, line2, postal_code, city, region, country } = address;
  return (
    <address className={styles.address}>
      {[name, line1, line2, `${postal_code} ${city}`, region, country].filter(Boolean).map((part) => (
        <bdi key={part}>{part}</bdi>
      ))}
    </address>
  );
}

interface ActProps {
  parcel: Parcel;
  done: () => Promise<unknown>;
  onClose: () => void;
}

/** Closes a parcel, with what was measured of it. */
export function PackDialog({ parcel, inHand, done, onClose }: ActProps & { inHand: number }) {
  const t = useText();
  const params = { path: { shipment_id: parcel.id } };
  const missing = linesOf(parcel).reduce((sum, line) => sum + line.missing, 0);
  const whole = (text = '') => Number(text || 0);
  return (
    <ActionDialog
      title={t('pack.title', { number: parcel.order_number })}
      consequences={missing > 0 ? [t('pack.uncounted', { count: missing })] : []}
      action={t('pack.pack')}
      onClose={onClose}
      submit={async ({ weight, box = '', length, width, height }) => {
        await answer(
          api().POST('/admin/shipments/{shipment_id}/packing', {
            params,
            body: {
              weight_grams: whole(weight),
              length_mm: whole(length),
              width_mm: whole(width),
              height_mm: whole(height),
              box,
              address_revision: inHand,
            },
          }),
        );
        await done();
        toast(t('pack.done', { number: parcel.order_number }), {
          undo: async () => {
            await answer(api().DELETE('/admin/shipments/{shipment_id}/packing', { params }));
            await done();
          },
        });
      }}
    >
      <TextField label={t('pack.weight')} name="weight" inputMode="numeric" pattern="[0-9]+" first />
      <TextField label={t('pack.box')} name="box" maxLength={40} />
      <div className={styles.three}>
        <TextField label={t('pack.length')} name="length" inputMode="numeric" pattern="[0-9]+" />
        <TextField label={t('pack.width')} name="width" inputMode="numeric" pattern="[0-9]+" />
        <TextField label={t('pack.height')} name="height" inputMode="numeric" pattern="[0-9]+" />
      </div>
    </ActionDialog>
  );
}

/** Says that units of a SKU are not there, for one of the parcels that want it. */
export function ShortDialog({
  sku,
  wanting,
  done,
  onClose,
}: {
  sku: string;
  wanting: { id: string; number: string; units: number }[];
  done: () => Promise<unknown>;
  onClose: () => void;
}) {
  const t = useText();
  return (
    <ActionDialog
      title={t('short.title', { sku })}
      consequences={[t('short.exception'), t('short.stock')]}
      action={t('short.report')}
      onClose={onClose}
      submit={async ({ parcel = '', units = '', reason, note = '' }) => {
        await answer(
          api().POST('/admin/shipments/{shipment_id}/shortages', {
            params: { path: { shipment_id: parcel } },
            body: { sku, units: Number(units), reason: reason === 'damaged' ? 'damaged' : 'not_found', note },
          }),
        );
        await done();
        toast(t('short.reported'));
      }}
    >
      <SelectField
        label={t('shipments.order')}
        name="parcel"
        options={wanting.map(({ id, number, units }) => ({
          value: id,
          label: t('short.wants', { number, units }),
        }))}
      />
      <TextField
        label={t('short.units')}
        name="units"
        inputMode="numeric"
        pattern="[1-9][0-9]*"
        required
        defaultValue={String(wanting[0]?.units ?? 1)}
      />
      <SelectField
        label={t('stock.reason')}
        name="reason"
        options={(['not_found', 'damaged'] as const).map((value) => ({
          value,
          label: t(`short.${value}`),
        }))}
      />
      <TextField label={t('shipments.note')} name="note" maxLength={300} />
    </ActionDialog>
  );
}
