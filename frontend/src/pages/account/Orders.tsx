import { Link } from 'react-router';
import { listOrders } from '../../api/orders';
import { usePage } from '../../app/page';
import { Button, ButtonLink } from '../../components/Button';
import { Blank, ErrorNotice, LoadFailed } from '../../components/Notice';
import { LoadingRows } from '../../components/Skeleton';
import { formatDay } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import { usePages } from '../../lib/usePages';
import { BuyAgain } from '../order/BuyAgain';
import { isPayable, shortName } from '../order/states';
import styles from './Account.module.css';

export default function Orders() {
  usePage('Your orders');
  const orders = usePages('me:orders', listOrders);
  return (
    <>
      <h1>Your orders</h1>
      {orders.loading && <LoadingRows what="your orders" />}
      {Boolean(orders.error) && <LoadFailed what="your orders" error={orders.error} retry={orders.reload} />}
      {!orders.loading && !orders.error && orders.items.length === 0 && (
        <Blank icon="cart" title="No orders yet" actions={<ButtonLink to="/">To the market</ButtonLink>} />
      )}
      <ul className={styles.list}>
        {orders.items.map((order) => (
          <li key={order.id}>
            <Link to={`/orders/${order.id}`} className={`${styles.item} ${styles.order}`}>
              <span>
                <b>{order.number}</b>
                <span className="muted small" style={{ display: 'block' }}>
                  {formatDay(order.placed_at)}
                </span>
              </span>
              <span className={styles.state}>{shortName(order.state)}</span>
              <span>{formatMoney(order.total)}</span>
            </Link>
            {!isPayable(order.state) && <BuyAgain lines={order.lines} again of={order.number} />}
          </li>
        ))}
      </ul>
      {Boolean(orders.moreError) && <ErrorNotice error={orders.moreError} title="The rest did not load" />}
      {orders.next !== null && (
        <div>
          <Button look="quiet" busy={orders.loadingMore} onClick={() => void orders.more()}>
            Earlier orders
          </Button>
        </div>
      )}
    </>
  );
}
