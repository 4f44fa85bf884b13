import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answer, api } from '../../src/api/client';
import { formatMoney, text, worded } from '../i18n/language';
import type { IconName } from '../ui/Icon';
import { useMay } from './me';

export interface Finding {
  id: string;
  label: string;
  icon: IconName;
  to: string;
}

const SHORTEST = 2;
const REST_MS = 250;
const MOST = 5;

/** What somebody types, once they have rested a moment. */
function useRested(typed: string): string {
  const [rested, setRested] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setRested(typed), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return rested;
}

/** Orders and customers with words that begin like what is sought; what cannot be asked now is left out. */
export function useFindings(sought: string): Finding[] {
  const may = useMay();
  const q = useRested(sought);
  const asked = q === sought && q.length >= SHORTEST;
  const query = { q, limit: MOST };
  const orders = useQuery({
    queryKey: ['palette', 'orders', q],
    queryFn: ({ signal }) => answer(api().GET('/admin/backoffice/orders', { params: { query }, signal })),
    enabled: asked && may('orders.read'),
  });
  const customers = useQuery({
    queryKey: ['palette', 'customers', q],
    queryFn: ({ signal }) => answer(api().GET('/admin/backoffice/customers', { params: { query }, signal })),
    enabled: asked && may('customers.read'),
  });
  if (!asked) return [];
  const to = (path: string) => `${path}?${new URLSearchParams({ q })}`;
  return [
    ...(orders.data?.items ?? []).map(({ order_id, number, name, state, total }): Finding => ({
      id: `order ${order_id}`,
      label: [number, name, formatMoney(total), worded('state', state)].filter(Boolean).join(' · '),
      icon: 'orders',
      to: `/orders/${order_id}`,
    })),
    ...(customers.data?.items ?? []).map(({ customer_id, name, email }): Finding => ({
      id: `customer ${customer_id}`,
      label: [name, email].filter(Boolean).join(' · '),
      icon: 'person',
      to: `/customers/${customer_id}`,
    })),
    ...(orders.data?.items.length
      ? [
          {
            id: 'all orders',
            label: text('palette.orders', { text: q }),
            icon: 'search' as const,
            to: to('/orders'),
          },
        ]
      : []),
    ...(customers.data?.items.length
      ? [
          {
            id: 'all customers',
            label: text('palette.customers', { text: q }),
            icon: 'search' as const,
            to: to('/customers'),
          },
        ]
      : []),
  ];
}
