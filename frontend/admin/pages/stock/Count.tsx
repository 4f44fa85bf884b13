import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { isProblem } from '../../../src/api/problem';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { errorText, formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import { ScanAnswer, useInTurn, useSaid } from '../../patterns/ScanAnswer';
import { ScanField } from '../../patterns/ScanField';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Blank, LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, When } from '../../ui/values';
import { levelsOf } from './codes';
import { CountState } from './Counts';
import styles from './stock.module.css';

type CountView = components['schemas']['CountView'];
type Line = components['schemas']['CountLineView'];

/** The API stops after 15 s and says what is left. */
const TURNS = 20;
const signed = (value: number) => formatNumber(value, { signDisplay: 'exceptZero' });

/** A count: what is on the shelves, entered by scan or by hand, and the difference that is booked once. */
export default function Count() {
  const t = useText();
  const may = useMay()('stock.write');
  const { countId = '' } = useParams();
  const [booking, setBooking] = useState(false);
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const params = { path: { count_id: countId } };
  const detail = useDetail<CountView>(['count', countId], (headers, signal) =>
    api().GET('/admin/stock/counts/{count_id}', { params, headers, signal }),
  );
  const list = useInfiniteQuery({
    queryKey: ['count-lines', countId],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/stock/counts/{count_id}/lines', {
          params: { ...params, query: { limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  // A scan adds to what was counted of its SKU before, so all of that is known first (2,000 lines at most).
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);

  const lines = list.data?.pages.flatMap((page) => page.items) ?? [];
  const different = lines.filter(({ difference }) => difference !== 0);
  const refused = lines.filter((line) => line.refused);

  async function book() {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const said = await answer(api().POST('/admin/stock/counts/{count_id}/book', { params }));
      if (said.lines_left > 0) continue;
      await Promise.all([detail.reload(), list.refetch()]);
      toast(t('counts.bookedAll', { count: said.lines_booked }));
      return;
    }
  }

  return (
    <DetailPage
      detail={detail}
      crumbs={[
        { label: t('stock.title'), to: '/stock' },
        { label: t('counts.title'), to: '/stock/counts' },
      ]}
      title={({ name, status }) => (
        <>
          {name} <CountState of={status} />
        </>
      )}
      actions={({ status }) =>
        may &&
        status !== 'booked' && (
          <Button
            look="primary"
            className={styles.large}
            disabled={lines.length === 0 || hasNextPage}
            onClick={() => setBooking(true)}
          >
            {t('counts.book')}
          </Button>
        )
      }
    >
      {({ status }) => (
        <div className={styles.stack}>
          {may && status === 'open' && list.isSuccess && !hasNextPage && (
            <Enter countId={countId} lines={lines} />
          )}
          {refused.length > 0 && (
            <Notice tone="warn" title={t('counts.refused', { count: refused.length })}>
              <ul>
                {refused.map(({ sku, refused }) => (
                  <li key={sku}>{t('receipt.refused', { sku, reason: refused ?? '' })}</li>
                ))}
              </ul>
            </Notice>
          )}
          <Card
            title={t('counts.lines', { count: lines.length })}
            actions={
              <label>
                <input
                  type="checkbox"
                  checked={onlyDifferent}
                  onChange={(event) => setOnlyDifferent(event.target.checked)}
                />{' '}
                {t('counts.onlyDifferent', { count: different.length })}
              </label>
            }
          >
            {list.isPending ? (
              <Skeleton />
            ) : list.error && lines.length === 0 ? (
              <LoadFailed error={list.error} retry={() => void list.refetch()} />
            ) : lines.length === 0 ? (
              <Blank icon="scan" title={t('counts.empty')} />
            ) : (
              <DataTable
                label={t('counts.title')}
                columns={COLUMNS}
                rows={onlyDifferent ? different : lines}
                id={({ sku }) => sku}
              />
            )}
          </Card>
          {booking && (
            <ActionDialog
              title={t('counts.book')}
              consequences={[
                t('counts.bookText', { count: different.length }),
                t('counts.bookCloses'),
                t('counts.bookOnce'),
              ]}
              action={t('counts.book')}
              onClose={() => setBooking(false)}
              submit={book}
            />
          )}
        </div>
      )}
    </DetailPage>
  );
}

const COLUMNS: Column<Line>[] = [
  {
    id: 'sku',
    label: 'stock.sku',
    cell: ({ sku }) => (
      <Link to={`/stock/${encodeURIComponent(sku)}`}>
        <bdi>{sku}</bdi>
      </Link>
    ),
  },
  { id: 'counted', label: 'counts.counted', end: true, cell: ({ counted }) => formatNumber(counted) },
  { id: 'expected', label: 'counts.expected', end: true, cell: ({ expected }) => formatNumber(expected) },
  {
    id: 'difference',
    label: 'stock.difference',
    end: true,
    cell: ({ difference }) =>
      difference === 0 ? '0' : <strong className={styles.differs}>{<bdi>{signed(difference)}</bdi>}</strong>,
  },
  { id: 'at', label: 'stock.at', from: 'tablet', cell: ({ counted_at }) => <When at={counted_at} /> },
];

/** Each scan is one unit more of its SKU; a number is typed for all of it at once. */
function Enter({ countId, lines }: { countId: string; lines: Line[] }) {
  const t = useText();
  const queries = useQueryClient();
  const inTurn = useInTurn();
  const { held, say } = useSaid();
  const [typing, setTyping] = useState<{ sku: string; counted: number }>();
  const key = ['count-lines', countId];

  /** What was counted of a SKU, as the page knows it now: scans follow faster than it is drawn. */
  const countedOf = (sku: string): number | undefined => {
    const held = queries.getQueryData<{ pages: { items: Line[] }[] }>(key);
    return held?.pages.flatMap(({ items }) => items).find((line) => line.sku === sku)?.counted;
  };

  async function enter(sku: string, counted: number) {
    const said = await answer(
      api().PUT('/admin/stock/counts/{count_id}/lines', {
        params: { path: { count_id: countId } },
        body: { lines: [{ code: sku, counted }] },
      }),
    );
    queries.setQueryData<{ pages: { items: Line[] }[]; pageParams: unknown[] }>(key, (before) => {
      if (!before) return before;
      const [first, ...rest] = before.pages.map((page) => ({
        ...page,
        items: page.items.filter((line) => line.sku !== sku),
      }));
      // What was entered last stands first, so that whoever counts sees it.
      return first
        ? { ...before, pages: [{ ...first, items: [...said.lines, ...first.items] }, ...rest] }
        : before;
    });
    const [line] = said.lines;
    if (!line) return;
    say({
      tone: line.difference === 0 ? 'good' : 'warn',
      title: t('counts.entered', { sku, counted: line.counted }),
      text:
        line.difference === 0
          ? t('counts.asExpected')
          : t('counts.differs', { expected: line.expected, difference: signed(line.difference) }),
    });
  }

  async function scan(code: string) {
    try {
      const known = countedOf(code) === undefined ? undefined : code;
      const levels = known ? [] : await levelsOf(code);
      const [level, ...others] = levels;
      const sku = known ?? level?.sku;
      if (!sku) {
        say({ tone: 'bad', title: t('stock.unknown', { code }), text: t('stock.unknownText') });
        return;
      }
      if (others.length > 0) {
        say({
          tone: 'warn',
          title: t('stock.several', { code }),
          text: levels.map((one) => one.sku).join(', '),
        });
        return;
      }
      await enter(sku, (countedOf(sku) ?? 0) + 1);
    } catch (error) {
      const gone = isProblem(error) && error.status < 500;
      // Entered again it says the same number, so a lost answer is looked at and not counted on.
      if (!gone) await queries.refetchQueries({ queryKey: key }).catch(() => undefined);
      say({ tone: 'bad', title: t('counts.notEntered', { code }), text: errorText(error) });
    }
  }

  return (
    <Card
      title={t('counts.enter')}
      actions={
        <Button
          className={styles.large}
          onClick={() => setTyping({ sku: lines[0]?.sku ?? '', counted: lines[0]?.counted ?? 0 })}
        >
          {t('counts.type')}
        </Button>
      }
    >
      <ScanField many label={t('receipt.code')} scanned={(code) => inTurn(() => scan(code))} />
      <ScanAnswer held={held} />
      {typing && (
        <ActionDialog
          title={t('counts.type')}
          consequences={[t('counts.typeText')]}
          action={t('frame.save')}
          onClose={() => setTyping(undefined)}
          submit={({ sku = '', counted = '' }) => enter(sku.trim(), Number(counted))}
        >
          <TextField label={t('receipt.code')} name="sku" required defaultValue={typing.sku} first />
          <TextField
            label={t('counts.counted')}
            name="counted"
            inputMode="numeric"
            pattern="[0-9]+"
            required
            defaultValue={String(typing.counted)}
          />
        </ActionDialog>
      )}
    </Card>
  );
}
