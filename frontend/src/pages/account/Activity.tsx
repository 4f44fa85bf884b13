import { Link } from 'react-router';
import { listActivity } from '../../api/activity';
import type { Activity as Entry } from '../../api/types';
import { usePage } from '../../app/page';
import { Button } from '../../components/Button';
import { Blank, ErrorNotice, LoadFailed } from '../../components/Notice';
import { LoadingRows } from '../../components/Skeleton';
import { formatMoment } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import { usePages } from '../../lib/usePages';
import styles from './Account.module.css';
import { ActivityConsent } from './ActivityConsent';

/** Everything the shop noted about what the person did, for them to see. */
export default function Activity() {
  usePage('Your activity');
  const activity = usePages('me:activity', listActivity);
  return (
    <>
      <h1>Your activity</h1>
      <p className="muted">What this shop has noted about your visits and orders. Nobody else sees it.</p>
      <ActivityConsent erased={activity.reload} />
      {activity.loading && <LoadingRows what="your activity" rows={5} height="3rem" />}
      {Boolean(activity.error) && (
        <LoadFailed what="your activity" error={activity.error} retry={activity.reload} />
      )}
      {!activity.loading && !activity.error && activity.items.length === 0 && (
        <Blank icon="clock" title="Nothing noted yet" />
      )}
      <ol style={{ listStyle: 'none' }}>
        {activity.items.map((entry) => (
          <li key={entry.id} className={styles.act}>
            <span>
              <What entry={entry} />
            </span>
            <time className="muted small" dateTime={entry.at}>
              {formatMoment(entry.at)}
            </time>
          </li>
        ))}
      </ol>
      {Boolean(activity.moreError) && (
        <ErrorNotice error={activity.moreError} title="The rest did not load" />
      )}
      {activity.next !== null && (
        <div>
          <Button look="quiet" busy={activity.loadingMore} onClick={() => void activity.more()}>
            Earlier
          </Button>
        </div>
      )}
    </>
  );
}

const SAID: Record<Entry['kind'], string> = {
  product_viewed: 'You looked at',
  searched: 'You searched for',
  ordered: 'You ordered',
  paid: 'You paid for',
  shipped: 'We sent',
  delivered: 'You received',
  cancelled: 'Cancelled:',
  refunded: 'We refunded',
};

function What({ entry }: { entry: Entry }) {
  return (
    <>
      {SAID[entry.kind]}{' '}
      {entry.kind === 'searched' && (
        <Link to={`/search?q=${encodeURIComponent(entry.query)}`}>“{entry.query}”</Link>
      )}
      {entry.kind === 'product_viewed' && <Link to={`/products/${entry.handle}`}>{entry.title}</Link>}
      {entry.order_id && <Link to={`/orders/${entry.order_id}`}>{entry.order_number || 'your order'}</Link>}
      {entry.amount && ` · ${formatMoney(entry.amount)}`}
    </>
  );
}
