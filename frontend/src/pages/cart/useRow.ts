import { useRef, type RefObject } from 'react';
import { announce } from '../../app/announce';
import { focusAfter } from '../../lib/focus';
import { useAttempt } from '../../lib/useAttempt';

interface Row {
  row: RefObject<HTMLLIElement | null>;
  busy: boolean;
  error: unknown;
  /** Does it unless something else is being done, and says so. */
  run: (action: () => Promise<void>, said: string) => Promise<void>;
}

/** A row of a list, which what is done to it may take away: the focus then goes to where it was. */
export function useRow(): Row {
  const row = useRef<HTMLLIElement>(null);
  const { busy, error, attempt } = useAttempt();

  async function run(action: () => Promise<void>, said: string) {
    if (busy) return;
    const focusNext = focusAfter(row.current);
    await attempt(async () => {
      await action();
      announce(said);
      // Once the row has left, where it does.
      setTimeout(() => row.current ?? focusNext());
    });
  }

  return { row, busy, error, run };
}
