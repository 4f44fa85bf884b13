import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatNumber, formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column, Filter } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { toast } from '../../ui/toast';
import { StateBadge, When } from '../../ui/values';

type Delivery = components['schemas']['HookDeliveryView'];

const STATES = ['pending', 'delivered', 'failed'] as const;
const FILTERS: Filter[] = [
  { name: 'state', label: 'integrations.state', kind: 'select', values: STATES, words: 'state' },
];
const COLUMNS: Column<Delivery>[] = [
  {
    id: 'type',
    label: 'integrations.event',
    cell: ({ type }) => <bdi>{type}</bdi>,
    text: ({ type }) => type,
  },
  {
    id: 'state',
    label: 'integrations.state',
    cell: ({ state }) => <StateBadge state={state} />,
    text: ({ state }) => state,
  },
  {
    id: 'answer',
    label: 'integrations.answer',
    cell: ({ status, problem, answer: said }) => (
      <bdi>{[status, problem, said].filter(Boolean).join(' · ')}</bdi>
    ),
    text: ({ status, problem }) => String(status ?? problem),
  },
  {
    id: 'attempts',
    label: 'integrations.attempts',
    end: true,
    from: 'tablet',
    cell: ({ attempts }) => formatNumber(attempts),
    text: ({ attempts }) => String(attempts),
  },
  {
    id: 'changed',
    label: 'integrations.changed',
    from: 'tablet',
    cell: ({ changed_at }) => <When at={changed_at} ago />,
    text: ({ changed_at }) => changed_at,
  },
  {
    id: 'due',
    label: 'integrations.due',
    from: 'desk',
    cell: ({ due_at }) => <When at={due_at} ago />,
    text: ({ due_at }) => due_at ?? '',
  },
];

/** What was sent to an endpoint and what waits, to be sent again. */
export default function Deliveries() {
  const t = useText();
  const { endpointId = '' } = useParams();
  const queries = useQueryClient();
  const [repeating, setRepeating] = useState(false);
  const name = `deliveries-${endpointId}`;

  async function done(repeated: number) {
    await queries.invalidateQueries({ queryKey: [name] });
    toast(t('integrations.repeated', { count: repeated }));
  }

  async function repeat(rows: Delivery[]) {
    for (const { event_id } of rows)
      await answer(
        api().POST('/admin/webhooks/endpoints/{endpoint_id}/deliveries/{event_id}/repeat', {
          params: { path: { endpoint_id: endpointId, event_id } },
        }),
      );
    await done(rows.length);
  }

  return (
    <>
      <ListPage
        name={name}
        title="integrations.deliveries"
        columns={COLUMNS}
        filters={FILTERS}
        load={({ state }, cursor, signal) =>
          answer(
            api().GET('/admin/webhooks/endpoints/{endpoint_id}/deliveries', {
              params: {
                path: { endpoint_id: endpointId },
                query: { limit: 100, cursor, state: state as Delivery['state'] | undefined },
              },
              signal,
            }),
          )
        }
        id={({ event_id }) => event_id}
        called={({ type, changed_at }) => `${type}, ${formatWhen(changed_at)}`}
        bulk={[{ label: 'integrations.repeat', run: repeat }]}
        actions={<Button onClick={() => setRepeating(true)}>{t('integrations.repeatFailed')}</Button>}
        empty={{ title: 'integrations.nothing', text: 'integrations.nothingText' }}
        everyMs={10_000}
      />
      {repeating && (
        <ActionDialog
          title={t('integrations.repeatFailed')}
          consequences={[t('integrations.repeatText')]}
          action={t('integrations.repeat')}
          onClose={() => setRepeating(false)}
          submit={async ({ since = '' }) => {
            const path = { endpoint_id: endpointId };
            const body = { since: new Date(since).toISOString() };
            let repeated = 0;
            for (let more = true; more;) {
              const sent = await answer(
                api().POST('/admin/webhooks/endpoints/{endpoint_id}/repeat-failed', {
                  params: { path },
                  body,
                }),
              );
              repeated += sent.repeated;
              more = sent.more && sent.repeated > 0;
            }
            await done(repeated);
          }}
        >
          <TextField label={t('integrations.since')} name="since" type="datetime-local" required first />
        </ActionDialog>
      )}
    </>
  );
}
