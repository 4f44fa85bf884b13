import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { useDetail, type Detail } from '../../patterns/DetailPage';
import type { Payment } from '../payments/refunding';
import type { StaffOrder } from './moments';

const SOON_MS = 3_000;
const PATIENCE_MS = 30_000;

/** The order, asked for again while it is looked at. */
export const useOrder = (orderId: string): Detail<StaffOrder> =>
  useDetail<StaffOrder>(['order', orderId], (headers, signal) =>
    api().GET('/admin/orders/{order_id}', { params: { path: { order_id: orderId } }, headers, signal }),
  );

/** Its payment, the same way; nothing is asked for before there is one, nor for who may not see it. */
export function usePayment(paymentId: string | undefined): Detail<Payment> & { isAsked: boolean } {
  const may = useMay();
  const isAsked = paymentId !== undefined && may('payments.read');
  const detail = useDetail<Payment>(
    ['payment', paymentId ?? ''],
    (headers, signal) =>
      api().GET('/admin/payments/{payment_id}', {
        params: { path: { payment_id: paymentId ?? '' } },
        headers,
        signal,
      }),
    undefined,
    isAsked,
  );
  return { ...detail, isAsked };
}

/** Its parcels with their scans, asked for again with each version of the order: whatever a parcel does changes that. */
export function useParcels(order: StaffOrder | undefined) {
  const may = useMay();
  const id = order?.id ?? '';
  return useQuery({
    queryKey: ['order parcels', id, order?.version],
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/shipments', { params: { query: { order_id: id } }, signal })),
    enabled: (order?.shipments.length ?? 0) > 0 && may('shipments.read'),
    placeholderData: keepPreviousData,
  });
}

/** Its letters. One that was just asked for is looked for a while: it is written by another service. */
export function useLetters(order: StaffOrder | undefined) {
  const id = order?.id ?? '';
  const [until, setUntil] = useState(0);
  const query = useQuery({
    queryKey: ['order letters', id, order?.version],
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/letters', { params: { query: { order_id: id, limit: 50 } }, signal })),
    enabled: order !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: () => (Date.now() < until ? SOON_MS : false),
  });
  async function expect() {
    setUntil(Date.now() + PATIENCE_MS);
    await query.refetch();
  }
  return { ...query, expect };
}

interface Named {
  id: string;
}

/** What came up since the page was opened and somebody else did; `null` is not known yet. */
export function useNews<T extends Named>(known: T[] | null, isMine: (one: T) => boolean) {
  const [seen, setSeen] = useState<ReadonlySet<string>>();
  if (known && !seen) setSeen(new Set(known.map(({ id }) => id)));
  const news = seen ? (known ?? []).filter((one) => !seen.has(one.id) && !isMine(one)) : [];
  return { news, dismiss: () => setSeen(new Set((known ?? []).map(({ id }) => id))) };
}
