import { useState } from 'react';

interface Attempt {
  busy: boolean;
  /** What the last try failed with; undefined where it did not. */
  error: unknown;
  /** Does the work, and holds what it throws. */
  attempt: (work: () => Promise<unknown>) => Promise<void>;
  forget: () => void;
}

/** Something that is done when the person asks for it, and may fail. */
export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const forget = () => setError(undefined);

  async function attempt(work: () => Promise<unknown>) {
    setBusy(true);
    forget();
    try {
      await work();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return { busy, error, attempt, forget };
}
