import type { components } from '../../../src/api/schema';
import { parseAmount, plainAmount } from '../../../src/lib/money';
import { htmlOf, textOf } from './markup';

type Schemas = components['schemas'];
export type Stored = Schemas['StaffProductView'];
type Body = Schemas['ProductBody'];
type Status = Schemas['ProductStatus'];
/** Why shoppers cannot withdraw from buying it; empty where they can. */
export type Exclusion = NonNullable<Schemas['VariantBody']['withdrawal_exclusion']> | '';
export const EXCLUSIONS: Exclusion[] = [
  '',
  'made_to_order',
  'perishable',
  'press',
  'dated_service',
  'sealed_hygiene',
  'sealed_media',
  'digital_content',
];
type TaxClass = NonNullable<Schemas['VariantBody']['tax_class']>;

/** What happens when a variant is sold out; `untracked`: nobody counts it. */
export type Policy = 'deny' | 'preorder' | 'backorder' | 'untracked';

/** What a variant's price is compared with. */
export type Comparison = 'former' | 'recommended';

export type Unit = Schemas['MeasureUnit'];
export type Per = Schemas['MeasureReference'];

/** By unit the measures that a price can be told for, the usual one first. */
export const MEASURES: Record<Unit, Per[]> = {
  ...{ mg: ['kg', '100g'], g: ['kg', '100g'], kg: ['kg', '100g'] },
  ...{ ml: ['l', '100ml'], cl: ['l', '100ml'], l: ['l', '100ml'], m3: ['m3', 'l'] },
  ...{ mm: ['m'], cm: ['m'], m: ['m'], m2: ['m2'], item: ['item'] },
};
export const UNITS = Object.keys(MEASURES) as Unit[];

export interface ScheduledPrice {
  price: string;
  since: string;
  until: string;
}

/** A variant as its fields hold it: amounts and numbers are what was typed. */
export interface DraftVariant {
  sku: string;
  /** Its value of each of the product's options, in their order; empty where the option has no value yet. */
  options: string[];
  price: string;
  compare_at: string;
  compared: Comparison;
  /** Prices from a moment on: amounts as they are typed, moments as they are stored, empty for none. */
  scheduled: ScheduledPrice[];
  /** What it contains: a number, its unit, empty where its price is told for no measure, and the measure. */
  content: string;
  unit: Unit | '';
  per: Per | '';
  weight: string;
  barcode: string;
  policy: Policy;
  /** Of what is sold in advance: how many at most beyond the stock, and from which day on there are some. */
  preorder_units: string;
  available_from: string;
  image: string | null;
  requires_shipping: boolean;
  gift_card: boolean;
  tax_class: TaxClass;
  /** Of the rules of delivery; empty for what has no size of its own. */
  size_class: string;
  exclusion: Exclusion;
  /** Of a variant that is not stored yet: the units it begins with. */
  on_hand: string;
  /** Units that can be sold, of one that is stored: it keeps its SKU. */
  available?: number;
  /** Of one that is stored: what became of its former price, and the one that could be shown. */
  ground?: Stored['variants'][number]['compare_at_ground'];
  prior?: Schemas['MoneyView'] | null;
  /** The prices that shoppers were shown, the latest first. */
  shown?: Schemas['ShownPriceView'][];
  /** Those that promotions are known to bring, the soonest first. */
  planned?: Schemas['ShownPriceView'][];
}

export interface Draft {
  title: string;
  handle: string;
  /** As it is written: a blank line begins a paragraph. */
  description: string;
  vendor: string;
  product_type: string;
  /** Names from the root: Home > Kitchen. */
  category: string;
  tags: string[];
  status: Status;
  attributes: { name: string; value: string }[];
  seo_title: string;
  seo_description: string;
  options: { name: string; values: string[] }[];
  variants: DraftVariant[];
  images: { src: string; alt: string }[];
}

export type Part = keyof Draft;

/** What a variant is: a thing in a parcel, work or a ticket, content that is not on a carrier, or a gift card, which all
 * variants of its product are. */
export const KINDS = ['goods', 'service', 'digital', 'gift_card'] as const;
export const TAX_CLASSES = ['standard', 'reduced', 'second_reduced', 'super_reduced', 'zero'] as const;
export type Kind = (typeof KINDS)[number];

export const kindOf = ({ gift_card: card, requires_shipping: sent, exclusion }: DraftVariant): Kind =>
  card ? 'gift_card' : sent ? 'goods' : exclusion === 'digital_content' ? 'digital' : 'service';

/** A gift card is sold without end, for what it is worth. */
const AS_CARD: Partial<DraftVariant> = { policy: 'untracked', compare_at: '', scheduled: [], unit: '' };

/** Digital content has its own rule of withdrawal, which nothing else has. */
export const ofKind = (kind: Kind, { exclusion }: DraftVariant): Partial<DraftVariant> => ({
  requires_shipping: kind === 'goods',
  gift_card: kind === 'gift_card',
  ...(kind === 'gift_card' ? AS_CARD : {}),
  exclusion:
    kind === 'digital'
      ? 'digital_content'
      : kind === 'gift_card' || exclusion === 'digital_content'
        ? ''
        : exclusion,
});

/** What somebody else changed while this was being written. */
export interface Met {
  was: Draft;
  now: Draft;
  parts: Part[];
}

const NEW_VARIANT: DraftVariant = {
  ...{ sku: '', options: [], price: '', compare_at: '', weight: '0', barcode: '', policy: 'deny' },
  ...{
    compared: 'former',
    scheduled: [],
    content: '',
    unit: '',
    per: '',
    preorder_units: '',
    available_from: '',
  },
  ...{
    image: null,
    requires_shipping: true,
    gift_card: false,
    tax_class: 'standard',
    size_class: '',
    exclusion: '',
    on_hand: '0',
  },
};

export const EMPTY: Draft = {
  ...{ title: '', handle: '', description: '', vendor: '', product_type: '', category: '', tags: [] },
  ...{ status: 'draft', attributes: [], seo_title: '', seo_description: '', options: [], images: [] },
  variants: [NEW_VARIANT],
};

const amountOf = ({ amount, currency }: Schemas['MoneyView']): string => plainAmount(amount, currency);

function policyOf({ tracked, backorder, preorder }: Stored['variants'][number]): Policy {
  if (!tracked) return 'untracked';
  return preorder ? 'preorder' : backorder ? 'backorder' : 'deny';
}

export function draftOf(product: Stored): Draft {
  const { title, handle, description_html, vendor, product_type, tags, status, attributes } = product;
  return {
    ...{ title, handle, vendor, product_type, tags, status, attributes },
    description: textOf(description_html),
    category: product.categories.map(({ name }) => name).join(' > '),
    seo_title: product.seo_title,
    seo_description: product.seo.description,
    options: product.options,
    images: [...product.images]
      .sort((one, other) => one.position - other.position)
      .map(({ src, alt }) => ({ src, alt })),
    variants: product.variants.map((variant) => ({
      sku: variant.sku,
      options: product.options.map(({ name }) => variant.options[name] ?? ''),
      price: amountOf(variant.price),
      compare_at: variant.compare_at ? amountOf(variant.compare_at) : '',
      compared: variant.recommended ? 'recommended' : 'former',
      scheduled: variant.scheduled_prices.map(({ price, since, until }) => ({
        ...{ price: amountOf(price), since, until: until ?? '' },
      })),
      content: variant.measure?.quantity ?? '',
      unit: variant.measure?.unit ?? '',
      per: variant.measure?.per ?? '',
      weight: String(variant.weight_grams),
      barcode: variant.barcode,
      policy: policyOf(variant),
      preorder_units: variant.preorder ? String(variant.preorder.units) : '',
      available_from: variant.preorder?.available_from ?? '',
      image: variant.image,
      requires_shipping: variant.requires_shipping,
      gift_card: product.gift_card,
      tax_class: (variant.tax_class || 'standard') as TaxClass,
      size_class: variant.size_class,
      exclusion: variant.withdrawal_exclusion ?? '',
      on_hand: '0',
      available: variant.available,
      ground: variant.compare_at_ground,
      prior: variant.prior_price,
      shown: variant.shown_prices,
      planned: variant.planned_prices,
    })),
  };
}

/** What the API takes. Amounts that are none become nothing, which it refuses at their field. A description that nobody
 * touched stays as it is stored, to the letter. */
export function bodyOf(draft: Draft, currency: string, stored?: Stored): Body {
  const untouched = stored && draft.description === textOf(stored.description_html);
  const money = (text: string) => ({ amount: parseAmount(text, currency) ?? -1, currency });
  const used = draft.options.flatMap(({ values }, index) => (values.length > 0 ? [index] : []));
  const { title, vendor, product_type, category, tags, status, images, seo_title, seo_description } = draft;
  return {
    ...{ title: title.trim(), vendor, product_type, category, tags, status, images },
    ...{ seo_title, seo_description },
    handle: draft.handle.trim(),
    description_html: untouched ? stored.description_html : htmlOf(draft.description),
    attributes: draft.attributes.filter(({ name, value }) => name.trim() || value.trim()),
    options: used.map((index) => draft.options[index]?.name.trim() ?? ''),
    gift_card: draft.variants.every((variant) => variant.gift_card),
    variants: draft.variants.map((variant) => ({
      sku: variant.sku.trim(),
      options: used.map((index) => variant.options[index] ?? ''),
      price: money(variant.price),
      compare_at: variant.compare_at.trim() ? money(variant.compare_at) : null,
      recommended: variant.compared === 'recommended' && variant.compare_at.trim() !== '',
      scheduled_prices: variant.scheduled.map(({ price, since, until }) => ({
        ...{ price: money(price), since, until: until || null },
      })),
      measure: variant.unit
        ? { quantity: decimal(variant.content), unit: variant.unit, per: variant.per || null }
        : null,
      backorder: variant.policy === 'backorder' || variant.policy === 'untracked',
      preorder:
        variant.policy === 'preorder'
          ? { units: Number(variant.preorder_units) || 0, available_from: variant.available_from }
          : null,
      tracked: variant.policy !== 'untracked',
      weight_grams: Number(variant.weight) || 0,
      barcode: variant.barcode.trim(),
      image: variant.image,
      requires_shipping: variant.requires_shipping,
      tax_class: variant.tax_class,
      size_class: variant.size_class.trim(),
      withdrawal_exclusion: variant.exclusion || null,
      on_hand: variant.available === undefined ? Number(variant.on_hand) || 0 : 0,
    })),
  };
}

/** A number as people write it, as the API takes it: 0,75 is 0.75. */
const decimal = (text: string): string => text.trim().replace(',', '.');

export const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length).trimEnd()}…` : text;

export const nameOf = (variant: DraftVariant): string => variant.options.filter(Boolean).join(' / ');

const keyOf = (options: string[]): string => JSON.stringify(options);
const without = <T>(list: T[], index: number): T[] => list.filter((_, at) => at !== index);
const replaced = <T>(list: T[], index: number, value: T): T[] =>
  list.map((old, at) => (at === index ? value : old));

const optionWith = (draft: Draft, index: number, values: string[]): Draft['options'] =>
  draft.options.map((option, at) => (at === index ? { ...option, values } : option));

/** A variant like another, of other values; SKU, barcode and stock are its own. */
function like(variant: DraftVariant, options: string[]): DraftVariant {
  const own = {
    sku: '',
    barcode: '',
    on_hand: '0',
    available: undefined,
    ground: null,
    prior: null,
    shown: [],
  };
  return { ...variant, options, ...own };
}

export const addOption = (draft: Draft): Draft => ({
  ...draft,
  options: [...draft.options, { name: '', values: [] }],
  variants: draft.variants.map((variant) => ({ ...variant, options: [...variant.options, ''] })),
});

/** Of variants that become the same, the first stays. */
export function removeOption(draft: Draft, index: number): Draft {
  const seen = new Set<string>();
  const variants = draft.variants
    .map((variant) => ({ ...variant, options: without(variant.options, index) }))
    .filter(({ options }) => !seen.has(keyOf(options)) && seen.add(keyOf(options)));
  return { ...draft, options: without(draft.options, index), variants };
}

export const renameOption = (draft: Draft, index: number, name: string): Draft => ({
  ...draft,
  options: draft.options.map((option, at) => (at === index ? { ...option, name } : option)),
});

/** The first value goes to the variants that are there; each other one makes variants of its own. */
export function addValue(draft: Draft, index: number, value: string): Draft {
  const known = draft.options[index]?.values ?? [];
  if (!value || known.some((other) => other.toLowerCase() === value.toLowerCase())) return draft;
  const options = optionWith(draft, index, [...known, value]);
  if (known.length === 0)
    return {
      ...draft,
      options,
      variants: draft.variants.map((variant) => ({
        ...variant,
        options: replaced(variant.options, index, value),
      })),
    };
  const made = new Map<string, DraftVariant>();
  for (const variant of draft.variants) {
    const values = replaced(variant.options, index, value);
    if (!made.has(keyOf(values))) made.set(keyOf(values), like(variant, values));
  }
  return { ...draft, options, variants: [...draft.variants, ...made.values()] };
}

/** With its last value an option keeps its name; with another one its variants go. */
export function removeValue(draft: Draft, index: number, value: string): Draft {
  const left = (draft.options[index]?.values ?? []).filter((other) => other !== value);
  const variants =
    left.length === 0
      ? draft.variants.map((variant) => ({ ...variant, options: replaced(variant.options, index, '') }))
      : draft.variants.filter((variant) => variant.options[index] !== value);
  return variants.length === 0 ? draft : { ...draft, options: optionWith(draft, index, left), variants };
}

export function renameValue(draft: Draft, index: number, value: string, name: string): Draft {
  const values = draft.options[index]?.values ?? [];
  if (!name || values.includes(name)) return draft;
  return {
    ...draft,
    options: optionWith(
      draft,
      index,
      values.map((other) => (other === value ? name : other)),
    ),
    variants: draft.variants.map((variant) =>
      variant.options[index] === value
        ? { ...variant, options: replaced(variant.options, index, name) }
        : variant,
    ),
  };
}

/** The combinations of values that no variant has. */
export function missing(draft: Draft): string[][] {
  const all = draft.options.reduce<string[][]>(
    (found, { values }) =>
      found.flatMap((one) => (values.length > 0 ? values : ['']).map((value) => [...one, value])),
    [[]],
  );
  const made = new Set(draft.variants.map(({ options }) => keyOf(options)));
  return all.filter((options) => !made.has(keyOf(options)));
}

export function addMissing(draft: Draft): Draft {
  const first = draft.variants[0] ?? NEW_VARIANT;
  return {
    ...draft,
    variants: [...draft.variants, ...missing(draft).map((options) => like(first, options))],
  };
}

export function setVariant(draft: Draft, index: number, change: Partial<DraftVariant>): Draft {
  return {
    ...draft,
    variants: draft.variants.map((variant, at) => (at === index ? { ...variant, ...change } : variant)),
  };
}

export const removeVariant = (draft: Draft, index: number): Draft => ({
  ...draft,
  variants: without(draft.variants, index),
});

/** The picture at `from` stands where the one at `to` stood. */
export function movePicture(draft: Draft, from: number, to: number): Draft {
  const picture = draft.images[from];
  if (!picture || to < 0 || to >= draft.images.length) return draft;
  const images = without(draft.images, from);
  images.splice(to, 0, picture);
  return { ...draft, images };
}

export function removePicture(draft: Draft, src: string): Draft {
  return {
    ...draft,
    images: draft.images.filter((image) => image.src !== src),
    variants: draft.variants.map((variant) =>
      variant.image === src ? { ...variant, image: null } : variant,
    ),
  };
}

/** `src` is the picture of the variants with these indexes, and of no other. */
export function assignPicture(draft: Draft, src: string, indexes: number[]): Draft {
  return {
    ...draft,
    variants: draft.variants.map((variant, index) => {
      if (indexes.includes(index)) return { ...variant, image: src };
      return variant.image === src ? { ...variant, image: null } : variant;
    }),
  };
}

const TOLD = ['available', 'ground', 'prior', 'shown', 'planned'];

/** What is compared of a part, without what moves by itself: the units that are for sale, what is said of prices. */
const compared = (draft: Draft, part: Part): string =>
  JSON.stringify(draft[part], (name, value: unknown) => (TOLD.includes(name) ? undefined : value));

const PARTS = Object.keys(EMPTY) as Part[];

/** The parts in which two drafts differ. */
export const differing = (one: Draft, other: Draft): Part[] =>
  PARTS.filter((part) => compared(one, part) !== compared(other, part));

/** What somebody made of `base`, on top of what became of it meanwhile: what they left alone is as it is now. */
export function onTopOf(now: Draft, base: Draft, mine: Draft): Draft {
  const own = differing(base, mine);
  const merged: Draft = { ...now };
  for (const part of own) Object.assign(merged, { [part]: mine[part] });
  if (own.includes('images')) {
    const known = new Set([...base.images, ...mine.images].map(({ src }) => src));
    merged.images = [...mine.images, ...now.images.filter(({ src }) => !known.has(src))];
  }
  return merged;
}
