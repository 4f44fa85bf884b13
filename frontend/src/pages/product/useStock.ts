import { useEffect, useState } from 'react';
import { getStock, type Stock } from '../../api/catalogue';
import type { Product, Variant } from '../../api/types';

const EVERY_MS = 20_000;

/**
 * Live stock of the product's variants: asked for on arrival, every 20 s while the page is looked at, and when it
 * comes back into view. Until the first answer (or when there is none) the product's own figures stand in.
 */
export function useStock(product: Product): (variant: Variant) => Stock {
  const [live, setLive] = useState<Map<string, Stock>>(new Map());
  const skus = product.variants.map((variant) => variant.sku).join('\n');

  useEffect(() => {
    const abort = new AbortController();
    const ask = () => {
      if (document.hidden) return;
      getStock(skus.split('\n'), abort.signal).then(setLive, () => undefined);
    };
    ask();
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener('visibilitychange', ask);
    return () => {
      abort.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [skus]);

  return (variant) => live.get(variant.sku) ?? { ...variant, preorder_left: variant.preorder?.left ?? 0 };
}
