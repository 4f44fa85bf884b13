import type { components } from '../../src/api/schema';

type Schemas = components['schemas'];
const AT = '2026-11-23T10:00:00Z';

/** What the API answers about keys, events set aside and the health of services, for tests of pages. */
export const API_KEY: Schemas['ApiKeyView'] = {
  id: 'Abc0Abc1Abc2Abc3',
  name: 'ERP',
  beginning: 'souk_key_Abc0Abc1Abc2Abc3',
  permissions: ['orders.read', 'stock.read', 'stock.write'],
  permits: ['orders.read', 'stock.read'],
  made_by: 'u2',
  made_at: AT,
  expires_at: null,
  used_on: '2026-11-22',
  earlier_secret: null,
  version: 1,
};

export const DEAD_LETTER: Schemas['DeadLetterView'] = {
  lane: 'souk.payments.v1-0',
  aggregate: 'payment-0001',
  reason: 'KeyError',
  event_type: 'payment.captured',
  correlation_id: 'trace-0001',
  since: AT,
  tries: 12,
  due_at: null,
};

const PULSE: Schemas['PulseView'] = {
  service: 'cart',
  state: 'up',
  since: '',
  last_line: AT,
  errors: 0,
  last_error: null,
};

export const HEALTH: Schemas['PulsesView'] = {
  services: [
    PULSE,
    { ...PULSE, service: 'search', state: 'silent', last_line: '' },
    {
      ...PULSE,
      ...{ service: 'orders', state: 'failing', since: AT, errors: 20 },
      last_error: { type: 'KeyError', time: AT, fingerprint: 'f1' },
    },
  ],
};
