import type { OrderRef } from '../../api/orders';
import type { Order } from '../../api/types';

export const AS_CREDIT = 'Give me store credit instead of sending the money back';

/** Whether what was paid can come back as store credit: a guest has none. */
export const canBeCredit = (order: Order, at: OrderRef): boolean => !at.key && order.money.captured.amount > 0;
