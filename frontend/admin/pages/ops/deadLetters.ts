import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import type { Permission } from '../../frame/me';

export type DeadLetter = components['schemas']['DeadLetterView'];
export type DeadLetters = components['schemas']['DeadLettersView'];

/** The services that show what they have set aside; cart and search have no API for staff. */
export const SERVICES = [
  'audit',
  'backoffice',
  'content',
  'logs',
  'notifications',
  'orders',
  'payments',
  'products',
  'shipping',
  'users',
  'webhooks',
] as const;
export type Service = (typeof SERVICES)[number];

export const isService = (name: string): name is Service => SERVICES.some((one) => one === name);

/** How often it is asked again while it is looked at: what is set aside is tried again every five minutes. */
export const EVERY_MS = 60_000;

const queryOf = (service: Service) => ({
  queryKey: ['dead-letters', service],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<DeadLetters> =>
    answer(api().GET(`/ops/dead-letters/${service}`, { signal })),
  refetchInterval: EVERY_MS,
});

export const useDeadLetters = (service: Service) => useQuery(queryOf(service));

/** Of every service what it has set aside, one request each. */
export function useAllDeadLetters(): { service: Service; query: UseQueryResult<DeadLetters> }[] {
  const queries = useQueries({ queries: SERVICES.map(queryOf) });
  return SERVICES.flatMap((service, index) => {
    const query = queries[index];
    return query ? [{ service, query }] : [];
  });
}

/** Asks that it is tried again; what is done meanwhile needs no more. */
export async function tryAgain(service: Service, { lane, aggregate }: DeadLetter): Promise<void> {
  await answer(api().POST(`/ops/dead-letters/${service}`, { body: { lane, aggregate } }));
}

export const nameOf = ({ lane, aggregate }: DeadLetter): string => `${lane} ${aggregate}`;

/** What the events of a kind are about, and the page that shows it. */
const ABOUT: Record<string, [needs: Permission, path: string]> = {
  order: ['orders.read', '/orders/'],
  recall: ['orders.read', '/orders/'],
  readdressing: ['orders.read', '/orders/'],
  payment: ['payments.read', '/payments/'],
  refund: ['payments.read', '/payments/'],
  dispute: ['payments.read', '/payments/'],
  shipment: ['shipments.read', '/parcels/'],
  product: ['products.read', '/products/'],
  stock: ['stock.read', '/stock/'],
  user: ['customers.read', '/customers/'],
};

/** The page of what the event is about, where there is one and the person may open it. */
export function pageOf(
  { event_type, aggregate }: DeadLetter,
  may: (permission: Permission) => boolean,
): string | null {
  const about = ABOUT[event_type.split('.')[0] ?? ''];
  return about && may(about[0]) ? about[1] + encodeURIComponent(aggregate) : null;
}
