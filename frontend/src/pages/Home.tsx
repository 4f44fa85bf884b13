import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { toUrlId } from '../api/catalogue';
import { usePage } from '../app/page';
import { useAisles, useCategories } from '../app/useCategories';
import { ButtonLink } from '../components/Button';
import { Icon } from '../components/Icon';
import { LoadFailed } from '../components/Notice';
import { Picture } from '../components/Picture';
import { Bone, Loading } from '../components/Skeleton';
import { shop } from '../state/shop';
import { Arches } from './home/Arches';
import styles from './Home.module.css';

const Shelves = lazy(() => import('./home/Shelves'));
const Sections = lazy(() => import('./home/Sections'));

/** As the merchant has put it together, or the market as it comes. */
export default function Home() {
  const sections = shop.use()?.sections ?? [];
  return sections.length > 0 ? <Sections sections={sections} /> : <Market />;
}

function Market() {
  usePage(
    '',
    'Spices, ceramics, textiles and other good things, made in small batches by people with names.',
  );
  return (
    <>
      <section className={styles.hero} aria-labelledby="hero">
        <div className={`page ${styles.inner}`}>
          <div className={styles.words}>
            <h1 id="hero">A whole market, in reach of your hand</h1>
            <p>
              Hammered copper, saffron by the gram, rugs with a family’s pattern. Small makers, fair prices.
            </p>
            <ButtonLink to="/search?sort=newest" look="accent">
              See what is new
            </ButtonLink>
          </div>
          <Arches />
        </div>
      </section>
      <Promises />
      <Aisles />
      <Suspense fallback={null}>
        <Shelves />
      </Suspense>
    </>
  );
}

function Promises() {
  return (
    <section className={styles.promises} aria-label="How we sell">
      <ul className="page">
        <li>
          <Icon name="clock" size={28} /> <span>What you order is set aside for you while you pay</span>
        </li>
        <li>
          <Icon name="truck" size={28} /> <span>Follow every parcel from our door to yours</span>
        </li>
        <li>
          <Icon name="shield" size={28} /> <span>No account needed; your card never touches our servers</span>
        </li>
      </ul>
    </section>
  );
}

function Aisles() {
  const { error, loading, reload } = useCategories();
  const aisles = useAisles();

  return (
    <section className={`page ${styles.section}`} aria-labelledby="aisles">
      <div className={styles.head}>
        <h2 id="aisles">Walk the aisles</h2>
      </div>
      {loading && (
        <Loading what="the categories">
          <div className={styles.tiles}>
            {Array.from({ length: 12 }, (_, index) => (
              <div key={index} className={styles.tile}>
                <div className={styles.niche}>
                  <Bone height="100%" />
                </div>
                <Bone width="70%" height="1.4em" />
              </div>
            ))}
          </div>
        </Loading>
      )}
      {Boolean(error) && <LoadFailed what="the categories" error={error} retry={reload} />}
      <ul className={styles.tiles}>
        {aisles.map((category) => (
          <li key={category.id}>
            <Link to={`/categories/${toUrlId(category.id)}`} className={styles.tile}>
              <Picture src={category.image} alt="" className={styles.niche} />
              <b>{category.name}</b>
              <span className="muted small">{category.product_count} things</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
