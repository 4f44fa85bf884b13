import type { Product, Variant } from '../api/types';

export type Choice = Readonly<Record<string, string>>;

const matches = (variant: Variant, choice: Choice): boolean =>
  Object.entries(choice).every(([name, value]) => variant.options[name] === value);

/** The variant that the choice names, if the maker makes it. */
export function chosen(product: Product, choice: Choice): Variant | undefined {
  return product.variants.find((variant) => matches(variant, choice));
}

export type ValueState = 'buyable' | 'sold-out' | 'not-made';

/** What picking `value` for option `name` would give, with the other options as they are. */
export function valueState(
  product: Product,
  choice: Choice,
  name: string,
  value: string,
  buyable: (variant: Variant) => boolean,
): ValueState {
  const found = product.variants.filter((variant) => matches(variant, { ...choice, [name]: value }));
  if (found.length === 0) return 'not-made';
  return found.some(buyable) ? 'buyable' : 'sold-out';
}

/** Picks `value`; when that combination is not made, the other options move to one that is. */
export function pick(product: Product, choice: Choice, name: string, value: string): Choice {
  const wanted = { ...choice, [name]: value };
  if (chosen(product, wanted)) return wanted;
  return product.variants.find((variant) => variant.options[name] === value)?.options ?? choice;
}

/** What the page starts with: the linked variant, else the first that can be bought, else the first. */
export function firstChoice(
  product: Product,
  sku: string | null,
  buyable: (variant: Variant) => boolean,
): Choice {
  const start =
    product.variants.find((variant) => variant.sku === sku) ??
    product.variants.find(buyable) ??
    product.variants[0];
  return start?.options ?? {};
}
