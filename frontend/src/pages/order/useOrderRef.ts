import { useParams, useSearchParams } from 'react-router';
import type { OrderRef } from '../../api/orders';
import { session } from '../../state/session';

/** Which order the page is about, and by what right; null ref while the session starts or for a stranger. */
export function useOrderRef(): { ref: OrderRef | null; stranger: boolean } {
  const orderId = useParams().orderId ?? '';
  const key = useSearchParams()[0].get('key');
  const { status } = session.use();
  const allowed = key !== null || status === 'signed-in';
  return { ref: allowed ? { orderId, key } : null, stranger: key === null && status === 'guest' };
}
