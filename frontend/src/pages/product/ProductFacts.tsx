import type { Product, Variant } from '../../api/types';
import { config } from '../../lib/config';
import { mediaUrl } from '../../lib/media';
import { exponent, type Money } from '../../lib/money';
import { sameMoney } from '../../lib/shown';
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

const plain = ({ amount, currency }: Money): string =>
  (amount / 10 ** exponent(currency)).toFixed(exponent(currency));

const PRICE_TYPES = { former: 'StrikethroughPrice', recommended: 'SRP' } as const;

/** UN/CEFACT's codes of units, Recommendation 20. */
const UNIT_CODES = {
  ...{ mg: 'MGM', g: 'GRM', kg: 'KGM', ml: 'MLT', cl: 'CLT', l: 'LTR', m3: 'MTQ' },
  ...{ mm: 'MMT', cm: 'CMT', m: 'MTR', m2: 'MTK', item: 'C62' },
} as const;

const quantity = (value: string, unit: keyof typeof UNIT_CODES) => ({
  '@type': 'QuantitativeValue',
  value,
  unitCode: UNIT_CODES[unit],
});

/** What it contains, and the measure that its price is told for. */
function content({ quantity: value, unit, per }: NonNullable<Variant['measure']>) {
  const reference =
    per === '100g' ? quantity('100', 'g') : per === '100ml' ? quantity('100', 'ml') : quantity('1', per);
  return { ...quantity(value, unit), valueReference: reference };
}

/** What it costs, and what stands beside it: https://schema.org/PriceTypeEnumeration */
function priceSpecifications({
  price,
  compare_at: before,
  compare_at_kind: kind,
  list_price: list,
  measure,
}: Variant) {
  const specification = (of: Money, more: object) => ({
    '@type': 'UnitPriceSpecification',
    price: plain(of),
    priceCurrency: of.currency,
    ...more,
  });
  return [
    specification(price, measure ? { referenceQuantity: content(measure) } : {}),
    ...(before && kind
      ? [specification(before, { priceType: `https://schema.org/${PRICE_TYPES[kind]}` })]
      : []),
    ...(list && !sameMoney(list, before)
      ? [specification(list, { priceType: 'https://schema.org/ListPrice' })]
      : []),
  ];
}

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
      price: plain(variant.price),
      priceCurrency: variant.price.currency,
      priceSpecification: priceSpecifications(variant),
      availability: `https://schema.org/${buyable(variant) ? soonness(variant) : 'OutOfStock'}`,
      seller: { '@type': 'Organization', name: config().shopName },
      url: absolute(`/products/${product.handle}?sku=${encodeURIComponent(variant.sku)}`),
    })),
  };
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}
