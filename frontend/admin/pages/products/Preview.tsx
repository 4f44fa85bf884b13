import { useState } from 'react';
import { useParams } from 'react-router';
import { api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { PerMeasure } from '../../../src/components/PerMeasure';
import { Price } from '../../../src/components/Price';
import { safeHtml } from '../../../src/lib/safeHtml';
import { chosen, firstChoice, pick, type Choice } from '../../../src/lib/variants';
import { Gallery } from '../../../src/pages/product/Gallery';
import { OptionPicker } from '../../../src/pages/product/OptionPicker';
import { ProductFacts } from '../../../src/pages/product/ProductFacts';
import { StockLine } from '../../../src/pages/product/StockLine';
import shop from '../../../src/pages/Product.module.css';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import { ButtonLink } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import styles from './products.module.css';

type Product = components['schemas']['ProductView'];
type Variant = Product['variants'][number];

const buyable = ({ available, backorder, preorder }: Variant): boolean =>
  available > 0 || backorder || (preorder?.left ?? 0) > 0;

/** A product as shoppers would see it, published or not. */
export default function Preview() {
  const t = useText();
  const { productId = '' } = useParams();
  const path = { product_id: productId };
  const detail = useDetail<Product>(['product-preview', productId], (headers, signal) =>
    api().GET('/admin/products/{product_id}/preview', { params: { path }, headers, signal }),
  );
  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('products.title'), to: '/products' }]}
      title={(product) => t('product.previewOf', { title: product.title })}
      actions={() => <ButtonLink to={`/products/${productId}`}>{t('product.edit')}</ButtonLink>}
    >
      {(product) => (
        <div className={layout.stack}>
          <Notice tone="info">{t('product.previewText')}</Notice>
          <InShop product={product} />
        </div>
      )}
    </DetailPage>
  );
}

/** The parts of the storefront's page, in its language; nothing can be bought here. */
function InShop({ product }: { product: Product }) {
  const [picked, setPicked] = useState<Choice>();
  const choice = picked ?? firstChoice(product, null, buyable);
  const variant = chosen(product, choice);
  return (
    <article className={styles.shop} lang="en" dir="ltr" aria-label={product.title}>
      <div className={shop.layout}>
        <Gallery product={product} preferred={variant?.image} />
        <div className={shop.buy}>
          <div>
            <p className={shop.vendor}>{product.vendor}</p>
            <h2 className={styles.shopTitle}>{product.title}</h2>
            {variant && (
              <p className={shop.price}>
                <Price price={variant.price} before={variant.compare_at} kind={variant.compare_at_kind} />
              </p>
            )}
          </div>
          {variant && <PerMeasure of={variant} />}
          {product.options.map((option) => (
            <OptionPicker
              key={option.name}
              product={product}
              option={option}
              choice={choice}
              buyable={buyable}
              choose={(name, value) => setPicked(pick(product, choice, name, value))}
            />
          ))}
          {variant && (
            <StockLine
              stock={{ ...variant, preorder_left: variant.preorder?.left ?? 0 }}
              tracked={variant.tracked}
              preorder={variant.preorder}
            />
          )}
          <div
            className={shop.prose}
            dangerouslySetInnerHTML={{ __html: safeHtml(product.description_html) }}
          />
          <ProductFacts product={product} variant={variant} />
        </div>
      </div>
    </article>
  );
}
