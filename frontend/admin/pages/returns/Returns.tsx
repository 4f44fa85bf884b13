import { Link, useLocation } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { Tabs } from '../../ui/Tabs';
import { When } from '../../ui/values';
import { contents, numberOf, State, STATES, type Return } from './states';

/** The returns in a state, the longest there first: what waits for a decision, for the goods, or for the money. */
export default function Returns() {
  const t = useText();
  const last = useLocation().pathname.split('/').at(-1);
  const state = STATES.find((one) => one === last) ?? 'requested';

  const columns: Column<Return>[] = [
    {
      id: 'number',
      label: 'returns.number',
      cell: (one) => <bdi>{numberOf(one)}</bdi>,
      text: numberOf,
    },
    {
      id: 'order',
      label: 'shipments.order',
      from: 'tablet',
      cell: ({ order_id, order_number }) => (
        <Link to={`/orders/${order_id}`}>
          <bdi>{order_number}</bdi>
        </Link>
      ),
      text: ({ order_number }) => order_number,
    },
    {
      id: 'kind',
      label: 'returns.kind',
      from: 'tablet',
      cell: ({ kind }) => t(`returns.kind.${kind}`),
      text: ({ kind }) => kind,
    },
    {
      id: 'state',
      label: 'orders.state',
      cell: ({ state }) => <State of={state} />,
      text: ({ state }) => state,
    },
    {
      id: 'contents',
      label: 'shipments.contents',
      cell: (one) => <bdi>{contents(one.lines)}</bdi>,
      text: (one) => contents(one.lines),
    },
    {
      id: 'since',
      label: 'returns.askedFor',
      from: 'tablet',
      cell: ({ requested_at }) => <When at={requested_at} ago />,
      text: ({ requested_at }) => requested_at,
    },
    {
      id: 'failure',
      label: 'returns.failure',
      extra: true,
      cell: ({ failure }) => failure || '–',
      text: ({ failure }) => failure,
    },
  ];

  return (
    <ListPage
      key={state}
      name={`returns-${state}`}
      title="returns.title"
      columns={columns}
      load={(_, cursor, signal) =>
        answer(api().GET('/admin/returns', { params: { query: { limit: 100, cursor, state } }, signal }))
      }
      id={({ id }) => id}
      to={({ id }) => `/returns/of/${id}`}
      above={
        <Tabs
          label="returns.states"
          of={STATES.map((one) => ({
            to: one === 'requested' ? '/returns' : `/returns/${one}`,
            label: `returns.state.${one}` as const,
          }))}
        />
      }
      empty={{ title: 'returns.none', text: 'returns.noneText' }}
      everyMs={15_000}
    />
  );
}
