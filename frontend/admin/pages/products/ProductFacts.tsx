import { Link } from 'react-router';
import type { components } from '../../../src/api/schema';
import { safeHtml } from '../../../src/lib/safeHtml';
import { useMay } from '../../frame/me';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { Card, Facts, Money, When } from '../../ui/values';
import styles from './products.module.css';

type Variant = components['schemas']['VariantView'];

const VARIANTS: Column<Variant>[] = [
  { id: 'sku', label: 'products.sku', cell: ({ sku }) => <bdi>{sku}</bdi> },
  { id: 'title', label: 'products.variant', cell: ({ title }) => title || '–' },
  { id: 'price', label: 'products.price', end: true, cell: ({ price }) => <Money of={price} /> },
  { id: 'available', label: 'stock.available', end: true, cell: ({ available }) => formatNumber(available) },
  {
    id: 'barcode',
    label: 'products.barcode',
    from: 'tablet',
    cell: ({ barcode }) => <bdi>{barcode || '–'}</bdi>,
  },
  {
    id: 'weight',
    label: 'products.weight',
    from: 'tablet',
    end: true,
    cell: ({ weight_grams }) =>
      formatNumber(weight_grams, { style: 'unit', unit: 'gram', unitDisplay: 'short' }),
  },
];

/** A product as it is stored, for those who may not change it. */
export default function ProductFacts({ product }: { product: components['schemas']['StaffProductView'] }) {
  const t = useText();
  const may = useMay();
  return (
    <div className={layout.columns}>
      <div className={layout.stack}>
        <Card title={t('products.variants')}>
          <DataTable
            label={t('products.variants')}
            columns={VARIANTS}
            rows={product.variants}
            id={({ sku }) => sku}
            to={may('stock.read') ? ({ sku }) => `/stock/${encodeURIComponent(sku)}` : undefined}
            short
          />
        </Card>
        <Card title={t('products.description')}>
          {/* The same cleaning as in the shop: descriptions come from files. */}
          <div dangerouslySetInnerHTML={{ __html: safeHtml(product.description_html) }} />
        </Card>
      </div>
      <div className={layout.stack}>
        <Card title={t('products.pictures')}>
          <ul className={styles.pictures}>
            {product.images.map(({ src, alt }) => (
              <li key={src}>
                <img src={src} alt={alt} loading="lazy" />
              </li>
            ))}
          </ul>
        </Card>
        <Card title={t('products.about')}>
          <Facts
            of={[
              [t('products.vendor'), product.vendor],
              [t('products.type'), product.product_type],
              [t('products.categories'), product.categories.map(({ name }) => name).join(', ')],
              [t('products.tags'), product.tags.join(', ')],
              [t('products.handle'), <bdi key="handle">{product.handle}</bdi>],
              [t('products.published'), <When key="published" at={product.published_at} />],
              [t('products.updated'), <When key="updated" at={product.updated_at} ago />],
            ]}
          />
          {may('audit.read') && <Link to={`/audit?object=product:${product.id}`}>{t('audit.ofThis')}</Link>}
        </Card>
        <Card title={t('products.seo')}>
          <Facts
            of={[
              [t('products.seoTitle'), product.seo.title || product.title],
              [t('products.seoText'), product.seo.description],
            ]}
          />
        </Card>
      </div>
    </div>
  );
}
