import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import type { StaffOrder } from '../orders/moments';

/** Its invoice, its credit notes and what goes into the parcel; asked for again whenever the order or its money moved. */
export function useDocuments(order: StaffOrder | undefined, moved: number | undefined) {
  const id = order?.id ?? '';
  return useQuery({
    queryKey: ['order documents', id, order?.version, moved],
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/orders/{order_id}/documents', { params: { path: { order_id: id } }, signal })),
    enabled: order !== undefined,
    placeholderData: keepPreviousData,
  });
}
