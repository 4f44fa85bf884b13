import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import styles from './fulfilment.module.css';
import { isHere, isOff, placeOfPoint, times, type Parcel } from './parcels';

/** Where it is picked up, and what has to be brought there. */
export function PickupNotice({ of: parcel }: { of: Parcel }) {
  const t = useText();
  const { pickup, elsewhere } = parcel;
  if (!pickup) return null;
  const what = elsewhere.map(({ location, sku, quantity }) => `${times(quantity, sku)} (${location})`);
  return (
    <Notice tone={what.length > 0 && isHere(parcel) ? 'warn' : 'info'} title={t('pickup.at')}>
      <p>
        <bdi>{[pickup.name, pickup.line1, `${pickup.postal_code} ${pickup.city}`.trim()].join(', ')}</bdi>
      </p>
      {what.length > 0 && isHere(parcel) && <p>{t('pickup.elsewhere', { what: what.join(', ') })}</p>}
    </Notice>
  );
}

/** The carrier's point to which it is sent. */
export function PointNotice({ of: { pickup_point: point, at_point } }: { of: Parcel }) {
  const t = useText();
  if (!point) return null;
  return (
    <Notice tone="info" title={t(at_point ? 'point.there' : 'point.to')}>
      <bdi>{[...placeOfPoint(point), point.hours].filter(Boolean).join(', ')}</bdi>
    </Notice>
  );
}

/** It lies ready, and is handed out for the order's code. */
export function PickupActs({ of: parcel, done }: { of: Parcel; done: () => Promise<void> }) {
  const t = useText();
  const may = useMay()('shipments.write');
  const [open, setOpen] = useState<'ready' | 'handOut'>();
  const number = parcel.order_number;
  const waits = parcel.state === 'shipped' || (parcel.trouble === 'uncollected' && !parcel.outcome);
  if (!parcel.pickup || !may || isOff(parcel)) return null;

  async function handOver(code: string) {
    await answer(
      api().POST('/admin/shipments/{shipment_id}/hand-over', {
        params: { path: { shipment_id: parcel.id } },
        body: { tracking_code: '', code },
      }),
    );
    await done();
    toast(t(code ? 'pickup.handOutDone' : 'pickup.readyDone'));
  }

  return (
    <>
      {isHere(parcel) && parcel.state !== 'exception' && (
        <Button look="primary" className={styles.large} onClick={() => setOpen('ready')}>
          {t('pickup.ready')}
        </Button>
      )}
      {waits && (
        <Button look="primary" className={styles.large} onClick={() => setOpen('handOut')}>
          {t('pickup.handOut')}
        </Button>
      )}
      {open === 'ready' && (
        <ActionDialog
          title={t('pickup.readyTitle', { number })}
          consequences={[t('pickup.readyText')]}
          action={t('pickup.ready')}
          onClose={() => setOpen(undefined)}
          submit={() => handOver('')}
        />
      )}
      {open === 'handOut' && (
        <ActionDialog
          title={t('pickup.handOutTitle', { number })}
          consequences={[t('pickup.handOutText')]}
          action={t('pickup.handOut')}
          onClose={() => setOpen(undefined)}
          submit={({ code = '' }) => handOver(code.trim())}
        >
          <TextField
            label={t('pickup.code')}
            name="code"
            inputMode="numeric"
            pattern=" *[0-9]{6} *"
            required
            maxLength={20}
            first
          />
        </ActionDialog>
      )}
    </>
  );
}
