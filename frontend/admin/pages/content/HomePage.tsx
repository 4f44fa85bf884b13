import { useState } from 'react';
import type { components } from '../../../src/api/schema';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { Blank } from '../../ui/Notice';
import { useCategoryPaths } from '../products/categories';
import styles from './content.module.css';
import type { Content } from './document';
import { DocumentPage, type Preview } from './DocumentPage';
import { LinkFields } from './LinkFields';
import { PictureField } from './PictureField';
import { Rows } from './Rows';

type Section = components['schemas']['Section'];
type Type = Section['type'];

const TYPES: Type[] = ['hero', 'banner', 'categories', 'products', 'text'];
const MOST = 12;

const from = (stored: Content<'home'> | undefined) => ({ sections: stored?.sections ?? [] });

/** The sections of the storefront's first page, in their order. */
export default function HomePage() {
  const t = useText();
  return (
    <DocumentPage
      kind="home"
      family="home"
      title={t('homePage.title')}
      from={from}
      preview={(shown) => <Shown sections={shown.shop?.sections ?? []} />}
      consequences={({ sections }) => (sections.length === 0 ? [t('homePage.saysEmpty')] : [])}
    >
      {({ sections }, change) => (
        <>
          {sections.length === 0 && (
            <Blank icon="home" title={t('homePage.empty')}>
              <p className="muted">{t('homePage.emptyText')}</p>
            </Blank>
          )}
          <Rows
            rows={sections}
            change={(rows) => change({ sections: rows })}
            name={({ type, title }, place) =>
              title
                ? `${place}. ${worded('section', type)}: ${title}`
                : `${place}. ${worded('section', type)}`
            }
          >
            {(section, set, at) => <SectionFields name={`sections.${at}`} section={section} set={set} />}
          </Rows>
          {sections.length < MOST && (
            <Add add={(type) => change({ sections: [...sections, { type, link: null }] })} />
          )}
        </>
      )}
    </DocumentPage>
  );
}

function Add({ add }: { add: (type: Type) => void }) {
  const t = useText();
  const [type, setType] = useState<Type>('hero');
  return (
    <div className={styles.colour}>
      <SelectField
        label={t('homePage.newSection')}
        name="type"
        value={type}
        options={TYPES.map((one) => ({ value: one, label: worded('section', one) }))}
        onChange={({ target }) => setType(target.value as Type)}
      />
      <Button onClick={() => add(type)}>{t('homePage.add')}</Button>
    </div>
  );
}

function SectionFields({
  name,
  section,
  set,
}: {
  name: string;
  section: Section;
  set: (part: Partial<Section>) => void;
}) {
  const t = useText();
  const { type, title = '', text = '', image = '', category = '', link } = section;
  return (
    <>
      <TextField
        label={t('field.title')}
        name={`${name}.title`}
        value={title}
        maxLength={120}
        onChange={(next) => set({ title: next })}
      />
      <TextField
        label={t('field.text')}
        name={`${name}.text`}
        value={text}
        lines={2}
        maxLength={1000}
        onChange={(next) => set({ text: next })}
      />
      {type === 'products' && (
        <CategoryField category={category} change={(next) => set({ category: next })} />
      )}
      <LinkFields name={`${name}.link`} link={link} change={(next) => set({ link: next })} optional />
      {(type === 'hero' || type === 'banner') && (
        <PictureField label={t('field.image')} src={image} change={(next) => set({ image: next })} />
      )}
    </>
  );
}

function CategoryField({ category, change }: { category: string; change: (category: string) => void }) {
  const t = useText();
  const known = [...useCategoryPaths()].map(([value, label]) => ({ value, label }));
  const kept = category && !known.some(({ value }) => value === category);
  return (
    <SelectField
      label={t('field.category')}
      name="category"
      value={category}
      options={[
        { value: '', label: t('homePage.newest') },
        ...(kept ? [{ value: category, label: category }] : []),
        ...known,
      ]}
      onChange={({ target }) => change(target.value)}
    />
  );
}

function Shown({ sections }: { sections: NonNullable<Preview['shop']>['sections'] }) {
  const t = useText();
  if (sections.length === 0) return <p className="muted">{t('homePage.emptyText')}</p>;
  return sections.map(({ type, title, text, image, link, category }, index) => (
    <section key={index} className={styles.shown} data-type={type}>
      {title && <h3>{title}</h3>}
      {text && <p>{text}</p>}
      {image && <img src={image} alt="" className={styles.picture} />}
      {type === 'categories' && <p className="muted">{t('homePage.showsCategories')}</p>}
      {type === 'products' && (
        <p className="muted">
          {category ? t('homePage.showsCategory', { category }) : t('homePage.showsNewest')}
        </p>
      )}
      {link && (
        <p>
          {link.label} <span className="muted small">{link.to}</span>
        </p>
      )}
    </section>
  ));
}
