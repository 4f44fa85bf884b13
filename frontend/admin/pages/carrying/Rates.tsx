import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { formatMoney, formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { SelectField } from '../../ui/Field';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import type { Parcel } from '../fulfilment/parcels';

/** What its carrier offers to take a parcel for, and the choice of another offer. */
export default function Rates({ detail, parcel }: { detail: Detail<Parcel>; parcel: Parcel }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('carrying.rates')}</Button>
      {open && <Offers detail={detail} parcel={parcel} onClose={() => setOpen(false)} />}
    </>
  );
}

interface Props {
  detail: Detail<Parcel>;
  parcel: Parcel;
  onClose: () => void;
}

function Offers({ detail, parcel: { id, order_number, rate }, onClose }: Props) {
  const t = useText();
  const params = { path: { shipment_id: id } };
  const offers = useQuery({
    queryKey: ['rates', id, rate],
    queryFn: ({ signal }) => answer(api().GET('/admin/shipments/{shipment_id}/rates', { params, signal })),
    retry: false,
  });
  const items = offers.data?.items ?? [];

  async function choose(name: string) {
    try {
      await answer(
        api().PUT('/admin/shipments/{shipment_id}/rates', {
          params: { ...params, header: { 'If-Match': detail.tag ?? '' } },
          body: { name },
        }),
      );
      toast(t('carrying.chosen'));
    } finally {
      await detail.reload();
    }
  }

  return (
    <ActionDialog
      title={t('carrying.ratesTitle', { number: order_number })}
      consequences={[t('carrying.anew'), t('carrying.label')]}
      action={t('carrying.choose')}
      blocked={items.length === 0}
      onClose={onClose}
      submit={({ name = '' }) => choose(name)}
    >
      {offers.isError && <ErrorNotice error={offers.error} />}
      {offers.data && items.length === 0 && <Notice tone="info">{t('carrying.none')}</Notice>}
      {items.length > 0 && (
        <SelectField
          label={t('carrying.rate')}
          name="name"
          defaultValue={offers.data?.booked}
          options={items.map(({ name, cost, days, fits }) => ({
            value: name,
            label: [
              name,
              formatMoney(cost),
              days === null
                ? t('carrying.unsaid')
                : t('carrying.days', { count: days, days: formatNumber(days) }),
              fits ? '' : t('carrying.slow'),
            ]
              .filter(Boolean)
              .join(' · '),
          }))}
        />
      )}
    </ActionDialog>
  );
}
