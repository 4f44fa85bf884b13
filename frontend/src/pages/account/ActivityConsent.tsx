import { useEffect, useState } from 'react';
import { changeConsents, eraseActivity, getConsents, heedConsents } from '../../api/activity';
import { Button } from '../../components/Button';
import { ErrorNotice, LoadFailed } from '../../components/Notice';
import { keep, useLoad } from '../../lib/useLoad';
import { session } from '../../state/session';

const KEY = 'me:consents';

/** Whether looks and searches may be noted, and the way to have them forgotten. Other words are another version. */
export function ActivityConsent({ erased }: { erased: () => void }) {
  const { user } = session.use();
  const { data, error, reload } = useLoad(KEY, getConsents);
  const [busy, setBusy] = useState('');
  const [failure, setFailure] = useState<unknown>();

  useEffect(() => {
    if (user && data) heedConsents(user.id, data);
  }, [user, data]);

  async function attempt(what: string, work: () => Promise<void>) {
    setBusy(what);
    setFailure(undefined);
    try {
      await work();
    } catch (reason) {
      setFailure(reason);
    } finally {
      setBusy('');
    }
  }

  async function change(activity: boolean) {
    keep(KEY, await changeConsents(activity));
    reload();
  }

  async function erase() {
    await eraseActivity();
    erased();
  }

  if (error) return <LoadFailed what="what you agreed to" error={error} retry={reload} />;
  return (
    <section aria-label="What is noted">
      <label>
        <input
          type="checkbox"
          role="switch"
          checked={data?.activity ?? false}
          disabled={!data || Boolean(busy)}
          onChange={(event) => void attempt('change', () => change(event.target.checked))}
        />{' '}
        Note what I look at and search for, to show it to me here for 90 days
      </label>
      {Boolean(failure) && <ErrorNotice error={failure} title="That did not work" />}
      <div>
        <Button look="quiet" busy={busy === 'erase'} onClick={() => void attempt('erase', erase)}>
          Forget my activity
        </Button>
      </div>
    </section>
  );
}
