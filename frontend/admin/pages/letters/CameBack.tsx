import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { When } from '../../ui/values';
import type { StaffOrder } from '../orders/moments';

/** That the order's address is not written to, as its mail came back. */
export default function CameBack({ order }: { order: StaffOrder }) {
  const t = useText();
  const may = useMay();
  const [asked, setAsked] = useState(false);
  const query = { order_id: order.id };
  const address = useQuery({
    queryKey: ['order address', order.id],
    queryFn: ({ signal }) => answer(api().GET('/admin/letters/address', { params: { query }, signal })),
  });
  if (!address.data || address.data.reachable) return null;
  return (
    <Notice tone="warn" title={t(address.data.why === 'complained' ? 'order.complained' : 'order.bounced')}>
      <p>
        {t('order.notWritten', { email: order.email })} <When at={address.data.since} />
      </p>
      {may('orders.write') && <Button onClick={() => setAsked(true)}>{t('order.writeAgain')}</Button>}
      {asked && (
        <ActionDialog
          title={t('order.writeAgainTitle', { email: order.email })}
          consequences={[t('order.writeAgainLater'), t('order.writeAgainStops')]}
          action={t('order.writeAgain')}
          onClose={() => setAsked(false)}
          submit={async () => {
            await answer(api().DELETE('/admin/letters/address', { params: { query } }));
            await address.refetch();
            toast(t('order.writtenAgain'));
          }}
        />
      )}
    </Notice>
  );
}
