import { readFileSync } from 'node:fs';
import { readCsv } from './csv.ts';

export const CURRENCY = 'EUR';

export interface Money {
  amount: number;
  currency: string;
}

export interface Goods {
  id: string;
  handle: string;
  title: string;
  description_html: string;
  vendor: string;
  product_type: string;
  tags: string[];
  categories: { id: string; name: string }[];
  images: { src: string; alt: string; position: number }[];
  options: { name: string; values: string[] }[];
  variants: {
    sku: string;
    title: string;
    options: Record<string, string>;
    price: Money;
    compare_at: Money | null;
    compare_at_kind: 'former' | 'recommended' | null;
    list_price: null;
    measure: null;
    price_per_measure: null;
    available: number;
    backorder: boolean;
    tracked: boolean;
    weight_grams: number;
    barcode: string;
    image: string | null;
  }[];
  seo: { title: string; description: string };
}

const money = (text: string): Money => ({ amount: Math.round(Number(text) * 100), currency: CURRENCY });
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** The seed catalogue as the API would answer with it. */
export function readGoods(file: URL): Goods[] {
  const goods = new Map<string, Goods>();
  for (const row of readCsv(readFileSync(file, 'utf8'))) {
    const handle = row.Handle ?? '';
    if (!handle) continue;
    const item = goods.get(handle) ?? start(row, handle);
    goods.set(handle, item);
    addVariant(item, row);
  }
  return [...goods.values()];
}

function start(row: Record<string, string>, handle: string): Goods {
  const path = (row['Product Category'] ?? '').split('>').map((name) => name.trim());
  const src = row['Image Src'] ?? '';
  return {
    id: handle,
    handle,
    title: row.Title ?? '',
    description_html: row['Body (HTML)'] ?? '',
    vendor: row.Vendor ?? '',
    product_type: row.Type ?? '',
    tags: (row.Tags ?? '').split(',').map((tag) => tag.trim()),
    categories: path.map((name, depth) => ({
      id: path
        .slice(0, depth + 1)
        .map(slug)
        .join('/'),
      name,
    })),
    images: src ? [{ src: `/${src}`, alt: row['Image Alt Text'] ?? '', position: 1 }] : [],
    options: [1, 2, 3]
      .map((n) => row[`Option${n} Name`] ?? '')
      .filter((name) => name && name !== 'Title')
      .map((name) => ({ name, values: [] })),
    variants: [],
    seo: { title: row['SEO Title'] ?? '', description: row['SEO Description'] ?? '' },
  };
}

function addVariant(item: Goods, row: Record<string, string>): void {
  const options: Record<string, string> = {};
  item.options.forEach((option, index) => {
    const value = row[`Option${index + 1} Value`] ?? '';
    options[option.name] = value;
    if (!option.values.includes(value)) option.values.push(value);
  });
  const before = row['Variant Compare At Price'];
  item.variants.push({
    sku: row['Variant SKU'] ?? '',
    title: Object.values(options).join(' / '),
    options,
    price: money(row['Variant Price'] ?? '0'),
    compare_at: before ? money(before) : null,
    compare_at_kind: before ? 'recommended' : null,
    ...{ list_price: null, measure: null, price_per_measure: null },
    available: Number(row['Variant Inventory Qty'] ?? 0),
    backorder: row['Variant Inventory Policy'] === 'continue',
    tracked: row['Variant Inventory Tracker'] !== '',
    weight_grams: Number(row['Variant Grams'] ?? 0),
    barcode: row['Variant Barcode'] ?? '',
    image: row['Variant Image'] ? `/${row['Variant Image']}` : null,
  });
}

export function cardOf(item: Goods): object {
  const prices = item.variants.map((variant) => variant.price.amount);
  const price_from = { amount: Math.min(...prices), currency: CURRENCY };
  const cheapest = item.variants.find((variant) => variant.price.amount === price_from.amount);
  return {
    id: item.id,
    handle: item.handle,
    title: item.title,
    image: item.images[0]?.src ?? null,
    price_from,
    price_to: { amount: Math.max(...prices), currency: CURRENCY },
    compare_at: cheapest?.compare_at ?? null,
    compare_at_kind: cheapest?.compare_at_kind ?? null,
    list_price: null,
    price_per_measure: null,
    available: item.variants.some((variant) => variant.available > 0 || variant.backorder),
    category_ids: item.categories.map((category) => category.id),
    vendor: item.vendor,
  };
}

export function categoriesOf(goods: Goods[]): object[] {
  const found = new Map<string, Record<string, unknown> & { product_count: number }>();
  for (const item of goods) {
    item.categories.forEach(({ id, name }, depth) => {
      const known = found.get(id);
      if (known) known.product_count += 1;
      else {
        const parent_id = item.categories[depth - 1]?.id ?? null;
        found.set(id, {
          id,
          name,
          parent_id,
          position: found.size,
          product_count: 1,
          image: item.images[0]?.src,
        });
      }
    });
  }
  return [...found.values()];
}
