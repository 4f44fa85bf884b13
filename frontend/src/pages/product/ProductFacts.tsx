import type { Product, Variant } from '../../api/types';
import { config } from '../../lib/config';
import { mediaUrl } from '../../lib/media';
import { exponent } from '../../lib/money';
import styles from '../Product.module.css';

function weight(grams: number): string {
  const kilos = new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: 'kilogram',
    maximumFractionDigits: 2,
  });
  const whole = new Intl.NumberFormat(undefined, { style: 'unit', unit: 'gram' });
  return grams >= 1000 ? kilos.format(grams / 1000) : whole.format(grams);
}

export function ProductFacts({ product, variant }: { product: Product; variant: Variant | undefined }) {
  const facts: [string, string | null | undefined][] = [
    ['Maker', product.vendor],
    ['Kind', product.product_type],
    ['Weight', variant && variant.weight_grams > 0 ? weight(variant.weight_grams) : null],
    ['Item number', variant?.sku],
    ['Barcode', variant?.barcode],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** Whether it is there, or comes for who orders it now. */
const soonness = ({ available, tracked, preorder }: Variant): string =>
  available > 0 || !tracked ? 'InStock' : preorder ? 'PreOrder' : 'BackOrder';

/** schema.org's Product, for search engines. */
export function StructuredData({
  product,
  buyable,
}: {
  product: Product;
  buyable: (variant: Variant) => boolean;
}) {
  const absolute = (src: string) => new URL(mediaUrl(src) ?? '', window.location.origin).href;
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.title,
    description: new DOMParser().parseFromString(product.description_html, 'text/html').body.textContent,
    brand: { '@type': 'Brand', name: product.vendor },
    category: product.product_type,
    image: product.images.map((image) => absolute(image.src)),
    offers: product.variants.map((variant) => ({
      '@type': 'Offer',
      sku: variant.sku,
      name: variant.title,
      price: (variant.price.amount / 10 ** exponent(variant.price.currency)).toFixed(
        exponent(variant.price.currency),
      ),
      priceCurrency: variant.price.currency,
      availability: `https://schema.org/${buyable(variant) ? soonness(variant) : 'OutOfStock'}`,
      seller: { '@type': 'Organization', name: config().shopName },
      url: absolute(`/products/${product.handle}?sku=${encodeURIComponent(variant.sku)}`),
    })),
  };
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}
