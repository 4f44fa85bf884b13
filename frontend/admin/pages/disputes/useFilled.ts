import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import { isProblem } from '../../../src/api/problem';
import { useMay } from '../../frame/me';
import { filled, type Evidence, type Known } from './filled';

/** Evidence made of what the shop knows of the order; of what somebody may not read, nothing. Nothing while it is asked for. */
export function useFilled(orderId: string, wanted: boolean): Evidence | undefined {
  const may = useMay();
  const reads = may('orders.read');
  const ships = may('shipments.read');
  const query = useQuery({
    queryKey: ['evidence', orderId, reads, ships],
    queryFn: ({ signal }) => knownOf(orderId, reads, ships, signal),
    enabled: wanted && orderId !== '',
    staleTime: Infinity,
  });
  if (query.error) return filled({});
  return query.data && filled(query.data);
}

async function knownOf(orderId: string, reads: boolean, ships: boolean, signal: AbortSignal): Promise<Known> {
  const path = { order_id: orderId };
  const [order, documents, letters, parcels, policy] = await Promise.all([
    reads ? there(answer(api().GET('/admin/orders/{order_id}', { params: { path }, signal }))) : undefined,
    reads
      ? there(answer(api().GET('/admin/orders/{order_id}/documents', { params: { path }, signal })))
      : undefined,
    reads
      ? there(answer(api().GET('/admin/letters', { params: { query: { ...path, limit: 100 } }, signal })))
      : undefined,
    ships
      ? there(answer(api().GET('/admin/shipments', { params: { query: { ...path, limit: 100 } }, signal })))
      : undefined,
    there(answer(api().GET('/pages/{slug}', { params: { path: { slug: 'returns' } }, signal }))),
  ]);
  return {
    order,
    documents: documents?.items,
    letters: letters?.items,
    parcels: parcels?.items,
    policy: policy && textOf(policy.title, policy.html),
  };
}

/** Nothing where the shop has no such thing, or whoever asks may not read it: the rest is told all the same. */
async function there<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isProblem(error) && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  }
}

function textOf(title: string, html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  return `${title}\n${body.textContent.replace(/\n{3,}/g, '\n\n').trim()}`;
}
