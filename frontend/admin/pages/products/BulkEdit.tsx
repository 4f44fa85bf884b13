import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { isRecord } from '../../../src/api/problem';
import type { components } from '../../../src/api/schema';
import { config } from '../../../src/lib/config';
import { formatMoney, formatNumber, text, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import { useGo } from '../../patterns/leave';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { useAct } from '../../patterns/useAct';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button, ButtonLink } from '../../ui/Button';
import { Lines } from '../../ui/Lines';
import { ErrorNotice, LoadFailed, Notice } from '../../ui/Notice';
import { Card, Facts, StateBadge, When } from '../../ui/values';

type Bulk = components['schemas']['BulkView'];
type Row = components['schemas']['BulkRowView'];
type Values = Row['before'];

/** While it works it is asked for this often; then what it says stays. */
const EVERY_MS = 2_000;

const shown = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') || '–' : typeof value === 'string' ? value : '–';
const money = (amount: unknown): string =>
  typeof amount === 'number' ? formatMoney({ amount, currency: config().currency }) : '–';
const variantsOf = (values: Values): Record<string, unknown> =>
  isRecord(values.variants) ? values.variants : {};

/** What differs, a line each: "MUG-1: 12.00 → 13.20". */
export function linesOf({ before, after }: Pick<Row, 'before' | 'after'>): string[] {
  const of = (name: string, was: string, now: string) => `${name}: ${was} → ${now}`;
  const lines: string[] = [];
  if ('status' in after)
    lines.push(
      of(
        text('products.status'),
        worded('state', shown(before.status)),
        worded('state', shown(after.status)),
      ),
    );
  if ('category' in after)
    lines.push(of(text('product.category'), shown(before.category), shown(after.category)));
  if ('tags' in after) lines.push(of(text('products.tags'), shown(before.tags), shown(after.tags)));
  const now = variantsOf(after);
  for (const [sku, was] of Object.entries(variantsOf(before))) {
    const will = now[sku];
    if (!isRecord(was) || !isRecord(will)) continue;
    if (was.price !== will.price) lines.push(of(sku, money(was.price), money(will.price)));
    if (was.compare_at !== will.compare_at)
      lines.push(of(`${sku}, ${text('product.compareAt')}`, money(was.compare_at), money(will.compare_at)));
    if (was.backorder !== will.backorder)
      lines.push(
        of(
          `${sku}, ${text('product.whenSoldOut')}`,
          text(was.backorder ? 'product.policy.backorder' : 'product.policy.deny'),
          text(will.backorder ? 'product.policy.backorder' : 'product.policy.deny'),
        ),
      );
  }
  return lines;
}

const CHANGED: Column<Row>[] = [
  { id: 'title', label: 'products.name', cell: ({ title }) => title },
  {
    id: 'changes',
    label: 'bulk.changes',
    cell: (row) => <Lines of={linesOf(row)} />,
  },
];
const FAILED: Column<Row>[] = [
  { id: 'title', label: 'products.name', cell: ({ title, product_id }) => title || product_id },
  { id: 'reason', label: 'bulk.reason', cell: ({ reason }) => reason },
];
const DONE: Column<Row>[] = [
  ...CHANGED.slice(0, 1),
  { id: 'outcome', label: 'products.status', cell: ({ outcome }) => <StateBadge state={outcome} /> },
  {
    id: 'what',
    label: 'bulk.changes',
    cell: (row) => (row.outcome === 'failed' ? row.reason : CHANGED[1]?.cell(row)),
  },
];

const doneOf = (job: Bulk): number => job.products_changed + job.products_unchanged + job.products_failed;
const isAtWork = ({ status }: Bulk): boolean => status === 'checking' || status === 'running';

/** One change of many products: what it would do, how far it is, what became of each, and the way back. */
export default function BulkEdit() {
  const t = useText();
  const { bulkId = '' } = useParams();
  const path = { params: { path: { bulk_id: bulkId } } };
  const detail = useDetail<Bulk>(
    ['bulk-edit', bulkId],
    (headers, signal) => api().GET('/admin/products/bulk-edits/{bulk_id}', { ...path, headers, signal }),
    (job) => (job && !isAtWork(job) ? false : EVERY_MS),
  );
  const act = useAct(detail.reload);

  return (
    <DetailPage
      detail={detail}
      crumbs={[
        { label: t('products.title'), to: '/products' },
        { label: t('bulk.all'), to: '/products/bulk-edits' },
      ]}
      title={(job) => (
        <>
          {t(job.undo_of ? 'bulk.anUndo' : 'bulk.aChange')} <StateBadge state={job.status} />
        </>
      )}
      actions={(job) => <Acts job={job} act={act} />}
    >
      {(job) => (
        <div className={layout.stack}>
          {Boolean(act.error) && <ErrorNotice error={act.error} title={t('error.failed')} />}
          {job.status === 'checked' && (
            <Notice tone="info" title={t('bulk.checkedTitle')}>
              {t('bulk.checkedText')}
            </Notice>
          )}
          <Progress job={job} />
          {job.status === 'checking' || job.status === 'checked' ? (
            <Examples of={job.examples} />
          ) : (
            <Rows key={`${job.status} ${doneOf(job)}`} id={job.bulk_id} />
          )}
        </div>
      )}
    </DetailPage>
  );
}

function Acts({ job, act }: { job: Bulk; act: ReturnType<typeof useAct> }) {
  const t = useText();
  const [undoing, setUndoing] = useState(false);
  const path = { params: { path: { bulk_id: job.bulk_id } } };
  const start = () => answer(api().POST('/admin/products/bulk-edits/{bulk_id}/start', path));
  const stop = () => answer(api().POST('/admin/products/bulk-edits/{bulk_id}/stop', path));
  const canUndo = !job.undo_of && ['stopped', 'succeeded'].includes(job.status) && job.products_changed > 0;
  return (
    <>
      {job.status === 'checked' && job.products_changed > 0 && (
        <Button look="primary" busy={act.busy} onClick={() => void act.run(start)}>
          {t('bulk.start', { count: job.products_changed })}
        </Button>
      )}
      {job.status === 'running' && (
        <Button busy={act.busy} onClick={() => void act.run(stop)}>
          {t('imports.stop')}
        </Button>
      )}
      {job.status === 'stopped' && (
        <Button look="primary" busy={act.busy} onClick={() => void act.run(start)}>
          {t('bulk.goOn')}
        </Button>
      )}
      {job.report_url && <a href={job.report_url}>{t('bulk.report')}</a>}
      {canUndo && <Button onClick={() => setUndoing(true)}>{t('frame.undo')}</Button>}
      {job.undo_of && <ButtonLink to={`/products/bulk-edits/${job.undo_of}`}>{t('bulk.undone')}</ButtonLink>}
      {undoing && <Undo job={job} onClose={() => setUndoing(false)} />}
    </>
  );
}

function Undo({ job, onClose }: { job: Bulk; onClose: () => void }) {
  const t = useText();
  const go = useGo();
  const queries = useQueryClient();
  return (
    <ActionDialog
      title={t('bulk.undoTitle')}
      consequences={[t('bulk.undoText', { count: job.products_changed }), t('bulk.undoElse')]}
      action={t('frame.undo')}
      onClose={onClose}
      submit={async (_, key) => {
        const undo = await answer(
          api().POST('/admin/products/bulk-edits/{bulk_id}/undo', {
            params: { path: { bulk_id: job.bulk_id }, header: { 'Idempotency-Key': key } },
          }),
        );
        await queries.invalidateQueries({ queryKey: ['bulk-edits'] });
        go(`/products/bulk-edits/${undo.bulk_id}`);
      }}
    />
  );
}

function Progress({ job }: { job: Bulk }) {
  const t = useText();
  const dry = job.status === 'checking' || job.status === 'checked';
  const done = doneOf(job);
  // How many there are is known once they were all looked at.
  const all = job.products_total === null ? undefined : Math.max(job.products_total, 1);
  return (
    <Card title={t(dry ? 'bulk.wouldBe' : 'imports.progress')}>
      {job.status !== 'checked' && (
        <progress
          className={layout.progress}
          aria-label={t('imports.progress')}
          max={all}
          value={job.status === 'succeeded' ? all : all && done}
        />
      )}
      <Facts
        of={[
          [t('bulk.seen'), t('imports.ofAll', { done, all: job.products_total ?? '…' })],
          [t(dry ? 'bulk.wouldChange' : 'bulk.changed'), formatNumber(job.products_changed)],
          [t(dry ? 'bulk.wouldStay' : 'bulk.stayed'), formatNumber(job.products_unchanged)],
          [t(dry ? 'bulk.wouldFail' : 'bulk.failed'), formatNumber(job.products_failed)],
          [t('imports.at'), <When key="at" at={job.created_at} />],
        ]}
      />
    </Card>
  );
}

function Examples({ of: rows }: { of: Row[] }) {
  const t = useText();
  const changed = rows.filter(({ outcome }) => outcome === 'changed');
  const failed = rows.filter(({ outcome }) => outcome === 'failed');
  return (
    <>
      {changed.length > 0 && (
        <Card title={t('bulk.examples')}>
          <DataTable label={t('bulk.examples')} columns={CHANGED} rows={changed} id={idOf} short />
        </Card>
      )}
      {failed.length > 0 && (
        <Card title={t('bulk.cannot')}>
          <DataTable label={t('bulk.cannot')} columns={FAILED} rows={failed} id={idOf} short />
        </Card>
      )}
    </>
  );
}

const idOf = ({ product_id }: Row): string => product_id;

/** What became of each product, page by page. */
function Rows({ id }: { id: string }) {
  const t = useText();
  const list = useInfiniteQuery({
    queryKey: ['bulk-rows', id],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/products/bulk-edits/{bulk_id}/rows', {
          params: { path: { bulk_id: id }, query: { limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 0,
  });
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  if (list.error && rows.length === 0)
    return <LoadFailed error={list.error} retry={() => void list.refetch()} />;
  if (rows.length === 0) return null;
  return (
    <Card title={t('bulk.rows')}>
      <DataTable
        label={t('bulk.rows')}
        columns={DONE}
        rows={rows}
        id={idOf}
        to={(row) => `/products/${row.product_id}`}
      />
      {list.hasNextPage && (
        <Button look="plain" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
      {Boolean(list.error) && <ErrorNotice error={list.error} title={t('error.load')} />}
    </Card>
  );
}
