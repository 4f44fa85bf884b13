import { useCallback, useEffect, useState } from 'react';
import { getOrder, type OrderRef } from '../../api/orders';
import { isAbort, isProblem } from '../../api/problem';
import type { Order } from '../../api/types';
import { isFinal } from './states';

const FIRST_MS = 1500;
const GROWTH = 1.4;
const SLOWEST_MS = 30_000;
/** Of an order at its end there is news still, of returns and refunds, but seldom. */
const ENDED_MS = 120_000;
const ENDED_SLOWEST_MS = 600_000;

/** The next pause: short again after something changed, else longer and longer. */
export function nextPause(before: number, changed: boolean): number {
  return changed ? FIRST_MS : Math.min(before * GROWTH, SLOWEST_MS);
}

/** The same of an order that has come to its end. */
export function nextPauseAfterEnd(before: number, changed: boolean): number {
  return changed || before < ENDED_MS ? ENDED_MS : Math.min(before * GROWTH, ENDED_SLOWEST_MS);
}

/** Our own "no" (not found, not yours) ends the asking; a gateway that is being replaced says no without our code. */
function isFinalRefusal(error: unknown): boolean {
  return isProblem(error) && error.code !== '' && error.status < 500 && error.status !== 429;
}

interface Followed {
  order: Order | undefined;
  error: unknown;
  /** Shows an order that another call just answered with, and follows on from there. */
  show: (order: Order) => void;
  retry: () => void;
}

/**
 * Follows an order: polls with its ETag, backs off while nothing changes or the shop does not answer, rests while
 * the page is hidden, and asks seldom once the order has come to its end.
 */
export function useOrder(ref: OrderRef | null): Followed {
  const [state, setState] = useState<{ order?: Order; error?: unknown }>({});
  const [turn, setTurn] = useState(0);
  const orderId = ref?.orderId;
  const key = ref?.key ?? null;

  useEffect(() => {
    if (!orderId) return;
    const abort = new AbortController();
    let etag: string | null = null;
    let pause = FIRST_MS;
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function ask(id: string) {
      if (document.hidden) return;
      try {
        const { order, etag: now } = await getOrder({ orderId: id, key }, etag, abort.signal);
        if (order) ended = isFinal(order.state);
        const changed = order !== null && etag !== null && now !== etag;
        pause = ended ? nextPauseAfterEnd(pause, changed) : nextPause(pause, changed);
        etag = now;
        if (order) setState({ order });
      } catch (error) {
        if (isAbort(error)) return;
        setState((before) => ({ ...before, error }));
        if (isFinalRefusal(error)) return;
        pause = nextPause(pause, false);
      }
      if (!abort.signal.aborted) timer = setTimeout(() => void ask(id), pause);
    }

    const wake = () => {
      if (document.hidden) return;
      clearTimeout(timer);
      void ask(orderId);
    };
    void ask(orderId);
    document.addEventListener('visibilitychange', wake);
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [orderId, key, turn]);

  const show = useCallback((order: Order) => {
    setState({ order });
    setTurn((n) => n + 1);
  }, []);
  const retry = useCallback(() => {
    setState({});
    setTurn((n) => n + 1);
  }, []);
  return { order: state.order, error: state.error, show, retry };
}
