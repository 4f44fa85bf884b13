import { useState } from 'react';
import { Link } from 'react-router';
import { confirmStockWish, endLetters, getLetterChoices } from '../api/letters';
import { isProblem } from '../api/problem';
import type { LetterChoices } from '../api/types';
import { usePage } from '../app/page';
import { Button, ButtonLink } from '../components/Button';
import { Blank, ErrorNotice, LoadFailed, Notice } from '../components/Notice';
import { LoadingRows } from '../components/Skeleton';
import { formatDay } from '../lib/dates';
import { useAttempt } from '../lib/useAttempt';
import { useFromHash } from '../lib/useFromHash';
import { useLoad } from '../lib/useLoad';
import styles from './Letters.module.css';

/**
 * Where the links of letters by consent lead: a guest says that it was they who asked, or a reader ends letters. Both by
 * a button, as what looks through mail before people do opens links.
 */
export default function Letters() {
  usePage('Letters from us');
  const wish = useFromHash('wish');
  const token = useFromHash('token');
  if (wish) return <ConfirmWish token={wish} />;
  if (token) return <Choices token={token} />;
  return (
    <Blank
      alone
      icon="info"
      title="Letters from us"
      actions={<Link to="/account/consents">My consents</Link>}
    >
      <p className="muted">
        Every letter that you asked for has a link at its end that leads here and lets you end them. With an
        account you find the same among your consents.
      </p>
    </Blank>
  );
}

function ConfirmWish({ token }: { token: string }) {
  const { busy, error, attempt } = useAttempt();
  const [product, setProduct] = useState<{ title: string; handle: string }>();
  if (product) {
    return (
      <Blank
        alone
        icon="check"
        title="We write to you when it is back"
        actions={<ButtonLink to={`/products/${product.handle}`}>{product.title}</ButtonLink>}
      >
        <p className="muted">
          One letter, as soon as there is some of it again, for 90 days. It has a link that ends it.
        </p>
      </Blank>
    );
  }
  return (
    <div className={`page ${styles.letters}`}>
      <h1>Shall we write to you?</h1>
      <p className="muted">Then we tell you once by e-mail when what you asked for is back in stock.</p>
      {Boolean(error) && (
        <ErrorNotice
          error={error}
          title={isProblem(error, 'not_found') ? 'This link is no longer good' : 'That did not work'}
        />
      )}
      <Button busy={busy} onClick={() => void attempt(async () => setProduct(await confirmStockWish(token)))}>
        Yes, write to me
      </Button>
    </div>
  );
}

function Choices({ token }: { token: string }) {
  const { data, error, loading, reload } = useLoad(`letters:${token}`, (signal) =>
    getLetterChoices(token, signal),
  );
  const { busy, error: failure, attempt } = useAttempt();
  const [done, setDone] = useState('');

  const end: End = (said, query) =>
    void attempt(async () => {
      await endLetters(token, query);
      setDone(said);
      reload();
    });

  return (
    <div className={`page ${styles.letters}`}>
      <h1>Letters from us</h1>
      {data?.to && <p className="muted">They go to {data.to}.</p>}
      {loading && <LoadingRows what="your letters" rows={2} />}
      {Boolean(error) && <LoadFailed what="your letters" error={error} retry={reload} />}
      {done && <Notice tone="good">{done}</Notice>}
      {Boolean(failure) && <ErrorNotice error={failure} title="That did not work" />}
      {data && <BackInStock choices={data} busy={busy} end={end} />}
      {data && <LowerPrices on={isOn(data, 'price_drop')} busy={busy} end={end} />}
      {data && isOn(data, 'abandoned_cart') && (
        <section aria-labelledby="left">
          <h2 id="left">What you left in your cart</h2>
          <Button
            busy={busy}
            onClick={() => end('It is done: we write no more about your cart.', { topic: 'abandoned_cart' })}
          >
            End the letters about my cart
          </Button>
        </section>
      )}
      {data && isOn(data, 'review_request') && (
        <section aria-labelledby="asked">
          <h2 id="asked">How your orders were</h2>
          <Button
            busy={busy}
            onClick={() =>
              end('It is done: we do not ask how your orders were.', { topic: 'review_request' })
            }
          >
            Do not ask about my orders
          </Button>
        </section>
      )}
      {data && (
        <section aria-labelledby="everything">
          <h2 id="everything">Everything</h2>
          <p className="muted">
            Letters about your orders and your account go on: they say what happened to them.
          </p>
          <Button
            look="quiet"
            busy={busy}
            onClick={() =>
              end('It is done: you get no letter but about orders and your account.', { everything: true })
            }
          >
            End all letters but those
          </Button>
        </section>
      )}
    </div>
  );
}

type Topic = LetterChoices['topics'][number]['topic'];
type End = (said: string, query: { sku?: string; topic?: Topic; everything?: boolean }) => void;

const isOn = ({ topics }: LetterChoices, wanted: Topic) =>
  topics.some(({ topic, given }) => topic === wanted && given);

function LowerPrices({ on, busy, end }: { on: boolean; busy: boolean; end: End }) {
  return (
    <section aria-labelledby="prices">
      <h2 id="prices">What costs less on your wishlist</h2>
      {!on && <p className="muted">You get none of these.</p>}
      {on && (
        <Button
          busy={busy}
          onClick={() => end('It is done: we write no more about lower prices.', { topic: 'price_drop' })}
        >
          End the letters about prices
        </Button>
      )}
    </section>
  );
}

function BackInStock({ choices, busy, end }: { choices: LetterChoices; busy: boolean; end: End }) {
  const { wishes } = choices;
  const on = isOn(choices, 'back_in_stock');
  return (
    <section aria-labelledby="stock">
      <h2 id="stock">What is back in stock</h2>
      {!on && <p className="muted">You get none of these.</p>}
      <ul>
        {wishes.map(({ sku, title, variant_title, handle, until }) => (
          <li key={sku}>
            <span>
              <Link to={`/products/${handle}`}>{title}</Link> {variant_title}
              <br />
              <span className="muted small">We wait with you until {formatDay(until)}</span>
            </span>
            <Button
              look="plain"
              busy={busy}
              aria-label={`Do not write about ${title} ${variant_title}`.trim()}
              onClick={() => end(`We do not write about ${title}.`, { sku })}
            >
              Do not write
            </Button>
          </li>
        ))}
      </ul>
      {on && (
        <Button
          busy={busy}
          onClick={() =>
            end('It is done: we write no more about what is back in stock.', { topic: 'back_in_stock' })
          }
        >
          End these letters
        </Button>
      )}
    </section>
  );
}
