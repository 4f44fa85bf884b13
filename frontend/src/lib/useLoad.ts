import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { isAbort } from '../api/problem';

interface Kept {
  data: unknown;
  at: number;
}

/** Answers of this page visit, so that going back shows the page at once. */
const kept = new Map<string, Kept>();
const FRESH_MS = 30_000;

export function forget(prefix = ''): void {
  for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
}

export function keep(key: string, data: unknown): void {
  kept.set(key, { data, at: Date.now() });
}

/** Requests on their way: who asks for the same meanwhile waits for the same answer. */
const flying = new Map<string, { answer: Promise<unknown>; abort: AbortController; waiting: number }>();

/** The answer to `key`, asked for once however many wait for it; given up when nobody does any more. */
function join<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
): { answer: Promise<T>; leave: () => void } {
  let flight = flying.get(key);
  if (!flight) {
    const abort = new AbortController();
    const answer = load(abort.signal).finally(() => {
      if (flying.get(key)?.abort === abort) flying.delete(key);
    });
    flight = { answer, abort, waiting: 0 };
    flying.set(key, flight);
  }
  const joined = flight;
  joined.waiting += 1;
  let left = false;
  return {
    answer: joined.answer as Promise<T>,
    leave: () => {
      if (left) return;
      left = true;
      joined.waiting -= 1;
      if (joined.waiting > 0) return;
      joined.abort.abort();
      if (flying.get(key) === joined) flying.delete(key);
    },
  };
}

export interface Load<T> {
  data: T | undefined;
  error: unknown;
  loading: boolean;
  reload: () => void;
}

interface Settled<T> {
  key: string | null;
  data?: T;
  error?: unknown;
}

/**
 * Loads `key` with `load` and keeps the answer for the visit: an answer younger than 30 s is not asked for again,
 * an older one is shown while a new one is on its way. A null key loads nothing.
 */
export function useLoad<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Load<T> {
  const [settled, setSettled] = useState<Settled<T>>({ key: null });
  const [turn, setTurn] = useState(0);
  const run = useEffectEvent(load);

  useEffect(() => {
    if (key === null) return;
    const hit = kept.get(key);
    if (hit && Date.now() - hit.at < FRESH_MS) return;
    let left = false;
    const { answer, leave } = join(key, (signal) => run(signal));
    answer.then(
      (data) => {
        keep(key, data);
        if (!left) setSettled({ key, data });
      },
      (error: unknown) => {
        if (!left && !isAbort(error)) setSettled({ key, error });
      },
    );
    return () => {
      left = true;
      leave();
    };
  }, [key, turn]);

  const reload = useCallback(() => {
    if (key !== null) kept.delete(key);
    setSettled({ key: null });
    setTurn((n) => n + 1);
  }, [key]);

  const mine = settled.key === key ? settled : undefined;
  const data = mine?.data ?? (key === null ? undefined : (kept.get(key)?.data as T | undefined));
  const error = mine?.error;
  return { data, error, loading: key !== null && data === undefined && error === undefined, reload };
}
