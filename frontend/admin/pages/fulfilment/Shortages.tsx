import { useState } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { useAct } from '../../patterns/useAct';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { ErrorNotice } from '../../ui/Notice';
import { Card } from '../../ui/values';
import styles from './fulfilment.module.css';
import { isHere, type Parcel } from './parcels';

/** What was not found of these parcels, until somebody says what becomes of it. */
export function Shortages({ of: parcels, done }: { of: Parcel[]; done: () => Promise<unknown> }) {
  const t = useText();
  const may = useMay();
  const act = useAct(done);
  const [without, setWithout] = useState<{ parcel: Parcel; sku: string }>();
  const found = parcels
    .filter(isHere)
    .flatMap((parcel) => (parcel.work?.shortages ?? []).map((shortage) => ({ parcel, shortage })));
  if (found.length === 0) return null;

  const resolve = (parcel: Parcel, sku: string, resolution: 'found' | 'send_without') =>
    answer(
      api().POST('/admin/shipments/{shipment_id}/shortages/resolution', {
        params: { path: { shipment_id: parcel.id } },
        body: { sku, resolution },
      }),
    );

  return (
    <Card title={t('short.open')}>
      {Boolean(act.error) && <ErrorNotice error={act.error} />}
      <ul className={styles.lines}>
        {found.map(({ parcel, shortage: { sku, units, reason, note, accepted } }) => (
          <li key={`${parcel.id} ${sku}`} className={styles.line}>
            <div className={styles.grow}>
              <Link to={`/parcels/${parcel.id}`}>
                <bdi>{parcel.order_number}</bdi>
              </Link>
              : {t('short.line', { units, sku })}{' '}
              {t(reason === 'damaged' ? 'short.damaged' : 'short.not_found')}
              {note && <p className="small">{note}</p>}
              {accepted && <p className="small">{t('short.accepted')}</p>}
            </div>
            {may('stock.read') && <Link to={`/stock/${encodeURIComponent(sku)}`}>{t('short.correct')}</Link>}
            {may('shipments.write') && (
              <>
                <Button
                  className={styles.large}
                  busy={act.busy}
                  onClick={() => void act.run(() => resolve(parcel, sku, 'found'))}
                >
                  {t('short.found')}
                </Button>
                {!accepted && (
                  <Button className={styles.large} onClick={() => setWithout({ parcel, sku })}>
                    {t('short.sendWithout')}
                  </Button>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
      {without && (
        <ActionDialog
          title={t('short.withoutTitle', { number: without.parcel.order_number, sku: without.sku })}
          consequences={[t('short.withoutText'), t('short.withoutRefund')]}
          action={t('short.sendWithout')}
          onClose={() => setWithout(undefined)}
          submit={async () => {
            await resolve(without.parcel, without.sku, 'send_without');
            await done();
          }}
        />
      )}
    </Card>
  );
}
