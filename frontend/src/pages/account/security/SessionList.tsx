import { useState } from 'react';
import { endOtherSessions, endSession } from '../../../api/credentials';
import type { AccountSession } from '../../../api/types';
import { announce } from '../../../app/announce';
import { Button } from '../../../components/Button';
import { ErrorNotice } from '../../../components/Notice';
import { formatMoment } from '../../../lib/dates';
import styles from '../Account.module.css';

export function SessionList({ sessions, changed }: { sessions: AccountSession[]; changed: () => void }) {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState<unknown>();

  async function end(what: string, work: () => Promise<unknown>) {
    setBusy(what);
    setError(undefined);
    try {
      await work();
      announce('Signed out there');
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy('');
      changed();
    }
  }

  return (
    <>
      {Boolean(error) && <ErrorNotice error={error} title="That did not work" />}
      <ul className={styles.list}>
        {sessions.map((held) => (
          <li key={held.id} className={styles.item}>
            <div className={styles.tools}>
              <b>{held.device}</b>
              {held.current && <span className={styles.badge}>This device</span>}
            </div>
            <p className="muted small">
              Signed in {formatMoment(held.started_at)}, last used {formatMoment(held.used_at)}
            </p>
            {!held.current && (
              <div>
                <Button
                  look="quiet"
                  busy={busy === held.id}
                  aria-label={`Sign out ${held.device}, signed in ${formatMoment(held.started_at)}`}
                  onClick={() => void end(held.id, () => endSession(held.id))}
                >
                  Sign out there
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {sessions.some((held) => !held.current) && (
        <div>
          <Button look="quiet" busy={busy === 'others'} onClick={() => void end('others', endOtherSessions)}>
            Sign out everywhere else
          </Button>
        </div>
      )}
    </>
  );
}
