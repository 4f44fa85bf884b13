import { Link, useParams, useSearchParams } from 'react-router';
import { fromUrlId, listProducts, PAGE_SIZE, search, toUrlId } from '../api/catalogue';
import type { Facets, ProductCard } from '../api/types';
import { usePage } from '../app/page';
import { lineage, useCategories } from '../app/useCategories';
import { Breadcrumbs } from '../components/Breadcrumbs';
import { ButtonLink } from '../components/Button';
import { Blank } from '../components/Notice';
import { nameOf } from '../lib/names';
import { useLoad } from '../lib/useLoad';
import { usePages, type PageOf } from '../lib/usePages';
import { countFilters, readFilters, toQuery, type Filters } from './listing/filters';
import { Listing } from './listing/Listing';
import styles from './Category.module.css';

const SORTS: [string, string][] = [
  ['newest', 'Newest first'],
  ['price', 'Price: low to high'],
  ['-price', 'Price: high to low'],
];

interface About {
  total: number;
  facets: Facets;
}

/** Plain browsing reads the catalogue itself; only filters need the search service, so one works without the other. */
async function loadPage(
  category: string,
  filters: Filters,
  from: string | number | null,
  signal?: AbortSignal,
): Promise<PageOf<ProductCard, string | number, About>> {
  const sort = (['newest', 'price', '-price'] as const).find((name) => name === filters.sort) ?? 'newest';
  if (countFilters(filters) === 0) {
    const cursor = typeof from === 'string' ? from : undefined;
    const page = await listProducts({ category, sort, cursor }, signal);
    return { items: page.items, next: page.next };
  }
  const offset = typeof from === 'number' ? from : 0;
  const found = await search({ ...toQuery(filters), category, sort, offset }, signal);
  const end = offset + PAGE_SIZE;
  return { items: found.items, next: end < found.total ? end : null, about: found };
}

export default function Category() {
  const id = fromUrlId(useParams().categoryId ?? '');
  const [params] = useSearchParams();
  const filters = readFilters(params);
  const categories = useCategories();
  const all = useLoad(`facets:${id}`, (signal) => search({ category: id, limit: 1 }, signal));
  const trail = lineage(categories.data ?? [], id);
  const category = trail.at(-1);
  const children =
    categories.data?.filter((child) => child.parent_id === id && child.product_count > 0) ?? [];
  // Told by the list of categories, by search where that list is down, and by the address until then.
  const name =
    category?.name ?? all.data?.facets.categories.find((found) => found.id === id)?.name ?? nameOf(id);
  usePage(name, `${name} from small makers, ${category?.product_count ?? ''} things to choose from.`);

  const pages = usePages(`category:${id}?${params.toString()}`, (from: string | number | null, signal) =>
    loadPage(id, filters, from, signal),
  );
  if (categories.data && !category) {
    return (
      <div className="page">
        <Blank
          alone
          title="There is no such aisle"
          actions={<ButtonLink to="/">Back to the market</ButtonLink>}
        />
      </div>
    );
  }
  return (
    <div className="page">
      <Breadcrumbs
        trail={trail.map((step) => ({
          name: step.name,
          to: step.id === id ? undefined : `/categories/${toUrlId(step.id)}`,
        }))}
      />
      <div className={styles.intro}>
        <h1>{name}</h1>
        {categories.loading && !id.includes('/') && <div className={styles.kids} />}
        {children.length > 0 && (
          <ul className={styles.kids} aria-label={`Aisles in ${name}`}>
            {children.map((child) => (
              <li key={child.id}>
                <Link to={`/categories/${toUrlId(child.id)}`}>{child.name}</Link>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Listing
        pages={pages}
        facets={pages.about?.facets ?? all.data?.facets}
        facetsLoading={pages.loading || all.loading}
        total={pages.about?.total ?? category?.product_count}
        sorts={SORTS}
      />
    </div>
  );
}
