import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { config } from '../../../src/lib/config';
import { useMay } from '../../frame/me';
import { Who } from '../../frame/Who';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { ErrorNotice, LoadFailed, Skeleton } from '../../ui/Notice';
import { useAct } from '../../patterns/useAct';
import { toast } from '../../ui/toast';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import {
  downloadBatch,
  listOf,
  pathOf,
  stateOf,
  STATES,
  TONES,
  type Code as KnownCode,
  type CodeUse,
} from './codes';

/** One code: how often it was used, by which orders, and its end. */
export default function Code() {
  const { promotionId = '', code = '' } = useParams();
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const [ending, setEnding] = useState(false);
  const path = { promotion_id: promotionId, code };
  const detail = useDetail<KnownCode>(['promotion-code', promotionId, code], (headers, signal) =>
    api().GET('/admin/promotions/{promotion_id}/codes/{code}', { params: { path }, headers, signal }),
  );

  return (
    <>
      <DetailPage
        detail={detail}
        title={(known) => (
          <>
            <bdi>{known.code}</bdi>{' '}
            <StateBadge
              state={stateOf(known)}
              tone={TONES[stateOf(known)]}
              text={t(STATES[stateOf(known)])}
            />
          </>
        )}
        crumbs={[
          { to: '/prices/promotions', label: t('promotions.title') },
          { to: pathOf(promotionId), label: t('promotions.codes') },
        ]}
        actions={(known) =>
          may('rates.write') && !known.ended_at ? (
            <Button look="danger" onClick={() => setEnding(true)}>
              {t('promotions.endCode')}
            </Button>
          ) : null
        }
      >
        {(known) => (
          <>
            <Card title={t('promotions.code')}>
              <Facts
                of={[
                  [t('promotions.codeUsed'), known.used ?? t('promotions.notCounted')],
                  [t('promotions.codeLimit'), known.limit || t('promotions.anyNumber')],
                  [t('promotions.codeMade'), <When key="made" at={known.made_at} />],
                  [t('promotions.codeBy'), <Who key="by" id={known.made_by.replace('staff:', '')} />],
                  [
                    t('promotions.codeEnded'),
                    known.ended_at ? <When key="ended" at={known.ended_at} /> : '–',
                  ],
                ]}
              />
              {known.batch && <Batch promotionId={promotionId} batch={known.batch} />}
            </Card>
            <Uses promotionId={promotionId} code={known.code} />
          </>
        )}
      </DetailPage>
      {ending && (
        <ActionDialog
          danger
          title={t('promotions.endCode')}
          consequences={[t('promotions.endCodeText'), t('promotions.endCodeOrders')]}
          action={t('promotions.endCode')}
          submit={async () => {
            detail.replace(
              await answer(
                api().DELETE('/admin/promotions/{promotion_id}/codes/{code}', { params: { path } }),
              ),
            );
            await queries.invalidateQueries({ queryKey: [listOf(promotionId)] });
            toast(t('promotions.codeIsEnded', { code }));
          }}
          onClose={() => setEnding(false)}
        />
      )}
    </>
  );
}

function Batch({ promotionId, batch }: { promotionId: string; batch: string }) {
  const t = useText();
  const { busy, error, run } = useAct(() => Promise.resolve());
  return (
    <>
      {Boolean(error) && <ErrorNotice error={error} title={t('error.failed')} />}
      <Button
        busy={busy}
        onClick={() =>
          void run(async () => {
            toast(t('list.csvMade', { count: await downloadBatch(promotionId, batch) }));
          })
        }
      >
        <Icon name="download" /> {t('promotions.batchCsv')}
      </Button>
    </>
  );
}

/** The orders that have used it and live. Who may not look at orders sees their numbers alone. */
function Uses({ promotionId, code }: { promotionId: string; code: string }) {
  const t = useText();
  const opens = useMay()('orders.read');
  const { currency } = config();
  const list = useInfiniteQuery({
    queryKey: ['promotion-code-uses', promotionId, code],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/promotions/{promotion_id}/codes/{code}/uses', {
          params: { path: { promotion_id: promotionId, code }, query: { limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const columns: Column<CodeUse>[] = [
    {
      ...{ id: 'order', label: 'promotions.order' },
      cell: ({ order_id, order_number }) =>
        opens ? <Link to={`/orders/${order_id}`}>{order_number}</Link> : <bdi>{order_number}</bdi>,
    },
    { id: 'at', label: 'promotions.usedAt', cell: ({ used_at }) => <When at={used_at} /> },
    {
      ...{ id: 'amount', label: 'promotions.takenOff', end: true },
      cell: (use) => <Money of={{ amount: use.amount, currency: use.currency || currency }} />,
    },
  ];
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card title={t('promotions.uses')}>
      {list.isPending && <Skeleton rows={3} />}
      {Boolean(list.error) && <LoadFailed error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p className="muted">{t('promotions.noUses')}</p>}
      {rows.length > 0 && (
        <DataTable
          short
          label={t('promotions.uses')}
          columns={columns}
          rows={rows}
          id={({ order_id }) => order_id}
        />
      )}
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </Card>
  );
}
