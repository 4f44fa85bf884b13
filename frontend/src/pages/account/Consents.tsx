import type { Consent, Decision } from '../../api/types';
import { usePage } from '../../app/page';
import { ErrorNotice, LoadFailed, Notice } from '../../components/Notice';
import { LoadingRows } from '../../components/Skeleton';
import { formatMoment } from '../../lib/dates';
import styles from './Account.module.css';
import { ConsentSwitch } from './consents/ConsentSwitch';
import { useConsents } from './consents/useConsents';

/** Everything that is done only if the shopper agrees, and what they decided about it when. */
export default function Consents() {
  usePage('Your consents');
  const { items, error, loading, reload, busy, failure, decide } = useConsents();
  return (
    <>
      <h1>Your consents</h1>
      <p className="muted">
        What we do only if you agree. You can change your mind at any time; it counts at once.
      </p>
      {loading && <LoadingRows what="your consents" rows={2} />}
      {Boolean(error) && <LoadFailed what="what you agreed to" error={error} retry={reload} />}
      {Boolean(failure) && <ErrorNotice error={failure} title="That did not work" />}
      <ul className={styles.list}>
        {items?.map((consent) => (
          <li key={consent.kind} className={styles.item}>
            <ConsentSwitch consent={consent} busy={busy} decide={decide} />
            <Since consent={consent} />
            {consent.decisions.length > 0 && <History decisions={consent.decisions} />}
          </li>
        ))}
      </ul>
    </>
  );
}

function Since({ consent }: { consent: Consent }) {
  if (consent.outdated)
    return (
      <Notice tone="warn" title="We ask you again">
        You agreed to other words before. Until you agree to these, it is off.
      </Notice>
    );
  if (!consent.since) return <p className="muted small">You have not decided yet, so it is off</p>;
  return (
    <p className="muted small">
      {consent.given ? 'On since' : 'Off since'} {formatMoment(consent.since)}
    </p>
  );
}

const WHERE: Record<Decision['source'], string> = {
  sign_up: 'when you signed up',
  account: 'in your account',
  checkout: 'at the checkout',
  product: 'on a product’s page',
  wishlist: 'at your wishlist',
  cart: 'at your cart',
  order: 'on an order’s page',
  letter: 'by the link in a letter',
  complaint: 'by calling a letter spam',
};

function History({ decisions }: { decisions: Decision[] }) {
  return (
    <details>
      <summary>What you decided before</summary>
      <ol style={{ listStyle: 'none' }}>
        {decisions.map((decision) => (
          <li key={`${decision.at} ${decision.given}`} className={styles.act}>
            <span>
              {decision.given ? 'Agreed' : 'Withdrawn'}, {WHERE[decision.source]}
              <br />
              <span className="muted small">
                “{decision.text}” (version {decision.version})
              </span>
            </span>
            <time className="muted small" dateTime={decision.at}>
              {formatMoment(decision.at)}
            </time>
          </li>
        ))}
      </ol>
    </details>
  );
}
