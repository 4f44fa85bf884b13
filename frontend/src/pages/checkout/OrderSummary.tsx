import type { Cart, Quote } from '../../api/types';
import { ErrorNotice } from '../../components/Notice';
import { Picture } from '../../components/Picture';
import { Sum, taxNote } from '../../components/Summary';
import { formatMoney } from '../../lib/money';
import styles from '../Checkout.module.css';

interface Props {
  cart: Cart;
  quote: Quote | undefined;
  error: unknown;
}

export function OrderSummary({ cart, quote, error }: Props) {
  return (
    <>
      <ul className={styles.items}>
        {cart.lines.map((line) => (
          <li key={line.sku}>
            <Picture src={line.image} alt="" className={styles.thumb} />
            <span>
              {line.title}
              <span className="muted">
                {' '}
                × {line.quantity} {line.variant_title && `· ${line.variant_title}`}
              </span>
            </span>
            <span>{formatMoney(line.total)}</span>
          </li>
        ))}
      </ul>
      {quote ? (
        <Sum
          rows={[
            ['Subtotal', quote.subtotal],
            ['Delivery', quote.shipping.amount === 0 ? 'Free' : quote.shipping],
            ...(quote.tax_included ? [] : ([['Tax', quote.tax]] as [string, typeof quote.tax][])),
          ]}
          total={quote.total}
          note={taxNote(quote)}
        />
      ) : (
        <Sum rows={[['Subtotal', cart.subtotal]]} note="Choose a country and a delivery to see the total." />
      )}
      {Boolean(error) && <ErrorNotice error={error} title="The total could not be worked out" />}
    </>
  );
}
