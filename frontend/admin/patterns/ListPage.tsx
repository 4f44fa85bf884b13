import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState, type ComponentProps, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useText } from '../i18n/useText';
import type { Key } from '../i18n/language';
import { Page, type Crumb } from '../frame/Page';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Blank, ErrorNotice, LoadFailed, Skeleton } from '../ui/Notice';
import { toast } from '../ui/toast';
import { csvOf, download } from './csv';
import { DataTable, type Selection } from './DataTable';
import { FilterBar } from './FilterBar';
import { useKept } from './kept';
import { ColumnChoice } from './ColumnChoice';
import styles from './patterns.module.css';
import type { Column, Filter, Filters, PageOf } from './table';
import { useChosen } from './useChosen';

export interface BulkAct<T> {
  label: Key;
  danger?: boolean;
  /** Does it to the chosen rows, or opens a dialog that does; what it throws is told. */
  run: (rows: T[]) => Promise<void> | void;
}

interface Props<T> {
  /** Names the list in the address of its kept columns and views, and in its CSV. */
  name: string;
  title: Key;
  crumbs?: Crumb[];
  columns: Column<T>[];
  filters?: Filter[];
  /** One page of the server's; `filters` is what the address holds of them. */
  load: (filters: Filters, cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>;
  id: (row: T) => string;
  to?: (row: T) => string;
  bulk?: BulkAct<T>[];
  /** What a row is called where it is chosen; said aloud, so by what people know of it. */
  called?: (row: T) => string;
  actions?: ReactNode;
  /** Above the list: tabs, a form that finds one. */
  above?: ReactNode;
  /** What an empty list says where no filter holds. */
  empty?: { title: Key; text?: Key; action?: ReactNode };
  /** Where its views are kept elsewhere than in this browser. */
  views?: ComponentProps<typeof FilterBar>['views'];
  /** Asks again this often while it is looked at, for lists that move by themselves. */
  everyMs?: number;
}

/** A page may be empty and yet not be the last. So many in a row are passed over before somebody has to ask. */
const MOST_EMPTY = 5;

/** A list of the server's, page by page as it is scrolled, with its filters in the address. */
export function ListPage<T>(props: Props<T>) {
  const { name, title, filters = [], id } = props;
  const t = useText();
  const [params, setParams] = useSearchParams();
  const held: Filters = Object.fromEntries(
    filters.flatMap(({ name }) => (params.get(name) ? [[name, params.get(name) ?? '']] : [])),
  );
  const list = useInfiniteQuery({
    queryKey: [name, held],
    queryFn: ({ pageParam, signal }) => props.load(held, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: props.everyMs,
  });
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const pages = list.data?.pages ?? [];
  const rows = pages.flatMap((page) => page.items);
  const emptyAtEnd = pages.length - 1 - pages.findLastIndex((page) => page.items.length > 0);
  const { chosen, choose, clear } = useChosen();
  const [hidden, setHidden] = useKept<string[]>(
    `columns.${name}`,
    props.columns.filter((column) => column.extra).map((column) => column.id),
  );
  const columns = props.columns.filter((column) => !hidden.includes(column.id));
  const chosenRows = rows.filter((row) => chosen.has(id(row)));

  const more = useCallback(() => {
    if (emptyAtEnd < MOST_EMPTY && hasNextPage && !isFetchingNextPage && !isFetchNextPageError)
      void fetchNextPage();
  }, [emptyAtEnd, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  const isEmpty = pages.length > 0 && rows.length === 0;
  useEffect(() => {
    if (isEmpty) more();
  }, [isEmpty, more]);

  function filter(next: Filters) {
    clear();
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const { name } of filters) {
          const value = next[name];
          if (value) after.set(name, value);
          else after.delete(name);
        }
        return after;
      },
      { replace: true },
    );
  }

  function csv() {
    const told = columns.filter((column) => column.text);
    const lines = (chosenRows.length > 0 ? chosenRows : rows).map((row) =>
      told.map((column) => column.text?.(row) ?? ''),
    );
    download(`${name}.csv`, 'text/csv', csvOf([told.map((column) => t(column.label)), ...lines]));
    toast(t('list.csvMade', { count: lines.length }));
  }

  return (
    <Page
      title={t(title)}
      crumbs={props.crumbs}
      actions={
        <>
          {props.actions}
          <ColumnChoice columns={props.columns} hidden={hidden} setHidden={setHidden} />
          {props.columns.some((column) => column.text) && (
            <Button onClick={csv} disabled={rows.length === 0}>
              <Icon name="download" /> {t('list.csv')}
            </Button>
          )}
        </>
      }
    >
      {props.above}
      {filters.length > 0 && (
        <FilterBar list={name} filters={filters} held={held} change={filter} views={props.views} />
      )}
      {props.bulk && chosenRows.length > 0 && <BulkBar acts={props.bulk} rows={chosenRows} clear={clear} />}
      <Body
        {...props}
        list={list}
        rows={rows}
        columns={columns}
        filtered={Object.keys(held).length > 0}
        clear={() => filter({})}
        more={more}
        goesOn={emptyAtEnd < MOST_EMPTY}
        selection={props.bulk && { chosen, choose, called: props.called ?? id }}
      />
    </Page>
  );
}

interface BodyProps<T> extends Pick<Props<T>, 'title' | 'id' | 'to' | 'empty' | 'columns'> {
  list: {
    isPending: boolean;
    error: unknown;
    refetch: () => unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
  rows: T[];
  filtered: boolean;
  clear: () => void;
  more: () => void;
  goesOn: boolean;
  selection: Selection<T> | undefined;
}

function Body<T>({
  list,
  rows,
  filtered,
  clear,
  more,
  goesOn,
  empty,
  title,
  id,
  to,
  columns,
  selection,
}: BodyProps<T>) {
  const t = useText();
  if (list.isPending) return <Skeleton rows={10} />;
  if (list.error && rows.length === 0)
    return <LoadFailed error={list.error} retry={() => void list.refetch()} />;
  if (rows.length === 0 && list.hasNextPage)
    return goesOn ? (
      <Skeleton rows={10} />
    ) : (
      <Blank
        icon="search"
        title={t('list.nothingYet')}
        actions={
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('list.more')}
          </Button>
        }
      />
    );
  if (rows.length === 0)
    return filtered ? (
      <Blank
        icon="search"
        title={t('list.nothingFound')}
        actions={<Button onClick={clear}>{t('list.clear')}</Button>}
      />
    ) : (
      <Blank icon="list" title={t(empty?.title ?? 'list.empty')} actions={empty?.action}>
        {empty?.text && <p className="muted">{t(empty.text)}</p>}
      </Blank>
    );
  return (
    <>
      <DataTable
        label={t(title)}
        columns={columns}
        rows={rows}
        id={id}
        to={to}
        selection={selection}
        onEnd={more}
      />
      {Boolean(list.error) && <ErrorNotice error={list.error} title={t('error.load')} />}
      <p className={styles.foot} role="status">
        {t('list.loaded', { count: rows.length })}
        {list.hasNextPage && (
          <Button look="plain" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('list.more')}
          </Button>
        )}
      </p>
    </>
  );
}

function BulkBar<T>({ acts, rows, clear }: { acts: BulkAct<T>[]; rows: T[]; clear: () => void }) {
  const t = useText();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState<Key>();

  async function run(act: BulkAct<T>) {
    setBusy(act.label);
    setError(undefined);
    try {
      await act.run(rows);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(undefined);
    }
  }

  return (
    <div className={styles.bulk} role="toolbar" aria-label={t('list.bulk')}>
      <strong>{t('list.chosen', { count: rows.length })}</strong>
      {acts.map((act) => (
        <Button
          key={act.label}
          look={act.danger ? 'danger' : 'quiet'}
          busy={busy === act.label}
          onClick={() => void run(act)}
        >
          {t(act.label)}
        </Button>
      ))}
      <Button look="plain" onClick={clear}>
        {t('list.chooseNone')}
      </Button>
      {Boolean(error) && <ErrorNotice error={error} />}
    </div>
  );
}
