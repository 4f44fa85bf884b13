import { Link, useParams } from 'react-router';
import { api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { safeHtml } from '../../../src/lib/safeHtml';
import { useMay } from '../../frame/me';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
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

/** A product as it is stored, in any status. */
export default function Product() {
  const t = useText();
  const may = useMay();
  const { productId = '' } = useParams();
  const detail = useDetail(['product', productId], (headers, signal) =>
    api().GET('/admin/products/{product_id}', {
      params: { path: { product_id: productId } },
      headers,
      signal,
    }),
  );
  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('products.title'), to: '/products' }]}
      version={(product) => product.version}
      title={(product) => (
        <>
          {product.title} <StateBadge state={product.status} />
        </>
      )}
      actions={(product) =>
        product.status === 'active' && (
          <a href={`/products/${product.handle}`} target="_blank" rel="noopener">
            {t('products.inShop')}
          </a>
        )
      }
    >
      {(product) => (
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
              {may('audit.read') && (
                <Link to={`/audit?object=product:${product.id}`}>{t('audit.ofThis')}</Link>
              )}
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
      )}
    </DetailPage>
  );
}
