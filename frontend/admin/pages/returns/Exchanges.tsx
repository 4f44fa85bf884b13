import { Link } from 'react-router';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Card } from '../../ui/values';
import type { StaffOrder } from '../orders/moments';
import styles from './returns.module.css';

type Exchange = StaffOrder['exchanges'][number];

const named = ({ lines }: Exchange) =>
  lines.map(({ quantity, title, sku }) => `${formatNumber(quantity)} × ${title || sku}`).join(', ');

/** What was wanted in the place of returned goods, and what this order is there for. */
export default function Exchanges({ order }: { order: StaffOrder }) {
  const t = useText();
  const of = order.exchange_of;
  return (
    <Card title={t('returns.exchanges')}>
      <ul className={styles.lines}>
        {of && (
          <li>
            <Link to={`/orders/${of.order_id}`}>{t('returns.exchangeOf', { number: of.number })}</Link>
          </li>
        )}
        {order.exchanges.map((one) => (
          <li key={one.return_id}>
            {one.order_id ? (
              <Link to={`/orders/${one.order_id}`}>
                {t('returns.exchangedAs', { what: named(one), number: one.number ?? '' })}
              </Link>
            ) : (
              t(`returns.exchange.${one.refusal ?? 'not_possible'}`, { what: named(one) })
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
