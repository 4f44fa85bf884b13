import type { Cart, Quote } from '../../api/types';
import { Button } from '../../components/Button';
import { Exclusion } from '../../components/Exclusion';
import { ErrorNotice } from '../../components/Notice';
import { PerMeasure } from '../../components/PerMeasure';
import { Picture } from '../../components/Picture';
import { Promised } from '../../components/Promised';
import { creditRows, reductionRows, Sum, taxNote } from '../../components/Summary';
import { listDelivery, listPrice } from '../../lib/sums';
import { Codes as GivenCodes } from '../cart/Codes';
import { formatMoney } from '../../lib/money';
import { NOTHING_TO_SEND } from './useQuote';
import styles from '../Checkout.module.css';

interface Props {
  cart: Cart;
  quote: Quote | undefined;
  error: unknown;
  retry: () => void;
}

function deliveryRow(quote: Quote): [string, Quote['shipping'] | string][] {
  if (quote.shipping_method === NOTHING_TO_SEND) return [];
  const price = listDelivery(quote);
  const label = quote.shipping_method.startsWith('pickup-') ? 'Pick-up' : 'Delivery';
  return [[label, price.amount === 0 ? 'Free' : price]];
}

export function OrderSummary({ cart, quote, error, retry }: Props) {
  return (
    <>
      <ul className={styles.items}>
        {cart.lines.map((line) => (
          <li key={line.sku}>
            <Picture src={line.image} alt="" className={styles.thumb} />
            <div>
              {line.title}
              <span className="muted">
                {' '}
                × {line.quantity} {line.variant_title && `· ${line.variant_title}`}
                <PerMeasure of={line} inline />
                {line.price_changed && ' · its price has changed since you added it'}
              </span>
              <Exclusion of={line} />
              <Promised of={line} />
            </div>
            <span>{formatMoney(line.total)}</span>
          </li>
        ))}
      </ul>
      <GivenCodes of={quote ? quote.codes : cart.codes} />
      {quote ? (
        <Sum
          rows={[
            ['Subtotal', listPrice(quote)],
            ...deliveryRow(quote),
            ...reductionRows(quote),
            ...(quote.tax_included ? [] : ([['Tax', quote.tax]] as [string, typeof quote.tax][])),
          ]}
          total={quote.total}
          note={taxNote(quote)}
        />
      ) : (
        <Sum
          rows={[['Subtotal', listPrice(cart)], ...reductionRows(cart)]}
          note="Choose a country and a delivery to see the total."
        />
      )}
      {quote && quote.credits.length > 0 && (
        <Sum rows={creditRows(quote.credits)} total={quote.due} label="Left to pay" />
      )}
      {Boolean(error) && (
        <ErrorNotice error={error} title="The total could not be worked out">
          <Button look="plain" onClick={retry}>
            Try again
          </Button>
        </ErrorNotice>
      )}
    </>
  );
}
