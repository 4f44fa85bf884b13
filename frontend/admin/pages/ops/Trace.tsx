import { useParams } from 'react-router';
import { api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import { LOG_COLUMNS } from './logColumns';

/** Everything one request set off, over all services. */
export default function Trace() {
  const t = useText();
  const { correlationId = '' } = useParams();
  const detail = useDetail<components['schemas']['TraceView']>(['trace', correlationId], (headers, signal) =>
    api().GET('/ops/traces/{correlation_id}', {
      params: { path: { correlation_id: correlationId } },
      headers,
      signal,
    }),
  );
  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('logs.title'), to: '/logs' }]}
      title={({ correlation_id }) => (
        <>
          {t('trace.title')} <bdi>{correlation_id}</bdi>
        </>
      )}
    >
      {(trace) => (
        <>
          <p className="muted">{t('trace.services', { services: trace.services.join(', ') })}</p>
          <DataTable
            label={t('trace.title')}
            columns={LOG_COLUMNS}
            rows={trace.entries}
            id={({ id }) => id}
          />
        </>
      )}
    </DetailPage>
  );
}
