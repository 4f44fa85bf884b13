/** What is set aside, how services are, and keys: for looking at the pages of operations. */

type Route = [path: RegExp, answer: (query: URLSearchParams, id: string) => unknown];

const SERVICES = [
  ...['audit', 'backoffice', 'cart', 'content', 'logs', 'notifications', 'orders', 'outbox_relay'],
  ...['payments', 'products', 'search', 'shipping', 'topics', 'users', 'webhooks'],
];
const ASIDE: Record<string, number> = { notifications: 3, orders: 12, shipping: 50 };
const REASONS = [
  'KeyError',
  'ConditionalCheckFailed',
  'CarrierSilent',
  'a very long name of an error that goes on',
];
const TYPES = ['payment.captured', 'order.paid', 'shipment.delivered', ''];
const MINUTE = 60_000;

export function opsRoutes(at: string): Route[] {
  const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();

  const letterOf = (index: number) => ({
    lane: `souk.payments.v1-${index % 3}`,
    aggregate: TYPES[index % TYPES.length] ? `order-${String(index).padStart(5, '0')}` : `@${4711 + index}`,
    reason: REASONS[index % REASONS.length],
    event_type: TYPES[index % TYPES.length],
    correlation_id: TYPES[index % TYPES.length] ? 'trace-0001' : '',
    since: ago(30 + index * 200),
    tries: index,
    due_at: index % 4 === 3 ? null : ago(-index - 3),
  });

  const keyOf = (index: number, name: string, given: string[], left = given) => ({
    ...{ id: `id${index}`, name, beginning: `souk_key_A1b2C3d4E5f6G7h${index}` },
    ...{ permissions: given, permits: left, made_by: index === 2 ? 'left' : 'mock-user', made_at: at },
    expires_at: index === 1 ? null : ago(index === 3 ? 60 : -60 * 24 * 80),
    used_on: index === 2 ? null : ago(0).slice(0, 10),
    earlier_secret: index === 1 ? { until: ago(-60 * 20), used_on: ago(0).slice(0, 10) } : null,
    version: index === 1 ? 2 : 1,
  });
  const erp = ['orders.read', 'payments.read', 'shipments.read', 'stock.read', 'stock.write'];

  const pulseOf = (service: string) => {
    const state = service === 'shipping' ? 'failing' : service === 'topics' ? 'silent' : 'up';
    return {
      ...{ service, state, last_line: state === 'silent' ? '' : ago(2) },
      since: state === 'failing' ? ago(41) : '',
      errors: state === 'failing' ? 20 : 0,
      last_error: state === 'failing' ? { type: 'CarrierSilent', time: ago(3), fingerprint: 'f1' } : null,
    };
  };

  return [
    [/^\/ops\/health$/, () => ({ services: SERVICES.map(pulseOf) })],
    [
      /^\/ops\/dead-letters\/(\w+)$/,
      (_, service) => ({
        items: Array.from({ length: ASIDE[service] ?? 0 }, (_, index) => letterOf(index)),
        more: service === 'shipping',
      }),
    ],
    [
      /^\/admin\/api-keys$/,
      () => ({
        items: [
          keyOf(0, 'ERP', erp, erp.slice(2)),
          keyOf(1, 'Label printer', ['shipments.read', 'shipments.write']),
          keyOf(2, 'Data warehouse', ['reports.read'], []),
          keyOf(3, 'مستودع البيانات', ['orders.export'], []),
        ],
      }),
    ],
  ];
}
