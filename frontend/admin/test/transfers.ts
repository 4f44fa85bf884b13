import type { components } from '../../src/api/schema';
import { eur } from '../../src/test/data';
import { ROW } from './desk';

type Schemas = components['schemas'];

/** What the API answers about bank transfers, for tests of pages. */
export const WAITING_TRANSFER: Schemas['OrderRowView'] = {
  ...ROW,
  order_id: 'order-0002',
  number: 'S-1002',
  state: 'AWAITING_PAYMENT',
  payment: 'partially_captured',
  waiting: ['transfer'],
  pay_by: '2026-11-26T10:00:00Z',
  received: eur(1000),
};

export const GIVING_BACK: Schemas['GivingBackView'] = {
  payment_id: 'payment-0002',
  order_id: 'order-0002',
  reference: 'S-1002',
  amount: eur(5200),
  since: '2026-11-24T10:00:00Z',
  surplus: [
    {
      transfer_id: 't1',
      amount: eur(810),
      arrived_on: '2026-11-24',
      payer: 'Amira Haddad',
      account: 'DE02120300000000202051',
    },
  ],
  refunds: [
    {
      refund_id: 'r1',
      amount: eur(4390),
      status: 'requested',
      reason: 'cancelled',
      requested_by: 'system',
      requested_at: '2026-11-25T10:00:00Z',
      settled_at: null,
      failure: '',
      lines: [],
      restock: false,
      shipping: null,
      to: 'payment',
    },
  ],
};

const entry = (
  id: string,
  changes: Partial<Schemas['StatementEntryView']>,
): Schemas['StatementEntryView'] => ({
  entry_id: id,
  match: 'exact',
  bookable: true,
  amount: eur(5200),
  booked_on: '2026-11-24',
  text: 'S-1002',
  payer: 'Amira Haddad',
  account: 'DE02120300000000202051',
  parts: [],
  missing: eur(0),
  surplus: eur(0),
  ...changes,
});

export const STATEMENT: Schemas['StatementView'] = {
  account: 'DE00',
  own_account: false,
  passed_over: 3,
  entries: [
    entry('e1', {
      match: 'over',
      surplus: eur(810),
      parts: [{ order_id: 'order-0002', reference: 'S-1002', amount: eur(5200), due: eur(4390) }],
    }),
    entry('e2', { match: 'unknown', bookable: false, text: 'the rug', payer: 'Samir' }),
    entry('e3', { match: 'booked', bookable: false }),
  ],
};
