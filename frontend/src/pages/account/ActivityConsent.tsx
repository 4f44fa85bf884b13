import { eraseActivity } from '../../api/activity';
import { Button } from '../../components/Button';
import { ErrorNotice, LoadFailed } from '../../components/Notice';
import { useAttempt } from '../../lib/useAttempt';
import { ConsentSwitch } from './consents/ConsentSwitch';
import { useConsents } from './consents/useConsents';

/** Whether looks and searches may be noted, and the way to have them forgotten. */
export function ActivityConsent({ erased }: { erased: () => void }) {
  const { items, error, reload, busy, failure, decide } = useConsents();
  const { busy: erasing, error: notErased, attempt } = useAttempt();

  async function erase() {
    await eraseActivity();
    erased();
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
        <Button look="quiet" busy={erasing} onClick={() => void attempt(erase)}>
          Forget my activity
        </Button>
      </div>
    </section>
  );
}
