import { useLocation } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { When } from '../../ui/values';
import { Tabs } from '../../ui/Tabs';
import styles from './ops.module.css';

type Kept = components['schemas']['KeptWebhookView'];

const COLUMNS: Column<Kept>[] = [
  {
    id: 'at',
    label: 'webhooks.at',
    cell: ({ received_at }) => <When at={received_at} />,
    text: ({ received_at }) => received_at,
  },
  {
    id: 'partner',
    label: 'webhooks.partner',
    cell: ({ partner }) => partner,
    text: ({ partner }) => partner,
  },
  { id: 'type', label: 'webhooks.type', cell: ({ type }) => <bdi>{type}</bdi>, text: ({ type }) => type },
  {
    id: 'outcome',
    label: 'webhooks.outcome',
    cell: ({ outcome }) => outcome,
    text: ({ outcome }) => outcome,
  },
  {
    id: 'body',
    label: 'webhooks.body',
    from: 'tablet',
    cell: ({ body }) => (
      <span className={styles.body} dir="ltr">
        {body}
      </span>
    ),
    text: ({ body }) => body,
  },
];

/** What partners told and nobody understood: of payment providers, or of carriers, as the address says. */
export default function Webhooks() {
  const carriers = useLocation().pathname.endsWith('/carriers');
  return (
    <ListPage
      key={String(carriers)}
      name={carriers ? 'webhooks-carriers' : 'webhooks-payments'}
      title="webhooks.title"
      columns={COLUMNS}
      load={(_, cursor, signal) =>
        answer(
          api().GET(carriers ? '/admin/webhooks/carriers' : '/admin/webhooks/payments', {
            params: { query: { limit: 100, cursor } },
            signal,
          }),
        )
      }
      id={({ partner, received_at, type, body }) => `${partner} ${received_at} ${type} ${body}`}
      above={
        <Tabs
          label="webhooks.title"
          of={[
            { to: '/webhooks', label: 'webhooks.payments' },
            { to: '/webhooks/carriers', label: 'webhooks.carriers' },
          ]}
        />
      }
      empty={{ title: 'webhooks.none', text: 'webhooks.noneText' }}
    />
  );
}
