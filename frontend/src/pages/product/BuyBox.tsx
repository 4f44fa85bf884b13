import { lazy, Suspense, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Stock } from '../../api/catalogue';
import type { Product, Variant } from '../../api/types';
import { announce } from '../../app/announce';
import { showAdded } from '../../app/drawers';
import { Button } from '../../components/Button';
import { Exclusion } from '../../components/Exclusion';
import { ListPrice } from '../../components/ListPrice';
import { ErrorNotice } from '../../components/Notice';
import { PerMeasure } from '../../components/PerMeasure';
import { Price } from '../../components/Price';
import { Quantity } from '../../components/Quantity';
import { formatDate } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import { safeHtml } from '../../lib/safeHtml';
import { useAttempt } from '../../lib/useAttempt';
import { chosen, firstChoice, pick, type Choice } from '../../lib/variants';
import { addToCart } from '../../state/cart';
import { Gallery } from './Gallery';
import { OptionPicker } from './OptionPicker';
import { ProductFacts, StructuredData } from './ProductFacts';
import { StockLine } from './StockLine';
import { useStock } from './useStock';
import { WishButton } from './WishButton';
import styles from '../Product.module.css';

const TellMe = lazy(() => import('./TellMe'));
const MOST = 99;
const mostOf = ({ available, backorder, preorder_left }: Stock): number =>
  backorder ? MOST : Math.min(available + preorder_left, MOST);

/** Pictures, choices and the way into the cart. */
export function BuyBox({ product }: { product: Product }) {
  const [params, setParams] = useSearchParams();
  const stockOf = useStock(product);
  const buyable = (variant: Variant) => mostOf(stockOf(variant)) > 0;
  const [picked, setPicked] = useState<Choice | null>(null);
  const choice = picked ?? firstChoice(product, params.get('sku'), buyable);
  const variant = chosen(product, choice);
  const stock = variant && stockOf(variant);
  const most = stock ? mostOf(stock) : 0;
  const [wanted, setWanted] = useState(1);
  const quantity = Math.max(1, Math.min(wanted, most));
  const { busy: adding, error, attempt, forget } = useAttempt();

  function choose(name: string, value: string) {
    const next = pick(product, choice, name, value);
    setPicked(next);
    forget();
    const sku = chosen(product, next)?.sku;
    if (sku) setParams({ sku }, { replace: true, preventScrollReset: true });
  }

  async function add(sku: string) {
    await addToCart(sku, quantity);
    announce(`${quantity} × ${product.title} added to your cart`);
    showAdded(sku);
  }

  return (
    <div className={styles.layout}>
      <Gallery product={product} preferred={variant?.image} />
      <div className={styles.buy}>
        <div>
          <p className={styles.vendor}>{product.vendor}</p>
          <h1>{product.title}</h1>
          {variant && (
            <p className={styles.price}>
              <Price price={variant.price} before={variant.compare_at} kind={variant.compare_at_kind} />
            </p>
          )}
          {variant && <PerMeasure of={variant} />}
          {variant?.compare_at && variant.compare_at_kind === 'former' && (
            <p className="muted small">
              Lowest price of the 30 days before the reduction: {formatMoney(variant.compare_at)}
            </p>
          )}
          {variant && <ListPrice of={variant} />}
        </div>
        {product.options.map((option) => (
          <OptionPicker
            key={option.name}
            product={product}
            option={option}
            choice={choice}
            buyable={buyable}
            choose={choose}
          />
        ))}
        {stock && <StockLine stock={stock} tracked={variant.tracked} preorder={variant.preorder} />}
        {stock && variant.preorder && quantity > stock.available && stock.available > 0 && (
          <p className="muted small">
            {quantity - stock.available} of them are available from{' '}
            {formatDate(variant.preorder.available_from)}.
          </p>
        )}
        {variant && <Exclusion of={variant} />}
        <div className={styles.actions}>
          {most > 0 && <Quantity label="Quantity" value={quantity} max={most} onChange={setWanted} />}
          <Button
            look="accent"
            className={styles.add}
            busy={adding}
            disabled={!variant || most === 0}
            onClick={() => variant && void attempt(() => add(variant.sku))}
          >
            {most === 0 ? 'Sold out' : 'Add to cart'}
          </Button>
          {variant && <WishButton sku={variant.sku} title={product.title} />}
        </div>
        {variant && stock && most === 0 && (
          <Suspense>
            <TellMe key={variant.sku} sku={variant.sku} />
          </Suspense>
        )}
        {Boolean(error) && <ErrorNotice error={error} title="It was not added to your cart" />}
        <div
          className={styles.prose}
          dangerouslySetInnerHTML={{ __html: safeHtml(product.description_html) }}
        />
        <ProductFacts product={product} variant={variant} />
        <StructuredData product={product} buyable={buyable} />
      </div>
    </div>
  );
}
