import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Facets, ProductCard } from '../../api/types';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Icon } from '../../components/Icon';
import { Blank, ErrorNotice, LoadFailed } from '../../components/Notice';
import { ProductGrid, ProductGridLoading } from '../../components/ProductCard';
import { LoadingRows } from '../../components/Skeleton';
import { currencyHere } from '../../lib/chosenMarket';
import { focusAfter } from '../../lib/focus';
import { formatMoney, parseAmount } from '../../lib/money';
import type { Pages } from '../../lib/usePages';
import { FilterPanel } from './FilterPanel';
import { NO_FILTERS, countFilters, readFilters, withFilters, type Filters } from './filters';
import styles from './Listing.module.css';

interface Props<C, A> {
  pages: Pages<ProductCard, C, A>;
  /** Undefined while unknown or when search does not answer: the list then does without filters. */
  facets: Facets | undefined;
  /** Filters are on their way: their place is kept. */
  facetsLoading: boolean;
  total: number | undefined;
  sorts: [value: string, name: string][];
  withCategories?: boolean;
}

/** A grid of products with sorting, filters (a drawer on a phone) and "show more". */
export function Listing<C, A>({
  pages,
  facets,
  facetsLoading,
  total,
  sorts,
  withCategories = false,
}: Props<C, A>) {
  const [params, setParams] = useSearchParams();
  const [sheet, setSheet] = useState(false);
  const filters = readFilters(params);
  const active = countFilters(filters);
  const change = (changes: Partial<Filters>) =>
    setParams(withFilters(params, changes), { preventScrollReset: true });
  // While the narrowed list loads, the filters stay as they were, so that nothing jumps away under the hand.
  const [lastFacets, setLastFacets] = useState(facets);
  if (facets && facets !== lastFacets) setLastFacets(facets);
  const shownFacets = facets ?? lastFacets;
  const panel = shownFacets && (
    <FilterPanel facets={shownFacets} filters={filters} change={change} withCategories={withCategories} />
  );

  // The button leaves with the last page: whoever pressed it goes on with the first of the new things.
  const grid = useRef<HTMLDivElement>(null);
  async function more() {
    const before = pages.items.length;
    await pages.more();
    setTimeout(() => {
      if (document.activeElement === document.body)
        grid.current?.querySelectorAll<HTMLElement>('li a[href]')[before]?.focus();
    });
  }

  return (
    <div className={`${styles.layout} ${panel || facetsLoading ? '' : styles.plain}`}>
      {!panel && facetsLoading && (
        <div className={styles.aside}>
          <LoadingRows what="the filters" rows={4} height="7rem" />
        </div>
      )}
      {panel && (
        <aside className={styles.aside} aria-label="Filters">
          <h2 className="visually-hidden">Filters</h2>
          {panel}
        </aside>
      )}
      <div>
        <h2 className="visually-hidden">Things</h2>
        <div className={styles.bar} hidden={Boolean(pages.error) && pages.items.length === 0}>
          <p className={`muted ${styles.count}`} role="status">
            {total !== undefined && !pages.loading && (total === 1 ? '1 thing' : `${total} things`)}
          </p>
          <div className={styles.sort}>
            {(Boolean(panel) || facetsLoading) && (
              <Button
                look="quiet"
                className={styles.sheet}
                aria-disabled={!panel || undefined}
                onClick={() => setSheet(Boolean(panel))}
                aria-haspopup="dialog"
              >
                <Icon name="sliders" size={18} /> Filters{active > 0 && ` (${active})`}
              </Button>
            )}
            <label className="visually-hidden" htmlFor="sort">
              Sort by
            </label>
            <select
              id="sort"
              value={filters.sort || sorts[0]?.[0]}
              onChange={(event) =>
                change({ sort: event.target.value === sorts[0]?.[0] ? '' : event.target.value })
              }
            >
              {sorts.map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        </div>
        <ActiveFilters filters={filters} change={change} />
        {pages.loading && <ProductGridLoading count={8} />}
        {Boolean(pages.error) && (
          <LoadFailed what="these products" error={pages.error} retry={pages.reload} />
        )}
        {!pages.loading && !pages.error && pages.items.length === 0 && active > 0 && (
          <Blank
            icon="sliders"
            title="Nothing fits all of these filters"
            actions={<Button onClick={() => change(NO_FILTERS)}>Clear the filters</Button>}
          />
        )}
        <div ref={grid}>
          <ProductGrid products={pages.items} eager={4} />
        </div>
        {pages.next !== null && (
          <div className={styles.more}>
            {Boolean(pages.moreError) && (
              <ErrorNotice error={pages.moreError} title="The rest did not load" />
            )}
            <Button look="quiet" busy={pages.loadingMore} onClick={() => void more()}>
              Show more
            </Button>
          </div>
        )}
      </div>
      {sheet && panel && (
        <Dialog
          title="Filters"
          side="left"
          onClose={() => setSheet(false)}
          foot={
            <Button wide onClick={() => setSheet(false)}>
              Show {total ?? ''} things
            </Button>
          }
        >
          {panel}
        </Dialog>
      )}
    </div>
  );
}

function ActiveFilters({
  filters,
  change,
}: {
  filters: Filters;
  change: (changes: Partial<Filters>) => void;
}) {
  const currency = currencyHere();
  const money = (text: string) => formatMoney({ amount: parseAmount(text, currency) ?? 0, currency });
  const from = filters.min && `from ${money(filters.min)}`;
  const upTo = filters.max && `up to ${money(filters.max)}`;
  const chips: [string, Partial<Filters>][] = [
    [filters.vendor, { vendor: '' }],
    [filters.tag, { tag: '' }],
    [[from, upTo].filter(Boolean).join(' '), { min: '', max: '' }],
    [filters.inStock ? 'in stock' : '', { inStock: false }],
  ];
  const shown = chips.filter(([name]) => name);
  if (shown.length === 0) return null;
  return (
    <ul className={styles.active} aria-label="Active filters">
      {shown.map(([name, without]) => (
        <li key={name}>
          <button
            type="button"
            onClick={(event) => {
              const focusNext = focusAfter(event.currentTarget.closest('li'));
              change(without);
              setTimeout(focusNext);
            }}
          >
            <span className="visually-hidden">Remove filter </span>
            {name} <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}
