import { useState } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { useAct } from '../../patterns/useAct';
import { Button } from '../../ui/Button';
import { Blank, ErrorNotice } from '../../ui/Notice';
import { StateBadge } from '../../ui/values';
import styles from './fulfilment.module.css';
import {
  Address,
  FormerAddress,
  isHere,
  linesOf,
  nameOf,
  PackDialog,
  useSlips,
  type Batch,
  type Parcel,
} from './parcels';
import { PrintSlips } from './Slip';

const missing = (parcel: Parcel): number => linesOf(parcel).reduce((sum, line) => sum + line.missing, 0);
const isShort = (parcel: Parcel): boolean =>
  parcel.work?.shortages.some(({ accepted }) => !accepted) ?? false;
/** What can be packed first, then what is still to be picked, then what is done. */
const rank = (parcel: Parcel): number =>
  parcel.work?.packing ? 3 : isShort(parcel) ? 2 : missing(parcel) > 0 ? 1 : 0;

/** A batch is packed: each parcel with its slip, weight and box. */
export function Pack({ batch, changed }: { batch: Batch; changed: () => Promise<void> }) {
  const t = useText();
  const may = useMay()('shipments.write');
  const slips = useSlips();
  const act = useAct(changed);
  const [packing, setPacking] = useState<Parcel>();
  const here = batch.shipments.filter(isHere).sort((a, b) => rank(a) - rank(b));
  const open = here.filter(({ work }) => !work?.packing);
  if (here.length === 0) return <Blank icon="check" title={t('pack.nothing')} />;
  return (
    <div className={styles.stack}>
      <div>
        <PrintSlips of={open} printed={slips.printed} />
      </div>
      {Boolean(act.error) && <ErrorNotice error={act.error} />}
      <ul className={styles.parcels}>
        {here.map((parcel) => {
          const { id, order_number, work, label_url } = parcel;
          return (
            <li key={id} className={styles.parcel} data-done={work?.packing ? true : undefined}>
              <h2>
                <Link to={`/parcels/${id}`}>
                  <bdi>{order_number}</bdi>
                </Link>{' '}
                {work?.packing && <StateBadge state="packed" tone="good" />}
                {!work?.packing && missing(parcel) > 0 && <StateBadge state="incomplete" tone="warn" />}
              </h2>
              <FormerAddress of={parcel} inHand={slips.inHand(parcel)} />
              <Address of={parcel} />
              <ul>
                {linesOf(parcel).map((line) => (
                  <li key={line.sku}>
                    {formatNumber(line.quantity - line.short)} × {nameOf(line)}
                  </li>
                ))}
              </ul>
              {label_url && (
                <a href={label_url} target="_blank" rel="noopener noreferrer">
                  {t('shipments.label')}
                </a>
              )}
              {may && !work?.packing && (
                <Button
                  look="primary"
                  className={styles.large}
                  aria-label={t('pack.title', { number: order_number })}
                  disabled={isShort(parcel)}
                  onClick={() => setPacking(parcel)}
                >
                  {t('pack.pack')}
                </Button>
              )}
              {may && work?.packing && (
                <Button
                  className={styles.large}
                  aria-label={t('pack.openOf', { number: order_number })}
                  onClick={() =>
                    void act.run(() =>
                      answer(
                        api().DELETE('/admin/shipments/{shipment_id}/packing', {
                          params: { path: { shipment_id: id } },
                        }),
                      ),
                    )
                  }
                >
                  {t('pack.open')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {packing && (
        <PackDialog
          parcel={packing}
          inHand={slips.inHand(packing)}
          done={changed}
          onClose={() => setPacking(undefined)}
        />
      )}
    </div>
  );
}
