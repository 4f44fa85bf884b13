import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { toast } from '../../ui/toast';
import ui from '../../ui/ui.module.css';
import { Card, When } from '../../ui/values';
import type { StaffOrder } from '../orders/moments';

const NOT_PAID = new Set(['PENDING', 'AWAITING_PAYMENT', 'CANCELLED', 'EXPIRED']);

/** What was downloaded of the order, and the way to give its shopper more. */
export default function Downloads({ detail, order }: { detail: Detail<StaffOrder>; order: StaffOrder }) {
  const t = useText();
  const may = useMay();
  const [giving, setGiving] = useState<{ tag: string | null }>();
  const lines = order.lines.filter(({ requires_shipping, digital }) => digital && !requires_shipping);
  const offered = may('orders.write') && lines.length > 0 && !NOT_PAID.has(order.state);
  if (lines.length === 0 && order.downloads.length === 0) return null;
  return (
    <Card
      title={t('files.downloads')}
      actions={offered && <Button onClick={() => setGiving({ tag: detail.tag })}>{t('files.give')}</Button>}
    >
      {order.downloads.length === 0 && <p className="muted">{t('files.noneYet')}</p>}
      <ul className={ui.list}>
        {order.downloads.map(({ sku, file_id, name, times, first_at }) => (
          <li key={`${sku} ${file_id}`}>
            <bdi>{name}</bdi>: {t('files.times', { count: times })} <When at={first_at} />
          </li>
        ))}
        {order.granted.map(({ sku, downloads, until }) => (
          <li key={sku}>
            <bdi>{sku}</bdi>: {t('files.granted', { units: formatNumber(downloads) })}
            {until && (
              <>
                {' '}
                {t('files.until')} <When at={until} />
              </>
            )}
          </li>
        ))}
      </ul>
      {giving && (
        <ActionDialog
          title={t('files.give')}
          consequences={[t('files.giveText')]}
          action={t('files.give')}
          onClose={() => setGiving(undefined)}
          submit={async ({ sku = '', downloads = '', days = '' }) => {
            try {
              await answer(
                api().POST('/admin/orders/{order_id}/files', {
                  params: { path: { order_id: order.id }, header: { 'If-Match': giving.tag ?? '' } },
                  body: { sku, downloads: Number(downloads) || 0, days: Number(days) || 0 },
                }),
              );
            } finally {
              await detail.reload();
            }
            toast(t('files.given'));
          }}
        >
          <SelectField
            label={t('files.line')}
            name="sku"
            options={lines.map(({ sku, title }) => ({ value: sku, label: `${title} (${sku})` }))}
          />
          <TextField label={t('files.more')} name="downloads" inputMode="numeric" defaultValue="5" first />
          <TextField label={t('files.days')} name="days" inputMode="numeric" defaultValue="30" />
        </ActionDialog>
      )}
    </Card>
  );
}
