import { answer, api } from '../../../src/api/client';
import { ListPage } from '../../patterns/ListPage';
import { LOG_COLUMNS, TRACE_COLUMN } from './logColumns';

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
const SERVICES = [
  'audit',
  'backoffice',
  'cart',
  'content',
  'log_forwarder',
  'logs',
  'notifications',
  'orders',
  'outbox_relay',
  'payments',
  'products',
  'search',
  'shipping',
  'topics',
  'users',
  'webhooks',
] as const;

export default function Logs() {
  return (
    <ListPage
      name="logs"
      title="logs.title"
      columns={[...LOG_COLUMNS, TRACE_COLUMN]}
      filters={[
        { name: 'level', label: 'logs.level', kind: 'select', values: LEVELS },
        { name: 'service', label: 'logs.service', kind: 'select', values: SERVICES, words: 'service' },
        { name: 'correlation_id', label: 'logs.correlation', kind: 'search' },
      ]}
      load={({ level, service, correlation_id }, cursor, signal) =>
        answer(
          api().GET('/ops/logs', {
            params: {
              query: {
                limit: 100,
                cursor,
                service,
                correlation_id,
                level: LEVELS.find((one) => one === level),
              },
            },
            signal,
          }),
        )
      }
      id={({ id }) => id}
      empty={{ title: 'logs.none' }}
    />
  );
}
