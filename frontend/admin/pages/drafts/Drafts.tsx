import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ButtonLink } from '../../ui/Button';
import { StateBadge, When } from '../../ui/values';

type Listed = components['schemas']['ListedDraftView'];

/** Orders that staff put together, as on the telephone, and those that became one lately. */
export default function Drafts() {
  const t = useText();
  const may = useMay()('orders.write');
  const begin = may && (
    <ButtonLink look="primary" to="/drafts/new">
      {t('drafts.new')}
    </ButtonLink>
  );

  const columns: Column<Listed>[] = [
    {
      id: 'who',
      label: 'drafts.who',
      cell: (one) => <bdi>{nameOf(one, t('drafts.ofOrder'))}</bdi>,
      text: (one) => nameOf(one, ''),
    },
    {
      id: 'state',
      label: 'orders.state',
      cell: ({ order_id }) => (
        <StateBadge
          state={order_id ? 'ordered' : 'open'}
          tone={order_id ? 'good' : 'info'}
          text={t(order_id ? 'drafts.ordered' : 'drafts.open')}
        />
      ),
      text: ({ order_id }) => t(order_id ? 'drafts.ordered' : 'drafts.open'),
    },
    {
      id: 'units',
      label: 'drafts.units',
      end: true,
      cell: ({ units }) => (units ? formatNumber(units) : '–'),
      text: ({ units }) => String(units),
    },
    {
      id: 'changed',
      label: 'drafts.changed',
      from: 'tablet',
      cell: ({ changed_at }) => <When at={changed_at} ago />,
      text: ({ changed_at }) => changed_at,
    },
    {
      id: 'expires',
      label: 'drafts.expires',
      from: 'desk',
      cell: ({ expires_at }) => <When at={expires_at} />,
      text: ({ expires_at }) => expires_at,
    },
  ];

  return (
    <ListPage
      name="drafts"
      title="drafts.title"
      columns={columns}
      load={(_, cursor, signal) =>
        answer(api().GET('/admin/drafts', { params: { query: { limit: 50, cursor } }, signal }))
      }
      id={({ id }) => id}
      to={({ id }) => `/drafts/${id}`}
      actions={begin}
      empty={{ title: 'drafts.none', text: 'drafts.noneText', action: begin || undefined }}
    />
  );
}

const nameOf = ({ name, email, order_id }: Listed, ordered: string): string =>
  order_id ? ordered : name || (email ?? '');
