import { useText } from '../../i18n/useText';
import { PrintMenu } from '../../patterns/PrintSheet';
import type { StaffOrder } from './moments';
import { PackingSlip, Summary } from './sheets';

/** What can be printed of an order. */
export default function OrderPrint({ order }: { order: StaffOrder }) {
  const t = useText();
  const named = t('orders.one', { number: order.number });
  return (
    <PrintMenu
      sheets={[
        {
          id: 'slip',
          label: t('order.slip'),
          title: `${t('order.slip')}: ${named}`,
          content: <PackingSlip order={order} />,
        },
        { id: 'summary', label: t('order.summary'), title: named, content: <Summary order={order} /> },
      ]}
    />
  );
}
