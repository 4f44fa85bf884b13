import { useState } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import type { Parcel } from './parcels';

/** Why a parcel stays in the house, and that staff have it sent all the same. */
export function Held({ of: parcel, detail }: { of: Parcel; detail: Detail<Parcel> }) {
  const t = useText();
  const may = useMay();
  const [open, setOpen] = useState(false);
  if (parcel.held.length === 0) return null;

  async function release() {
    try {
      await answer(
        api().PATCH('/admin/shipments/{shipment_id}', {
          params: { path: { shipment_id: parcel.id }, header: { 'If-Match': detail.tag ?? '' } },
          body: { decision: 'release', reason: '', goods: 'shelf', location: '' },
        }),
      );
      toast(t('held.released'));
    } finally {
      await detail.reload();
    }
  }

  return (
    <Notice tone="bad" title={t('held.title')}>
      <ul>
        {parcel.held.map(({ reason, reference, payment_id }) => (
          <li key={reference}>
            {t(`held.${reason}`)}{' '}
            {may('payments.read') && (
              <Link
                to={reason === 'dispute' ? `/disputes/${payment_id}/${reference}` : `/payments/${payment_id}`}
              >
                {t('held.look')}
              </Link>
            )}
          </li>
        ))}
      </ul>
      <p>{t('held.text')}</p>
      {may('returns.write') && <Button onClick={() => setOpen(true)}>{t('held.release')}</Button>}
      {open && (
        <ActionDialog
          title={t('held.release')}
          consequences={[t('held.releaseText')]}
          action={t('held.release')}
          danger
          onClose={() => setOpen(false)}
          submit={release}
        />
      )}
    </Notice>
  );
}
