import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatMoney, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column, Filter } from '../../patterns/table';
import { Button, ButtonLink } from '../../ui/Button';
import { Money, StateBadge } from '../../ui/values';
import { BulkDialog, type Selection } from './BulkDialog';
import { useCategoryPaths } from './categories';
import styles from './products.module.css';
import { STATUSES } from './statuses';

type Card = components['schemas']['StaffProductCard'];
type Status = components['schemas']['ProductStatus'];

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

const STOCK = ['low', 'out'] as const satisfies readonly components['schemas']['StockState'][];

/** What the filters of the address select, for a change of all of it; by stock nothing is selected. */
function selectionOf(params: URLSearchParams): Selection {
  const [q, category, status] = ['q', 'category', 'status'].map((name) => params.get(name) ?? undefined);
  return q || category || status ? { q, category, status: status as Status } : { everything: true };
}

export default function Products() {
  const t = useText();
  const may = useMay()('products.write');
  const [params] = useSearchParams();
  const paths = useCategoryPaths();
  const [editing, setEditing] = useState<{ selection: Selection; count?: number }>();
  const filtered = ['q', 'category', 'status'].some((name) => params.get(name));
  const filters: Filter[] = [
    { name: 'q', label: 'products.search', kind: 'search' },
    { name: 'status', label: 'products.status', kind: 'select', values: STATUSES },
    {
      name: 'category',
      label: 'product.category',
      kind: 'select',
      values: [...paths.keys()],
      named: (id) => paths.get(id) ?? id,
    },
    { name: 'stock', label: 'products.available', kind: 'select', values: STOCK, words: 'product.stock' },
  ];
  return (
    <>
      <ListPage
        name="products"
        title="products.title"
        columns={COLUMNS}
        filters={filters}
        load={({ q, status, category, stock }, cursor, signal) =>
          answer(
            api().GET('/admin/products', {
              params: {
                query: {
                  ...{ limit: 100, cursor, q, category },
                  status: status as Status | undefined,
                  stock: stock as (typeof STOCK)[number] | undefined,
                },
              },
              signal,
            }),
          )
        }
        id={(card) => card.id}
        called={({ title }) => title}
        to={(card) => `/products/${card.id}`}
        bulk={
          may
            ? [
                {
                  label: 'bulk.change',
                  run: (cards) =>
                    setEditing({ selection: { ids: cards.map(({ id }) => id) }, count: cards.length }),
                },
              ]
            : undefined
        }
        actions={
          may && (
            <>
              <ButtonLink look="primary" to="/products/new">
                {t('product.new')}
              </ButtonLink>
              {!params.get('stock') && (
                <Button onClick={() => setEditing({ selection: selectionOf(params) })}>
                  {t(filtered ? 'bulk.changeFound' : 'bulk.changeAll')}
                </Button>
              )}
            </>
          )
        }
        empty={{ title: 'products.none', text: 'products.noneText' }}
      />
      {editing && <BulkDialog {...editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}
