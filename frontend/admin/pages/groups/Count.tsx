import { useState } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { ErrorNotice } from '../../ui/Notice';
import styles from './groups.module.css';
import type { Rule } from './rule';

const AT_ONCE = 50;
const NAMED = 20;
/** Then somebody is asked whether to go on: a shop may have very many customers. */
const A_STRETCH = 20;

interface Found {
  looked: number;
  met: number;
  named: { user_id: string; email: string; name: string }[];
  cursor: string | undefined;
  done: boolean;
}

const NOTHING: Found = { looked: 0, met: 0, named: [], cursor: undefined, done: false };

/** Whom a rule is about, counted among all customers, page by page. */
export function Count({ rule }: { rule: Rule }) {
  const t = useText();
  const [found, setFound] = useState<Found>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function one(so: Found): Promise<Found> {
    const page = await answer(
      api().GET('/admin/backoffice/customers', {
        params: { query: { limit: AT_ONCE, cursor: so.cursor } },
      }),
    );
    const customers = page.items.filter(({ guest }) => !guest).map(({ customer_id }) => customer_id);
    const met =
      customers.length === 0
        ? []
        : (await answer(api().POST('/admin/customer-groups/trial', { body: { rule, customers } }))).items;
    return {
      looked: so.looked + customers.length,
      met: so.met + met.length,
      named: [...so.named, ...met].slice(0, NAMED),
      cursor: page.next_cursor ?? undefined,
      done: !page.next_cursor,
    };
  }

  async function count() {
    setBusy(true);
    setError(undefined);
    try {
      let so = found && !found.done ? found : NOTHING;
      for (let number = 0; number < A_STRETCH && !so.done; number += 1) {
        so = await one(so);
        setFound(so);
      }
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div>
      {Boolean(error) && <ErrorNotice error={error} title={t('error.failed')} />}
      <p role="status">
        {found &&
          t(found.done ? 'groups.counted' : 'groups.countedSoFar', {
            met: formatNumber(found.met),
            looked: formatNumber(found.looked),
          })}
      </p>
      <ul className={styles.members}>
        {found?.named.map(({ user_id, email, name }) => (
          <li key={user_id}>
            <Link to={`/customers/${user_id}`}>
              <bdi>{name || email}</bdi>
            </Link>
          </li>
        ))}
      </ul>
      <Button busy={busy} onClick={() => void count()}>
        {t(found && !found.done ? 'groups.countOn' : 'groups.count')}
      </Button>
    </div>
  );
}
