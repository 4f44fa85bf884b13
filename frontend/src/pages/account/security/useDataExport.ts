import { useCallback, useEffect, useState } from 'react';
import { getDataExport } from '../../../api/dataExport';
import { isAbort } from '../../../api/problem';
import type { DataExport } from '../../../api/types';

/** When to look again, in milliseconds: for its progress, and before a link ends, which is good for five minutes. */
const AGAIN = { under_way: 4000, ready: 240_000, none: 0, expired: 0 };

interface Followed {
  data?: DataExport;
  error?: unknown;
  reload: () => void;
}

/** Follows the export of the shopper's data for as long as the page is open. */
export function useDataExport(): Followed {
  const [found, setFound] = useState<{ data?: DataExport; error?: unknown }>({});
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((n) => n + 1), []);

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    getDataExport(abort.signal).then(
      (data) => {
        if (abort.signal.aborted) return;
        setFound({ data });
        if (AGAIN[data.state]) timer = setTimeout(reload, AGAIN[data.state]);
      },
      (error: unknown) => {
        if (!isAbort(error)) setFound({ error });
      },
    );
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [turn, reload]);

  return { ...found, reload };
}
