import { useAttempt } from '../../src/lib/useAttempt';

interface Act {
  busy: boolean;
  error: unknown;
  run: (work: () => Promise<unknown>) => Promise<void>;
}

/** Something that a button does at once; `after` shows what came of it, also of a refusal. */
export function useAct(after: () => Promise<unknown>): Act {
  const { busy, error, attempt } = useAttempt();
  return {
    busy,
    error,
    run: (work) =>
      attempt(async () => {
        try {
          await work();
        } finally {
          await after();
        }
      }),
  };
}
