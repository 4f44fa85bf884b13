import { useState } from 'react';
import { eraseActivity } from '../../api/activity';
import { Button } from '../../components/Button';
import { ErrorNotice, LoadFailed } from '../../components/Notice';
import { ConsentSwitch } from './consents/ConsentSwitch';
import { useConsents } from './consents/useConsents';

/** Whether looks and searches may be noted, and the way to have them forgotten. */
export function ActivityConsent({ erased }: { erased: () => void }) {
  const { items, error, reload, busy, failure, decide } = useConsents();
  const [erasing, setErasing] = useState(false);
  const [notErased, setNotErased] = useState<unknown>();

  async function erase() {
    setErasing(true);
    setNotErased(undefined);
    try {
      await eraseActivity();
      erased();
    } catch (reason) {
      setNotErased(reason);
    } finally {
      setErasing(false);
    }
  }

  if (error) return <LoadFailed what="what you agreed to" error={error} retry={reload} />;
  const problem = failure ?? notErased;
  return (
    <section aria-label="What is noted">
      <ConsentSwitch
        consent={items?.find(({ kind }) => kind === 'activity')}
        busy={busy || erasing}
        decide={decide}
      />
      {Boolean(problem) && <ErrorNotice error={problem} title="That did not work" />}
      <div>
        <Button look="quiet" busy={erasing} onClick={() => void erase()}>
          Forget my activity
        </Button>
      </div>
    </section>
  );
}
