import { useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { isProblem } from '../../src/api/problem';
import { tagged, unlessStill, type Tagged } from '../api/tagged';
import { Page, type Crumb } from '../frame/Page';
import { useText } from '../i18n/useText';
import { Blank, LoadFailed, Skeleton } from '../ui/Notice';
import { toast } from '../ui/toast';

/** How often what is looked at is asked whether it changed; nothing is asked while the tab is in the background. */
export const EVERY_MS = 10_000;

type Call<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

export interface Detail<T> {
  data: T | undefined;
  /** What a change sends as If-Match. */
  tag: string | null;
  error: unknown;
  reload: () => Promise<void>;
  /** Asks again, and answers what is there now. */
  fresh: () => Promise<Tagged<T>>;
  /** Shows what a change answered with, without asking again. */
  replace: (data: T, tag?: string | null) => void;
  /** Whether the next other version is the person's own doing, which needs no telling. */
  ownRef: RefObject<boolean>;
}

/** One thing, asked for again while it is looked at, as often as what is shown wants; an answer that it is unchanged costs nothing. */
export function useDetail<T>(
  key: QueryKey,
  call: (headers: Record<string, string>, signal: AbortSignal) => Call<T>,
  everyMs: number | false | ((shown: T | undefined) => number | false) = EVERY_MS,
  enabled = true,
): Detail<T> {
  const queries = useQueryClient();
  const ownRef = useRef(false);
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => {
      const before = queries.getQueryData<Tagged<T>>(key);
      return tagged(call(unlessStill(before), signal), before);
    },
    refetchInterval: typeof everyMs === 'function' ? ({ state }) => everyMs(state.data?.data) : everyMs,
    enabled,
    // What is the same keeps its identity, so an unchanged answer draws nothing.
    staleTime: 0,
  });
  return {
    data: query.data?.data,
    tag: query.data?.tag ?? null,
    error: query.data ? undefined : query.error,
    ownRef,
    reload: async () => {
      ownRef.current = true;
      await query.refetch();
    },
    fresh: async () => {
      const { data } = await query.refetch({ throwOnError: true });
      if (!data) throw new Error('nothing was answered');
      return data;
    },
    replace: (data, tag = null) => {
      ownRef.current = true;
      queries.setQueryData<Tagged<T>>(key, { data, tag });
    },
  };
}

interface Props<T> {
  detail: Detail<T>;
  title: (data: T) => ReactNode;
  crumbs: Crumb[];
  actions?: (data: T) => ReactNode;
  /** What somebody else's change is told by: another version is another state of it. */
  version?: (data: T) => string | number;
  children: (data: T) => ReactNode;
}

/** The page of one thing: loading, gone, failed, or there. */
export function DetailPage<T>({ detail, title, crumbs, actions, version, children }: Props<T>) {
  const t = useText();
  const { data, error } = detail;
  const { ownRef } = detail;
  const shown = useRef<string | number>(undefined);

  useEffect(() => {
    if (data === undefined || !version) return;
    const before = shown.current;
    shown.current = version(data);
    if (before === undefined || before === shown.current) return;
    if (!ownRef.current && !document.hidden) toast(t('detail.changed'));
    ownRef.current = false;
  }, [data, version, ownRef, t]);

  if (isProblem(error) && error.status === 404)
    return (
      <Page title={t('detail.goneTitle')} crumbs={crumbs} quiet>
        <Blank icon="search" title={t('detail.gone')} />
      </Page>
    );
  if (error)
    return (
      <Page title={t('error.load')} crumbs={crumbs} quiet>
        <LoadFailed error={error} retry={() => void detail.reload()} />
      </Page>
    );
  if (data === undefined)
    return (
      <Page title={t('frame.loading')} crumbs={crumbs} quiet>
        <Skeleton />
      </Page>
    );
  return (
    <Page title={title(data)} crumbs={crumbs} actions={actions?.(data)}>
      {children(data)}
    </Page>
  );
}
