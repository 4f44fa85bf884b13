import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { tagged, unlessStill, type Tagged } from '../../api/tagged';
import { EVERY_MS } from '../../patterns/DetailPage';

export type Note = components['schemas']['NoteView'];
type Listed = components['schemas']['PageNoteView'];

const AT_ONCE = 24;

/** What staff note about `order:<id>` or `customer:<id>`, asked for again while it is looked at; unchanged, it costs nothing. */
export function useNotes(about: string, everyMs: number | false = EVERY_MS, enabled = true) {
  const queries = useQueryClient();
  const key = ['notes', about];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => {
      const known = queries.getQueryData<{ pages: Tagged<Listed>[]; pageParams: unknown[] }>(key);
      const before = known?.pages[known.pageParams.indexOf(pageParam)];
      return tagged(
        api().GET('/admin/backoffice/notes', {
          params: { query: { about, limit: AT_ONCE, cursor: pageParam } },
          headers: unlessStill(before),
          signal,
        }),
        before,
      );
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ data }) => data.next_cursor ?? undefined,
    refetchInterval: everyMs,
    staleTime: 0,
    enabled,
  });
  return {
    notes: list.data?.pages.flatMap(({ data }) => data.items),
    list,
    reload: () => queries.invalidateQueries({ queryKey: key }),
  };
}
