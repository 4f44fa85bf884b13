import { Link } from 'react-router';
import { Button } from '../../components/Button';
import { ErrorNotice, Notice, Reference, messageOf } from '../../components/Notice';
import { orderPath } from '../../lib/attempt';
import { formatMoney } from '../../lib/money';
import { isOffline, type Placed } from './place';

interface Props {
  result: Exclude<Placed, { outcome: 'placed' }>;
  /** Whether it was for the signed-in shopper's cart, whose orders are in the account. */
  own: boolean;
  /** Whether the page says elsewhere what has changed. */
  explained: boolean;
  again: () => void;
}

/** Why the order was not placed, and what the shopper can do about it right here. */
export function AttemptOutcome({ result, own, explained, again }: Props) {
  if (result.outcome === 'ordered-already') return <OrderedAlready order={result.order} own={own} />;
  if (['out-of-stock', 'cart-changed', 'price-changed'].includes(result.outcome) && explained) return null;
  if (result.outcome === 'price-changed') {
    return (
      <Notice tone="warn" title="A price has changed">
        <p>
          {result.total ? `Your order now comes to ${formatMoney(result.total)}. ` : ''}
          Nothing was ordered: look at the new total, and place the order again if you agree.
        </p>
        <Reference of={result.error} />
      </Notice>
    );
  }
  if (result.outcome === 'cart-changed') {
    return (
      <Notice tone="warn" title="Your cart was changed meanwhile">
        <p>
          In the end it is the same as shown here. Look at it once more, and place the order if you agree.
        </p>
        <Reference of={result.error} />
      </Notice>
    );
  }
  if (result.outcome === 'unavailable') {
    return (
      <Notice tone="bad" title="The shop cannot take the order right now">
        <p>{messageOf(result.error)}</p>
        <p>What you typed is kept.</p>
        <Button look="plain" onClick={again}>
          Try again
        </Button>
        <Reference of={result.error} />
      </Notice>
    );
  }
  if (result.outcome === 'unknown') {
    return (
      <Notice
        tone="bad"
        title={isOffline(result.error) ? 'The connection was lost' : 'The shop did not answer in time'}
      >
        <p>
          Your order may or may not have come through. Ask again: it will not be placed, or charged, twice.
        </p>
        <Button look="plain" onClick={again}>
          Ask again
        </Button>
        <Reference of={result.error} />
      </Notice>
    );
  }
  const declined = result.error.code === 'payment_declined';
  return (
    <ErrorNotice
      error={result.error}
      title={declined ? 'The payment was declined' : 'The order was not placed'}
    />
  );
}

function OrderedAlready({ order, own }: { order: { id: string; number: string }; own: boolean }) {
  return (
    <Notice tone="warn" title="This cart was ordered a moment ago">
      <p>
        It is order {order.number}, from another tab or device. Nothing was ordered or charged twice.{' '}
        {own ? (
          <Link to={orderPath(order.id, null)}>See the order</Link>
        ) : (
          'Its page is in that tab, and in the e-mail we sent.'
        )}
      </p>
    </Notice>
  );
}
