import { useEffect } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { OrderRef } from '../../api/orders';
import { session } from '../../state/session';

/**
 * Which order the page is about, and by what right; null ref while the session starts or for a stranger. A guest's key
 * comes after the # of a link, in letters of before in its query. It is kept for this tab and taken out of the address,
 * so that it stays in no history and no script of somebody else reads it there.
 */
export function useOrderRef(): { ref: OrderRef | null; stranger: boolean } {
  const orderId = useParams().orderId ?? '';
  const { pathname, search, hash, ...location } = useLocation();
  const state: unknown = location.state;
  const navigate = useNavigate();
  const given = keyIn(hash.slice(1)) ?? keyIn(search);
  const key = given ?? sessionStorage.getItem(place(orderId));
  const { status } = session.use();

  useEffect(() => {
    if (given === null) return;
    sessionStorage.setItem(place(orderId), given);
    void navigate(pathname, { replace: true, state });
  }, [given, orderId, pathname, state, navigate]);

  const allowed = key !== null || status === 'signed-in';
  return { ref: allowed ? { orderId, key } : null, stranger: key === null && status === 'guest' };
}

const keyIn = (text: string): string | null => new URLSearchParams(text).get('key');

const place = (orderId: string): string => `souk.order.${orderId}`;
