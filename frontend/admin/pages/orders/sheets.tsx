import { formatMoney, formatNumber, formatWhen, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { listDelivery, listPrice } from '../../../src/lib/sums';
import { reductionsOf, type StaffOrder } from './moments';

export function Address({ to }: { to: StaffOrder['shipping_address'] }) {
  return (
    <address>
      {[to.name, to.line1, to.line2, `${to.postal_code} ${to.city}`.trim(), to.region, to.country].map(
        (line, index) =>
          line && (
            <div key={index}>
              <bdi>{line}</bdi>
            </div>
          ),
      )}
    </address>
  );
}

/** What goes into the box: one table for each parcel, no prices. */
export function PackingSlip({ order }: { order: StaffOrder }) {
  const t = useText();
  const parcels =
    order.shipments.length > 0
      ? order.shipments.map(({ id, tracking_code, lines }) => ({ id, tracking_code, lines }))
      : [{ id: order.id, tracking_code: '', lines: order.lines }];
  const variants = new Map(order.lines.map(({ sku, variant_title }) => [sku, variant_title]));
  return (
    <>
      <Address to={order.shipping_address} />
      {parcels.map((parcel) => (
        <section key={parcel.id}>
          {parcel.tracking_code && (
            <p>
              {t('shipments.tracking')}: {parcel.tracking_code}
            </p>
          )}
          <table>
            <thead>
              <tr>
                <th scope="col">{t('orders.quantity')}</th>
                <th scope="col">{t('products.sku')}</th>
                <th scope="col">{t('products.name')}</th>
              </tr>
            </thead>
            <tbody>
              {parcel.lines.map(({ sku, quantity, title }) => (
                <tr key={sku}>
                  <td>{formatNumber(quantity)}</td>
                  <td>{sku}</td>
                  <td>
                    {title} {variants.get(sku)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </>
  );
}

/** The order as an office keeps it: who, what, and the money. */
export function Summary({ order }: { order: StaffOrder }) {
  const t = useText();
  const sums = [
    [t('orders.subtotal'), listPrice(order)],
    [t('orders.shipping'), listDelivery(order)],
    ...reductionsOf(order).map(({ label, amount }) => [label, amount] as const),
    [t(order.tax_included ? 'orders.taxIncluded' : 'orders.tax'), order.tax],
    [t('orders.total'), order.total],
    [t('payments.captured'), order.money.captured],
    [t('payments.refunded'), order.money.refunded],
  ] as const;
  return (
    <>
      <p>
        {t('orders.placed')}: {formatWhen(order.placed_at)} · {t('orders.state')}:{' '}
        {worded('state', order.state)} · {t('orders.paymentMethod')}: {worded('method', order.payment_method)}
      </p>
      <Address to={order.shipping_address} />
      <p>{order.email}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('orders.quantity')}</th>
            <th scope="col">{t('products.sku')}</th>
            <th scope="col">{t('products.name')}</th>
            <th scope="col">{t('orders.unitPrice')}</th>
            <th scope="col">{t('orders.total')}</th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map(({ sku, quantity, title, variant_title, unit_price, total }) => (
            <tr key={sku}>
              <td>{formatNumber(quantity)}</td>
              <td>{sku}</td>
              <td>
                {title} {variant_title}
              </td>
              <td>{formatMoney(unit_price)}</td>
              <td>{formatMoney(total)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {sums.map(([label, amount], place) => (
            <tr key={place}>
              <th scope="row" colSpan={4}>
                {label}
              </th>
              <td>{formatMoney(amount)}</td>
            </tr>
          ))}
        </tfoot>
      </table>
    </>
  );
}
