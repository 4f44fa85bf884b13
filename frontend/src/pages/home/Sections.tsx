import { listProducts, toUrlId } from '../../api/catalogue';
import type { HomeSection } from '../../api/types';
import { usePage } from '../../app/page';
import { useAisles } from '../../app/useCategories';
import { ShopLink } from '../../components/ShopLink';
import { LoadFailed } from '../../components/Notice';
import { Picture } from '../../components/Picture';
import { ProductGrid, ProductGridLoading } from '../../components/ProductCard';
import { useLoad } from '../../lib/useLoad';
import { shop } from '../../state/shop';
import { Arches } from './Arches';
import home from '../Home.module.css';
import styles from './Sections.module.css';

const ROW = 8;

/** The home page of the merchant's own sections. The first title is the page's heading. */
export default function Sections({ sections }: { sections: HomeSection[] }) {
  const settings = shop.use()?.settings;
  usePage('', settings?.tagline);
  const heading = sections.findIndex(({ title }) => title);
  return (
    <>
      {heading < 0 && <h1 className="visually-hidden">{settings?.name}</h1>}
      {sections.map((section, index) => (
        <OneSection key={index} section={section} Heading={index === heading ? 'h1' : 'h2'} />
      ))}
    </>
  );
}

interface Props {
  section: HomeSection;
  Heading: 'h1' | 'h2';
}

function OneSection({ section, Heading }: Props) {
  const { type, title, text, image, link } = section;
  const wide = type === 'hero' || type === 'banner';
  const arches = type === 'hero' && !image;
  const words = (
    <>
      {title && <Heading>{title}</Heading>}
      {text && <p>{text}</p>}
      {link && (
        <ShopLink to={link.to} className={styles.link}>
          {link.label}
        </ShopLink>
      )}
    </>
  );
  if (wide)
    return (
      <section className={type === 'hero' ? home.hero : styles.banner}>
        <div className={`page ${arches ? home.inner : styles.inner}`}>
          <div className={type === 'hero' ? home.words : styles.words}>{words}</div>
          {arches && <Arches />}
          {image && <img src={image} alt="" className={styles.picture} />}
        </div>
      </section>
    );
  return (
    <section className={`page ${home.section}`}>
      <div className={type === 'text' ? styles.text : home.head}>{words}</div>
      {type === 'categories' && <CategoryRow />}
      {type === 'products' && <ProductRow category={section.category ?? ''} />}
    </section>
  );
}

function CategoryRow() {
  return (
    <ul className={home.tiles}>
      {useAisles().map((category) => (
        <li key={category.id}>
          <ShopLink to={`/categories/${toUrlId(category.id)}`} className={home.tile}>
            <Picture src={category.image} alt="" className={home.niche} />
            <b>{category.name}</b>
          </ShopLink>
        </li>
      ))}
    </ul>
  );
}

function ProductRow({ category }: { category: string }) {
  const wanted = { sort: 'newest', limit: ROW, ...(category && { category }) } as const;
  const { data, loading, error, reload } = useLoad(`home:row:${category}`, (signal) =>
    listProducts(wanted, signal),
  );
  return (
    <>
      {loading && <ProductGridLoading count={ROW} row />}
      {Boolean(error) && <LoadFailed what="these products" error={error} retry={reload} />}
      {data && <ProductGrid products={data.items} row />}
    </>
  );
}
