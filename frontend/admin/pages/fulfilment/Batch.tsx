import { useState } from 'react';
import { useLocation, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useMay, useMe } from '../../frame/me';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail, type Detail } from '../../patterns/DetailPage';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button, ButtonLink } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Tabs } from '../../ui/Tabs';
import { toast } from '../../ui/toast';
import { StateBadge } from '../../ui/values';
import styles from './fulfilment.module.css';
import { Pack } from './Pack';
import { isHere, isOff, linesOf, times, type Batch as BatchView } from './parcels';
import { Pick } from './Pick';
import { Ship } from './Ship';
import { Shortages } from './Shortages';

const STEPS = { pack: Pack, ship: Ship } as const;

/** The parcels one person works on: picked, packed, shipped. */
export default function Batch() {
  const t = useText();
  const { batchId = '' } = useParams();
  const last = useLocation().pathname.split('/').at(-1) ?? '';
  const Step = last in STEPS ? STEPS[last as keyof typeof STEPS] : Pick;
  const params = { path: { batch_id: batchId } };
  const detail = useDetail<BatchView>(['batch', batchId], (headers, signal) =>
    api().GET('/admin/batches/{batch_id}', { params, headers, signal }),
  );
  return (
    <DetailPage
      detail={detail}
      crumbs={[
        { label: t('fulfilment.title'), to: '/fulfilment' },
        { label: t('batches.title'), to: '/batches' },
      ]}
      title={({ id, closed_at }) => (
        <>
          {t('batch.title', { id: id.slice(0, 6) })}{' '}
          <StateBadge state={closed_at ? 'closed' : 'open'} tone="info" />
        </>
      )}
      actions={(batch) => <Acts batch={batch} detail={detail} />}
    >
      {(batch) => {
        const here = batch.shipments.filter(isHere);
        const packed = here.filter(({ work }) => work?.packing);
        const missing = here
          .filter(({ work }) => !work?.packing)
          .flatMap(linesOf)
          .reduce((sum, line) => sum + line.missing, 0);
        return (
          <div className={styles.stack}>
            <Tabs
              label="batch.steps"
              of={[
                { to: `/batches/${batchId}`, label: 'batch.pick', count: formatNumber(missing) },
                {
                  to: `/batches/${batchId}/pack`,
                  label: 'batch.pack',
                  count: formatNumber(here.length - packed.length),
                },
                { to: `/batches/${batchId}/ship`, label: 'batch.ship', count: formatNumber(packed.length) },
              ]}
            />
            {batch.closed_at && (
              <Notice tone="good" title={t('batch.done')}>
                <ButtonLink to="/fulfilment">{t('fulfilment.title')}</ButtonLink>
              </Notice>
            )}
            <PutBack batch={batch} />
            <Step batch={batch} changed={detail.reload} />
            <Shortages of={batch.shipments} done={detail.reload} />
          </div>
        );
      }}
    </DetailPage>
  );
}

/** Parcels that were called off: what was picked for them goes back to its shelf. */
function PutBack({ batch }: { batch: BatchView }) {
  const t = useText();
  const off = batch.shipments.filter(isOff);
  if (off.length === 0) return null;
  return (
    <Notice tone="warn" title={t('batch.calledOff')}>
      <ul>
        {off.map((parcel) => {
          const picked = linesOf(parcel).filter(({ counted }) => counted > 0);
          const units = picked.map(({ counted, sku }) => times(counted, sku)).join(', ');
          return (
            <li key={parcel.id}>
              {picked.length > 0
                ? t('batch.putBack', { number: parcel.order_number, units })
                : t('batch.leaveOut', { number: parcel.order_number })}
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}

function Acts({ batch, detail }: { batch: BatchView; detail: Detail<BatchView> }) {
  const t = useText();
  const may = useMay();
  const { profile } = useMe();
  const [asked, setAsked] = useState<'close' | 'take'>();
  const params = { path: { batch_id: batch.id } };
  if (!may('shipments.write') || batch.closed_at) return null;
  return (
    <>
      {batch.assignee !== profile.id && <Button onClick={() => setAsked('take')}>{t('batch.take')}</Button>}
      <Button onClick={() => setAsked('close')}>{t('batch.close')}</Button>
      {asked === 'take' && (
        <ActionDialog
          title={t('batch.take')}
          consequences={[t('batch.takeText')]}
          action={t('batch.take')}
          onClose={() => setAsked(undefined)}
          submit={async () => {
            await answer(
              api().PATCH('/admin/batches/{batch_id}', {
                params: { ...params, header: { 'If-Match': detail.tag ?? '' } },
                body: { assignee: profile.id },
              }),
            );
            await detail.reload();
            toast(t('batch.taken'));
          }}
        />
      )}
      {asked === 'close' && (
        <ActionDialog
          title={t('batch.close')}
          consequences={[t('batch.closeText'), t('batch.closeKeeps')]}
          action={t('batch.close')}
          onClose={() => setAsked(undefined)}
          submit={async () => {
            await answer(api().POST('/admin/batches/{batch_id}/close', { params }));
            await detail.reload();
          }}
        />
      )}
    </>
  );
}
