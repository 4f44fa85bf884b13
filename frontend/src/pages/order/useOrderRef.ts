import { useCallback, useEffect, useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { OrderRef } from '../../api/orders';
import { session } from '../../state/session';

interface Right {
  /** Null while the session starts, and for a stranger. */
  ref: OrderRef | null;
  stranger: boolean;
  /** The code of a link that works once, until it was exchanged for a key. */
  code: string | null;
  opened: (key: string | null) => void;
}

/**
 * Which order the page is about, and by what right. A guest's key comes after the # of a link, in letters of before in
 * its query; a link that was asked for has a code there, which is exchanged for a key. Either is taken out of the
 * address, so that it stays in no history and no script of somebody else reads it there; a key is kept for this tab.
 */
export function useOrderRef(): Right {
  const orderId = useParams().orderId ?? '';
  const { pathname, search, hash, ...location } = useLocation();
  const state: unknown = location.state;
  const navigate = useNavigate();
  const given = wordIn(hash.slice(1), 'key') ?? wordIn(search, 'key');
  const carried = wordIn(hash.slice(1), 'code');
  const [kept, setKept] = useState<{ orderId: string; code: string } | null>(null);
  const key = given ?? sessionStorage.getItem(place(orderId));
  const { status } = session.use();

  if (carried !== null && kept?.code !== carried) setKept({ orderId, code: carried });

  useEffect(() => {
    if (given === null && carried === null) return;
    if (given !== null) sessionStorage.setItem(place(orderId), given);
    void navigate(pathname, { replace: true, state });
  }, [given, carried, orderId, pathname, state, navigate]);

  const opened = useCallback(
    (found: string | null) => {
      if (found !== null) sessionStorage.setItem(place(orderId), found);
      setKept(null);
    },
    [orderId],
  );

  const opening = carried ?? (kept?.orderId === orderId ? kept.code : null);
  const allowed = opening === null && (key !== null || status === 'signed-in');
  return {
    ref: allowed ? { orderId, key } : null,
    stranger: opening === null && key === null && status === 'guest',
    code: opening,
    opened,
  };
}

const wordIn = (text: string, name: string): string | null => new URLSearchParams(text).get(name);

const place = (orderId: string): string => `souk.order.${orderId}`;
