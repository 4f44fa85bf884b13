import { askForDataExport } from '../../../api/dataExport';
import type { DataExport } from '../../../api/types';
import { Button } from '../../../components/Button';
import { ErrorNotice, LoadFailed, Notice } from '../../../components/Notice';
import { formatDay } from '../../../lib/dates';
import { useAttempt } from '../../../lib/useAttempt';
import { useDataExport } from './useDataExport';
import { sizeOf } from '../../../lib/sizes';

/** All that the shop holds of the shopper, in one archive: asked for, waited for, and fetched. */
export function DataCopy() {
  const { data, error, reload } = useDataExport();
  const { busy, error: failure, attempt } = useAttempt();

  async function ask() {
    await askForDataExport();
    reload();
  }

  if (error) return <LoadFailed what="the copy of your data" error={error} retry={reload} />;
  return (
    <section aria-label="A copy of your data">
      <p>
        Your profile, addresses, carts, orders, payments and parcels, and what else we hold of you, in one
        archive. We collect it within minutes and write to you when it is there.
      </p>
      {data && <Status of={data} />}
      {Boolean(failure) && <ErrorNotice error={failure} title="It was not begun" />}
      {data && data.state !== 'under_way' && (
        <Button
          look={data.state === 'ready' ? 'quiet' : undefined}
          busy={busy}
          onClick={() => void attempt(ask)}
        >
          {data.state === 'none' ? 'Collect my data' : 'Collect my data anew'}
        </Button>
      )}
    </section>
  );
}

function Status({ of: copy }: { of: DataExport }) {
  if (copy.state === 'under_way')
    return (
      <Notice title="We are collecting it">
        <progress
          aria-label="Collected"
          value={copy.parts ? copy.parts_done : undefined}
          max={copy.parts ?? 1}
        />
      </Notice>
    );
  if (copy.state === 'ready' && copy.link && copy.available_until)
    return (
      <Notice tone="good" title={`It is here until ${formatDay(copy.available_until)}`}>
        <a href={copy.link} download>
          Download the archive ({sizeOf(copy.size ?? 0)})
        </a>
        {copy.missing.length > 0 && (
          <p>We could not collect all of it: {copy.missing.join(', ')} did not answer.</p>
        )}
      </Notice>
    );
  if (copy.state === 'expired') return <Notice title="The last copy is no longer here" />;
  return null;
}
