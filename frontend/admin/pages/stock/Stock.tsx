import { useInfiniteQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { staffOf, useNames, type Names } from '../../frame/names';
import { formatDate, formatNumber, text as t, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button, ButtonLink } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, StateBadge, When } from '../../ui/values';
import { LazyLevels } from '../locations/lazyLocations';

type Movement = components['schemas']['MovementView'];
type Level = components['schemas']['StockHistory'];

const signed = (value: number) => formatNumber(value, { signDisplay: 'exceptZero' });

/** What orders hold, give back and buy names the order. */
const OF_ORDERS = ['reservation', 'release', 'commit', 'return'];

const ledgerOf = (names: Names): Column<Movement>[] => [
  { id: 'at', label: 'stock.at', cell: ({ at }) => <When at={at} /> },
  { id: 'kind', label: 'stock.kind', cell: ({ kind }) => worded('movement', kind) },
  { id: 'onHand', label: 'stock.onHand', end: true, cell: ({ on_hand }) => <bdi>{signed(on_hand)}</bdi> },
  {
    id: 'reserved',
    label: 'stock.reserved',
    end: true,
    cell: ({ reserved }) => <bdi>{signed(reserved)}</bdi>,
  },
  {
    id: 'actor',
    label: 'stock.actor',
    from: 'tablet',
    cell: ({ actor }) => <bdi>{names(staffOf(actor))}</bdi>,
  },
  {
    id: 'reason',
    label: 'stock.reason',
    from: 'tablet',
    cell: ({ kind, reason, reference }) =>
      reason ||
      (reference && OF_ORDERS.includes(kind) ? (
        <Link to={`/orders/${reference}`}>
          <bdi>{t('stock.order', { id: reference.slice(0, 8) })}</bdi>
        </Link>
      ) : (
        <bdi>{reference}</bdi>
      )),
  },
];

/** The stock of a SKU, what moved it, and the moves of the staff. */
export default function Stock() {
  const t = useText();
  const may = useMay();
  const names = useNames();
  const { sku = '' } = useParams();
  const [act, setAct] = useState<'receipt' | 'adjustment' | 'threshold'>();
  const params = { path: { sku } };
  const detail = useDetail<Level>(['stock', sku], (headers, signal) =>
    api().GET('/admin/stock/{sku}', { params: { ...params, query: { limit: 1 } }, headers, signal }),
  );
  const version = detail.data?.version;
  const ledger = useInfiniteQuery({
    queryKey: ['ledger', sku, version],
    enabled: version !== undefined,
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/stock/{sku}', {
          params: { ...params, query: { limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const movements = ledger.data?.pages.flatMap((page) => page.movements) ?? [];

  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('stock.title'), to: '/stock' }]}
      version={(level) => level.version}
      title={(level) => (
        <>
          <bdi>{level.sku}</bdi>{' '}
          {level.available <= 0 ? (
            <StateBadge state="sold_out" tone="warn" />
          ) : level.available <= level.threshold ? (
            <StateBadge state="low" tone="warn" />
          ) : (
            <StateBadge state="in_stock" tone="good" />
          )}
        </>
      )}
      actions={() =>
        may('stock.write') && (
          <>
            <Button look="primary" onClick={() => setAct('receipt')}>
              {t('stock.receive')}
            </Button>
            <Button onClick={() => setAct('adjustment')}>{t('stock.adjust')}</Button>
            <Button onClick={() => setAct('threshold')}>{t('stock.setThreshold')}</Button>
            <ButtonLink to="/stock/receipts">{t('stock.receiveSeveral')}</ButtonLink>
          </>
        )
      }
    >
      {(level) => (
        <div className={layout.stack}>
          {level.over_held > 0 && (
            <Notice tone="warn" title={t('stock.overHeld', { count: level.over_held })}>
              {t('stock.overHeldText')}
            </Notice>
          )}
          <Card title={t('stock.level')}>
            <Facts
              of={[
                [t('stock.available'), <strong key="available">{formatNumber(level.available)}</strong>],
                [t('stock.onHand'), formatNumber(level.on_hand)],
                [t('stock.reserved'), formatNumber(level.reserved)],
                [t('stock.threshold'), formatNumber(level.threshold)],
                [t('stock.backorder'), t(level.backorder ? 'stock.backorderYes' : 'stock.backorderNo')],
                ...(level.limit > 0
                  ? ([
                      [t('stock.limit'), formatNumber(level.limit)],
                      [t('stock.promised'), level.promised ? formatDate(level.promised) : '–'],
                    ] as [string, React.ReactNode][])
                  : []),
                ...(level.waiting > 0
                  ? ([
                      [
                        t('stock.waiting'),
                        <Link key="waiting" to="/stock/waiting">
                          {formatNumber(level.waiting)}
                        </Link>,
                      ],
                    ] as [string, React.ReactNode][])
                  : []),
                [
                  t('products.name'),
                  may('products.read') ? (
                    <Link key="product" to={`/products/${level.product_id}`}>
                      {level.handle}
                    </Link>
                  ) : (
                    level.handle
                  ),
                ],
                ...(may('audit.read')
                  ? [
                      [
                        t('audit.title'),
                        <Link key="audit" to={`/audit?object=${encodeURIComponent(`sku:${level.sku}`)}`}>
                          {t('stock.whoChanged')}
                        </Link>,
                      ] as [string, React.ReactNode],
                    ]
                  : []),
              ]}
            />
          </Card>
          {Object.keys(level.locations).length > 0 && (
            <Suspense fallback={<Skeleton />}>
              <LazyLevels of={level} done={detail.reload} />
            </Suspense>
          )}
          <Card title={t('stock.ledger')}>
            {ledger.error && <LoadFailed error={ledger.error} retry={() => void ledger.refetch()} />}
            {ledger.isPending ? (
              <Skeleton />
            ) : (
              <DataTable
                label={t('stock.ledger')}
                columns={ledgerOf(names)}
                rows={movements}
                id={({ id }) => id}
                onEnd={
                  ledger.hasNextPage && !ledger.isFetching ? () => void ledger.fetchNextPage() : undefined
                }
              />
            )}
          </Card>
          {(act === 'receipt' || act === 'adjustment') && (
            <Move
              kind={act}
              level={level}
              sku={params.path.sku}
              onClose={() => setAct(undefined)}
              after={detail.reload}
            />
          )}
          {act === 'threshold' && (
            <ActionDialog
              title={t('stock.setThreshold')}
              consequences={[t('stock.thresholdText')]}
              action={t('frame.save')}
              onClose={() => setAct(undefined)}
              submit={async ({ threshold = '' }) => {
                await answer(
                  api().PATCH('/admin/stock/{sku}', { params, body: { threshold: Number(threshold) } }),
                );
                await detail.reload();
                toast(t('stock.thresholdSet'));
              }}
            >
              <TextField
                label={t('stock.threshold')}
                name="threshold"
                inputMode="numeric"
                pattern="[0-9]+"
                required
                defaultValue={String(level.threshold)}
                first
              />
            </ActionDialog>
          )}
        </div>
      )}
    </DetailPage>
  );
}

interface MoveProps {
  kind: 'receipt' | 'adjustment';
  level: Level;
  sku: string;
  onClose: () => void;
  after: () => Promise<void>;
}

function Move({ kind, level, sku, onClose, after }: MoveProps) {
  const t = useText();
  const book = (quantity: number, reason: string, key: string) =>
    answer(
      api().POST('/admin/stock/{sku}/movements', {
        params: { path: { sku }, header: { 'Idempotency-Key': key } },
        body: { kind, quantity, reason },
      }),
    );
  return (
    <ActionDialog
      title={t(kind === 'receipt' ? 'stock.receive' : 'stock.adjust')}
      consequences={[
        t(kind === 'receipt' ? 'stock.receiptText' : 'stock.adjustText', { onHand: level.on_hand }),
      ]}
      action={t('stock.book')}
      onClose={onClose}
      submit={async ({ quantity = '', reason = '' }, key) => {
        const booked = await book(Number(quantity), reason, key);
        await after();
        toast(t('stock.booked', { available: booked.available }));
      }}
    >
      <TextField
        label={t(kind === 'receipt' ? 'stock.units' : 'stock.difference')}
        name="quantity"
        inputMode="numeric"
        pattern={kind === 'receipt' ? '[1-9][0-9]*' : '-?[1-9][0-9]*'}
        required
        first
      />
      <TextField label={t('stock.reason')} name="reason" required maxLength={200} />
    </ActionDialog>
  );
}
