import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { isProblem } from '../../../src/api/problem';
import type { components } from '../../../src/api/schema';
import { randomId } from '../../../src/lib/ids';
import { useMay } from '../../frame/me';
import { errorText, formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { EVERY_MS } from '../../patterns/DetailPage';
import { PrintSheet } from '../../patterns/PrintSheet';
import { ScanAnswer, useInTurn, useSaid, type Said } from '../../patterns/ScanAnswer';
import { ScanField } from '../../patterns/ScanField';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Blank, LoadFailed, Skeleton } from '../../ui/Notice';
import { Card } from '../../ui/values';
import { byBarcode } from '../stock/codes';
import styles from './fulfilment.module.css';
import { countInto, linesOf, nameOf, readParcel, ShortDialog, times, type Batch } from './parcels';

type Line = components['schemas']['PickLineView'];
type Scanned = components['schemas']['ScannedView'];

/** Units of what was scanned; `key` makes it one scan however often it is sent. */
interface Scan {
  code: string;
  units: number;
  key: string;
}

/** A batch is picked: each scan is counted for the first parcel that wants it, and answered. */
export function Pick({ batch, changed }: { batch: Batch; changed: () => Promise<void> }) {
  const t = useText();
  const may = useMay()('shipments.write') && !batch.closed_at;
  const inTurn = useInTurn();
  const { held, say } = useSaid();
  const [open, setOpen] = useState<{ line: Line; act: 'count' | 'short' }>();
  const params = { path: { batch_id: batch.id } };
  const list = useQuery({
    queryKey: ['pick-list', batch.id],
    queryFn: ({ signal }) => answer(api().GET('/admin/batches/{batch_id}/pick-list', { params, signal })),
    refetchInterval: EVERY_MS,
  });
  const wanted = new Set(batch.shipments.flatMap(linesOf).map(({ sku }) => sku));
  const numberOf = (id: string) => batch.shipments.find((parcel) => parcel.id === id)?.order_number ?? id;
  const after = () => Promise.all([list.refetch(), changed()]);

  /** The SKUs of the batch that the code stands for. */
  async function skusOf(code: string): Promise<string[]> {
    if (wanted.has(code)) return [code];
    const found = await byBarcode(code);
    return found.map(({ sku }) => sku).filter((sku) => wanted.has(sku));
  }

  async function count(scan: Scan) {
    try {
      const [sku, ...others] = await skusOf(scan.code);
      if (sku === undefined) {
        say({
          tone: 'bad',
          title: t('pick.unknown', { code: scan.code }),
          text: t('pick.unknownText'),
        });
        return;
      }
      if (others.length > 0) {
        say({ tone: 'warn', title: t('pick.several', { code: scan.code }) });
        return;
      }
      const said = await answer(
        api().POST('/admin/batches/{batch_id}/scans', {
          params: { ...params, header: { 'Idempotency-Key': scan.key } },
          body: { code: sku, units: scan.units },
        }),
      );
      say(counted(said));
      void list.refetch();
    } catch (error) {
      say(refused(error, scan));
    }
  }

  const take = (scan: Scan) => inTurn(() => count(scan));

  function counted(said: Scanned): Said {
    const parcels = said.counted.map(({ shipment_id, units }) => times(units, numberOf(shipment_id)));
    const rest = said.missing > 0 ? t('pick.more', { count: said.missing }) : t('pick.lineDone');
    return {
      tone: 'good',
      title: t('pick.counted', { what: said.title || said.sku, parcels: parcels.join(', ') }),
      text: said.missing_in_all > 0 ? rest : t('pick.allDone'),
      undo: () => takeBack(said),
    };
  }

  async function takeBack({ sku, title, counted }: Scanned) {
    try {
      for (const { shipment_id, units } of counted) {
        const { data, tag } = await readParcel(shipment_id);
        const line = linesOf(data).find((one) => one.sku === sku);
        await countInto(shipment_id, tag, sku, Math.max(0, (line?.counted ?? 0) - units));
      }
      say({ tone: 'info', title: t('pick.takenBack', { what: title || sku }) });
    } catch (error) {
      say({ tone: 'bad', title: t('error.failed'), text: errorText(error) });
    }
    await after();
  }

  function refused(error: unknown, scan: Scan): Said {
    const known = isProblem(error) && error.status < 500 && error.status !== 429;
    if (!known)
      return {
        tone: 'bad',
        title: t('pick.unanswered', { code: scan.code }),
        text: errorText(error),
        again: () => take(scan),
      };
    if (error.code === 'surplus')
      return {
        tone: 'warn',
        title: t('pick.surplus', { code: scan.code }),
        text: t('pick.surplusText', { missing: Number(error.extra.missing ?? 0) }),
      };
    if (error.code === 'called_off') void after();
    return { tone: 'bad', title: errorText(error) };
  }

  if (list.isPending) return <Skeleton />;
  if (!list.data) return <LoadFailed error={list.error} retry={() => void list.refetch()} />;
  const { lines, missing } = list.data;
  return (
    <div className={styles.picking}>
      {may && missing > 0 && (
        <section className={styles.scanner} aria-label={t('batch.pick')}>
          <ScanField
            many
            label={t('pick.scan')}
            scanned={(code) => take({ code, units: 1, key: randomId() })}
          />
          <ScanAnswer held={held} />
        </section>
      )}
      {may && missing === 0 && <ScanAnswer held={held} />}
      <Card
        title={t('pick.list')}
        actions={
          lines.length > 0 && (
            <PrintSheet title={t('batch.title', { id: batch.id.slice(0, 6) })}>
              <Paper lines={lines} numberOf={numberOf} />
            </PrintSheet>
          )
        }
      >
        {lines.length === 0 ? (
          <Blank icon="check" title={t('pick.nothing')} />
        ) : (
          <ul className={styles.lines}>
            {lines.map((line) => (
              <li key={line.sku} className={styles.line} data-done={line.missing === 0 || undefined}>
                <span className={styles.tally}>
                  <bdi>
                    {formatNumber(line.counted)}/{formatNumber(line.wanted)}
                  </bdi>
                </span>
                <div className={styles.grow}>
                  <strong>{nameOf(line)}</strong>
                  <p className="muted small">
                    <bdi>{line.sku}</bdi>
                  </p>
                </div>
                {may && line.missing > 0 && (
                  <>
                    <Button
                      className={styles.large}
                      aria-label={t('pick.byHandOf', { sku: line.sku })}
                      onClick={() => setOpen({ line, act: 'count' })}
                    >
                      {t('pick.byHand')}
                    </Button>
                    <Button
                      className={styles.large}
                      aria-label={t('pick.shortOf', { sku: line.sku })}
                      onClick={() => setOpen({ line, act: 'short' })}
                    >
                      {t('pick.short')}
                    </Button>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </Card>
      {open?.act === 'count' && (
        <ActionDialog
          title={t('pick.byHandOf', { sku: open.line.sku })}
          action={t('pick.byHand')}
          onClose={() => setOpen(undefined)}
          submit={({ units = '' }, key) => {
            take({ code: open.line.sku, units: Number(units), key });
            return Promise.resolve();
          }}
        >
          <TextField
            label={t('slip.units')}
            name="units"
            inputMode="numeric"
            pattern="[1-9][0-9]*"
            required
            defaultValue={String(open.line.missing)}
            first
          />
        </ActionDialog>
      )}
      {open?.act === 'short' && (
        <ShortDialog
          sku={open.line.sku}
          wanting={open.line.parcels
            .filter((share) => share.missing > 0)
            .map((share) => ({
              id: share.shipment_id,
              number: numberOf(share.shipment_id),
              units: share.missing,
            }))}
          done={after}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

/** The pick list on paper, with a box to tick for each line. */
function Paper({ lines, numberOf }: { lines: Line[]; numberOf: (id: string) => string }) {
  const t = useText();
  return (
    <table className={styles.paper}>
      <thead>
        <tr>
          <th scope="col">{t('slip.units')}</th>
          <th scope="col">{t('stock.sku')}</th>
          <th scope="col">{t('slip.what')}</th>
          <th scope="col">{t('shipments.order')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.sku}>
            <td>☐ {formatNumber(line.missing)}</td>
            <td>
              <bdi>{line.sku}</bdi>
            </td>
            <td>{nameOf(line)}</td>
            <td>
              {line.parcels
                .filter((share) => share.missing > 0)
                .map((share) => times(share.missing, numberOf(share.shipment_id)))
                .join(', ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
