import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatMoney, worded } from '../../i18n/language';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { Money, StateBadge } from '../../ui/values';
import styles from './products.module.css';

type Card = components['schemas']['StaffProductCard'];
type Status = components['schemas']['ProductStatus'];

export const STATUSES = ['active', 'unlisted', 'draft', 'archived'] as const satisfies readonly Status[];

const COLUMNS: Column<Card>[] = [
  {
    id: 'title',
    label: 'products.name',
    cell: (card) => (
      <span className={styles.name}>
        {card.image ? <img src={card.image} alt="" width={32} height={32} loading="lazy" /> : <span />}
        {card.title}
      </span>
    ),
    text: (card) => card.title,
  },
  {
    id: 'status',
    label: 'products.status',
    cell: (card) => <StateBadge state={card.status} />,
    text: (card) => worded('state', card.status),
  },
  {
    id: 'price',
    label: 'products.price',
    end: true,
    cell: ({ price_from, price_to }) => (
      <>
        <Money of={price_from} />
        {price_to.amount !== price_from.amount && (
          <>
            {' – '}
            <Money of={price_to} />
          </>
        )}
      </>
    ),
    text: (card) => formatMoney(card.price_from),
  },
  {
    id: 'available',
    label: 'products.available',
    from: 'tablet',
    cell: (card) =>
      card.available ? (
        <StateBadge state="in_stock" tone="good" />
      ) : (
        <StateBadge state="sold_out" tone="warn" />
      ),
    text: (card) => worded('state', card.available ? 'in_stock' : 'sold_out'),
  },
  {
    id: 'vendor',
    label: 'products.vendor',
    from: 'tablet',
    cell: (card) => card.vendor,
    text: (card) => card.vendor,
  },
  {
    id: 'categories',
    label: 'products.categories',
    from: 'desk',
    cell: (card) => card.category_ids.join(', '),
    text: (card) => card.category_ids.join(' '),
  },
  {
    id: 'handle',
    label: 'products.handle',
    extra: true,
    cell: (card) => card.handle,
    text: (card) => card.handle,
  },
];

export default function Products() {
  return (
    <ListPage
      name="products"
      title="products.title"
      columns={COLUMNS}
      filters={[{ name: 'status', label: 'products.status', kind: 'select', values: STATUSES }]}
      load={({ status }, cursor, signal) =>
        answer(
          api().GET('/admin/products', {
            params: { query: { limit: 100, cursor, status: status as Status | undefined } },
            signal,
          }),
        )
      }
      id={(card) => card.id}
      to={(card) => `/products/${card.id}`}
      empty={{ title: 'products.none', text: 'products.noneText' }}
    />
  );
}
