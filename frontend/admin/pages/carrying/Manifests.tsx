import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useAttempt } from '../../../src/lib/useAttempt';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { Card } from '../../ui/values';

type Manifest = components['schemas']['ManifestView'];

/** The lists with which what was handed over of a batch is given to its carriers. */
export default function Manifests({ batchId }: { batchId: string }) {
  const t = useText();
  const { busy, error, attempt } = useAttempt();
  const [lists, setLists] = useState<Manifest[]>();
  const ask = async () => {
    const said = await answer(
      api().POST('/admin/batches/{batch_id}/manifests', { params: { path: { batch_id: batchId } } }),
    );
    setLists(said.items);
  };
  return (
    <Card
      title={t('carrying.manifests')}
      actions={
        <Button busy={busy} onClick={() => void attempt(ask)}>
          {t('carrying.list')}
        </Button>
      }
    >
      {Boolean(error) && <ErrorNotice error={error} />}
      <p className="muted">{t('carrying.manifestsText')}</p>
      {lists?.length === 0 && <Notice tone="info">{t('carrying.noManifest')}</Notice>}
      <ul aria-live="polite">
        {lists?.map(({ carrier, parcels, url, note }) => (
          <li key={url ?? note}>
            {t('carrying.of', { carrier, count: parcels })}{' '}
            {url ? (
              <a href={url} target="_blank" rel="noopener noreferrer">
                {t('carrying.print')}
              </a>
            ) : (
              note
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
