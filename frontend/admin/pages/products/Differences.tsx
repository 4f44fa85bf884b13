import { formatNumber, worded, type Key } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import layout from '../../patterns/patterns.module.css';
import { Notice } from '../../ui/Notice';
import { cut, nameOf, type Draft, type Met, type Part } from './draft';
import { plainOf } from './markup';

const MOST = 160;

const LABELS: Record<Part, Key> = {
  title: 'product.title',
  handle: 'products.handle',
  description: 'products.description',
  vendor: 'products.vendor',
  product_type: 'products.type',
  category: 'product.category',
  tags: 'products.tags',
  status: 'products.status',
  attributes: 'product.attributes',
  seo_title: 'product.seoTitle',
  seo_description: 'product.seoText',
  options: 'product.options',
  variants: 'products.variants',
  images: 'products.pictures',
};

/** A part in words, short enough to stand beside what others made of it. */
function inWords(draft: Draft, part: Part): string {
  if (part === 'status') return worded('state', draft.status);
  if (part === 'tags') return draft.tags.join(', ');
  if (part === 'images') return formatNumber(draft.images.length);
  if (part === 'attributes') return draft.attributes.map(({ name, value }) => `${name}: ${value}`).join(', ');
  if (part === 'options')
    return draft.options.map(({ name, values }) => `${name}: ${values.join(', ')}`).join('; ');
  if (part === 'variants')
    return draft.variants
      .map((variant) => [nameOf(variant) || variant.sku, variant.price].filter(Boolean).join(' '))
      .join(', ');
  return cut(part === 'description' ? plainOf(draft[part]) : draft[part], MOST);
}

export default function Differences({ met: { was, now, parts }, mine }: { met: Met; mine: Draft }) {
  const t = useText();
  return (
    <Notice tone="warn" title={t('form.changedTitle')}>
      <p>{t(parts.length > 0 ? 'product.met' : 'form.changedElsewhere')}</p>
      {parts.length > 0 && (
        <table className={layout.differences}>
          <thead>
            <tr>
              <th scope="col">{t('form.field')}</th>
              <th scope="col">{t('form.was')}</th>
              <th scope="col">{t('form.theirs')}</th>
              <th scope="col">{t('product.willBe')}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part}>
                <th scope="row">{t(LABELS[part])}</th>
                <td>{inWords(was, part)}</td>
                <td>{inWords(now, part)}</td>
                <td>{inWords(mine, part)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Notice>
  );
}
