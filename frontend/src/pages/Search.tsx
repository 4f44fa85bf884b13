import { useEffect } from 'react';
import { Link, useSearchParams } from 'react-router';
import { recordActivity } from '../api/activity';
import { PAGE_SIZE, search } from '../api/catalogue';
import { usePage } from '../app/page';
import { useAisles } from '../app/useCategories';
import { toUrlId } from '../api/catalogue';
import { ButtonLink } from '../components/Button';
import { Blank } from '../components/Notice';
import { usePages } from '../lib/usePages';
import { session } from '../state/session';
import { countFilters, readFilters, toQuery } from './listing/filters';
import { Listing } from './listing/Listing';
import styles from './Search.module.css';

const SORTS: [string, string][] = [
  ['relevance', 'Best match'],
  ['newest', 'Newest first'],
  ['price', 'Price: low to high'],
  ['-price', 'Price: high to low'],
];

export default function Search() {
  const [params] = useSearchParams();
  const q = params.get('q') ?? '';
  const filters = readFilters(params);
  usePage(q ? `Search: ${q}` : 'All things');
  const { user } = session.use();

  useEffect(() => {
    if (q && user) recordActivity(user.id, { kind: 'searched', query: q });
  }, [q, user]);

  const pages = usePages(`search:${params.toString()}`, async (from: number | null, signal) => {
    const offset = from ?? 0;
    const query = { q: q || undefined, ...toQuery(filters), offset };
    const found = await search({ ...query, sort: query.sort ?? (q ? 'relevance' : 'newest') }, signal);
    const end = offset + PAGE_SIZE;
    return { items: found.items, next: end < found.total ? end : null, about: found };
  });
  const meant = pages.about?.did_you_mean;
  const found = pages.about;
  const nothing = !pages.loading && !pages.error && pages.items.length === 0 && countFilters(filters) === 0;

  return (
    <div className="page">
      <div className={styles.intro}>
        <h1>{q ? <>“{q}”</> : 'All things'}</h1>
        {meant && (
          <p className={styles.meant}>
            Did you mean <Link to={`/search?q=${encodeURIComponent(meant)}`}>{meant}</Link>?
          </p>
        )}
        {found && !nothing && <Widened missing={found.missing_words} close={found.close_only} />}
      </div>
      {nothing ? (
        <NothingFound q={q} />
      ) : (
        <Listing
          pages={pages}
          facets={pages.about?.facets}
          facetsLoading={pages.loading}
          total={pages.about?.total}
          sorts={q ? SORTS : SORTS.slice(1)}
          withCategories
        />
      )}
    </div>
  );
}

/** Says that what is shown is not all of what was asked for. */
function Widened({ missing, close }: { missing: string[]; close: boolean }) {
  if (missing.length > 0) {
    const words = missing.map((word) => `“${word}”`).join(', ');
    return (
      <p className="muted" role="status">
        Nothing has {words}. {close ? 'These come close to the rest.' : 'These match the rest.'}
      </p>
    );
  }
  return close ? (
    <p className="muted" role="status">
      Nothing has all of these words. These come close.
    </p>
  ) : null;
}

function NothingFound({ q }: { q: string }) {
  const aisles = useAisles();
  return (
    <Blank
      icon="search"
      title={`No stall has “${q}”`}
      actions={<ButtonLink to="/">Back to the market</ButtonLink>}
    >
      <p className="muted">Try a shorter word, or walk the aisles:</p>
      <ul className={styles.aisles}>
        {aisles.map((aisle) => (
          <li key={aisle.id}>
            <Link to={`/categories/${toUrlId(aisle.id)}`}>{aisle.name}</Link>
          </li>
        ))}
      </ul>
    </Blank>
  );
}
