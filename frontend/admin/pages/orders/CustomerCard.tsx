import type { ReactNode } from 'react';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { CopyText } from '../../ui/CopyText';
import { Card, Facts } from '../../ui/values';
import type { StaffOrder } from './moments';
import { Address } from './sheets';

const placeOf = ({ name, line1, postal_code, city }: NonNullable<StaffOrder['pickup_point']>) =>
  [name, line1, `${postal_code} ${city}`].join(', ');

/** Who bought it, and where it goes. */
export default function CustomerCard({ order, correct }: { order: StaffOrder; correct: () => void }) {
  const t = useText();
  const may = useMay();
  const { original_address: first, shipping_address: now } = order;
  const isMoved = JSON.stringify(first) !== JSON.stringify(now);
  return (
    <Card
      title={t('orders.customer')}
      actions={
        may('orders.write') && order.email !== '' && <Button onClick={correct}>{t('order.correct')}</Button>
      }
    >
      <Facts
        of={
          [
            [
              t('orders.email'),
              order.email && <CopyText key="email" of={order.email} name={t('orders.email')} />,
            ],
            ...(order.original_email !== order.email
              ? [[t('order.wroteEmail'), <bdi key="first">{order.original_email}</bdi>]]
              : []),
            [t('orders.account'), t(order.owner.startsWith('user') ? 'orders.member' : 'orders.guest')],
            [t('orders.address'), <Address key="address" to={now} />],
            ...(order.pickup_point
              ? [[t('orders.point'), <bdi key="point">{placeOf(order.pickup_point)}</bdi>]]
              : []),
            ...(isMoved ? [[t('order.wroteAddress'), <Address key="wrote" to={first} />]] : []),
            [t('orders.phone'), <bdi key="phone">{now.phone || '–'}</bdi>],
            [t('order.customerNote'), order.notes || '–'],
          ] as [string, ReactNode][]
        }
      />
    </Card>
  );
}
