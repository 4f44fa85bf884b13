import { lazy, Suspense } from 'react';
import { usePage } from '../app/page';
import { Button, ButtonLink } from '../components/Button';
import { Blank, LoadFailed, Notice, messageOf } from '../components/Notice';
import { LoadingRows } from '../components/Skeleton';
import { reductionRows, Sum, SummaryBox } from '../components/Summary';
import { listPrice } from '../lib/sums';
import type { Money } from '../lib/money';
import { cart, loadCart } from '../state/cart';
import { session } from '../state/session';
import { CartLine } from './cart/CartLine';
import { Codes } from './cart/Codes';
import { Hints } from './cart/Hints';
import { Leftovers } from './cart/Leftovers';
import styles from './Cart.module.css';

const AskLetters = lazy(() => import('./AskLetters'));

export default function Cart() {
  usePage('Your cart');
  const { data, error } = cart.use();
  const { status } = session.use();
  return (
    <div className="page" style={{ paddingTop: 'var(--space-6)' }}>
      <h1 style={{ marginBottom: 'var(--space-5)' }}>Your cart</h1>
      {!data && !error && <LoadingRows what="your cart" />}
      {!data && Boolean(error) && <LoadFailed what="your cart" error={error} retry={() => void loadCart()} />}
      {data && Boolean(error) && (
        <Notice tone="warn" title="What you collected before signing in is not in your cart yet">
          <p>{messageOf(error)}</p>
          <Button look="plain" onClick={() => void loadCart()}>
            Try again
          </Button>
        </Notice>
      )}
      {data && data.leftovers.length > 0 && <Leftovers items={data.leftovers} />}
      {data?.lines.length === 0 && (
        <Blank icon="cart" title="Nothing in it yet" actions={<ButtonLink to="/">To the market</ButtonLink>}>
          <p className="muted">What you add waits here, also when you come back another day.</p>
        </Blank>
      )}
      {data && data.lines.length > 0 && <Filled data={data} />}
      {data && data.lines.length > 0 && status === 'signed-in' && (
        <Suspense>
          <AskLetters kind="abandoned_cart" source="cart" />
        </Suspense>
      )}
    </div>
  );
}

function Filled({ data }: { data: NonNullable<ReturnType<typeof cart.get>['data']> }) {
  const problems = data.lines.some((line) => line.status !== 'ok');
  const count = data.item_count === 1 ? '1 item' : `${data.item_count} items`;
  return (
    <div className={styles.layout}>
      <ul className={styles.lines} aria-label="In your cart">
        {data.lines.map((line) => (
          <CartLine key={line.sku} line={line} />
        ))}
      </ul>
      <SummaryBox title="Summary">
        <Sum
          rows={[
            [`Subtotal (${count})`, listPrice(data)],
            ...reductionRows(data),
            ...(data.discount.amount > 0 ? ([['Together', data.subtotal]] as [string, Money][]) : []),
          ]}
          note="Delivery and taxes are worked out at checkout, before you pay."
        />
        <Codes of={data.codes} />
        <Hints of={data.missed} currency={data.currency} />
        {data.stale && (
          <Notice tone="warn">We cannot check prices and stock right now; these are the last we knew.</Notice>
        )}
        {problems ? (
          <Notice tone="warn">
            Some things here cannot be ordered as they are. Change or remove them first.
          </Notice>
        ) : (
          <ButtonLink to="/checkout" look="accent" wide>
            Go to checkout
          </ButtonLink>
        )}
      </SummaryBox>
    </div>
  );
}
