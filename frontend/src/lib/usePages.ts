import { useState } from 'react';
import { keep, useLoad } from './useLoad';

export interface PageOf<T, C, A = undefined> {
  items: T[];
  next: C | null;
  /** What the list as a whole says of itself: its total, its facets. */
  about?: A;
}

export interface Pages<T, C, A> {
  items: T[];
  next: C | null;
  about: A | undefined;
  loading: boolean;
  error: unknown;
  reload: () => void;
  /** Loads the next page behind the ones shown; `moreError` says when that failed. */
  more: () => Promise<void>;
  loadingMore: boolean;
  moreError: unknown;
}

/** A list that grows page by page ("load more"); what was loaded is kept for the visit under `key`. */
export function usePages<T, C, A = undefined>(
  key: string | null,
  load: (from: C | null, signal?: AbortSignal) => Promise<PageOf<T, C, A>>,
): Pages<T, C, A> {
  const first = useLoad(key, (signal) => load(null, signal));
  const [grown, setGrown] = useState<{ key: string | null; page: PageOf<T, C, A> }>();
  const [moreState, setMoreState] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  const page = grown?.key === key ? grown.page : first.data;

  async function more() {
    if (page?.next == null || key === null || moreState.busy) return;
    setMoreState({ busy: true });
    try {
      const following = await load(page.next);
      const all = { ...following, items: [...page.items, ...following.items] };
      keep(key, all);
      setGrown({ key, page: all });
      setMoreState({ busy: false });
    } catch (error) {
      setMoreState({ busy: false, error });
    }
  }

  return {
    items: page?.items ?? [],
    next: page?.next ?? null,
    about: page?.about,
    loading: first.loading,
    error: first.error,
    reload: () => {
      setGrown(undefined);
      first.reload();
    },
    more,
    loadingMore: moreState.busy,
    moreError: moreState.error,
  };
}
