import type { SubmitEvent } from 'react';
import { Link } from 'react-router';
import { toUrlId } from '../../api/catalogue';
import type { Facets } from '../../api/types';
import { Button } from '../../components/Button';
import { CheckField, TextField } from '../../components/Field';
import { currencyHere } from '../../lib/chosenMarket';
import { plainAmount } from '../../lib/money';
import { inOrder, type Filters } from './filters';
import styles from './Listing.module.css';

interface Props {
  facets: Facets;
  filters: Filters;
  change: (changes: Partial<Filters>) => void;
  /** Offered on the search page, where results come from every category. */
  withCategories: boolean;
}

const TAGS = 14;

export function FilterPanel({ facets, filters, change, withCategories }: Props) {
  const toggle = (name: 'vendor' | 'tag', value: string) =>
    change({ [name]: filters[name] === value ? '' : value });
  return (
    <div className={styles.panel}>
      <CheckField
        label="In stock only"
        checked={filters.inStock}
        onChange={(event) => change({ inStock: event.target.checked })}
      />
      {withCategories && facets.categories.length > 0 && (
        <section>
          <h3>Category</h3>
          <ul className={styles.choices}>
            {facets.categories.map((category) => (
              <li key={category.id}>
                <Link to={`/categories/${toUrlId(category.id)}`} className={styles.choice}>
                  <span>{category.name}</span> <span>{category.count}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <PriceRange key={`${filters.min}-${filters.max}`} facets={facets} filters={filters} change={change} />
      {facets.vendors.length > 0 && (
        <section>
          <h3>Maker</h3>
          <ul className={styles.choices}>
            {facets.vendors.map(({ value, count }) => (
              <li key={value}>
                <button
                  type="button"
                  className={styles.choice}
                  aria-pressed={filters.vendor === value}
                  onClick={() => toggle('vendor', value)}
                >
                  <span>{value}</span> <span>{count}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {facets.tags.length > 0 && (
        <section>
          <h3>Kind</h3>
          <div className={styles.tags}>
            {facets.tags.slice(0, TAGS).map(({ value, count }) => (
              <button
                key={value}
                type="button"
                className={styles.tag}
                aria-pressed={filters.tag === value}
                onClick={() => toggle('tag', value)}
              >
                {value} <span className="visually-hidden">, {count} products</span>
              </button>
            ))}
          </div>
        </section>
      )}
    </div>
  );
}

function PriceRange({ facets, filters, change }: Omit<Props, 'withCategories'>) {
  const currency = currencyHere();
  const bound = (amount: number | null) => (amount === null ? '' : plainAmount(amount, currency));

  function apply(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const typed = (name: string) => (form.get(name) as string).trim();
    change(inOrder(typed('min'), typed('max')));
  }

  return (
    <form onSubmit={apply}>
      <fieldset className={styles.range}>
        <legend>Price ({currency})</legend>
        <TextField
          unmarked
          label="From"
          name="min"
          inputMode="decimal"
          pattern="\d+([.,]\d+)?"
          defaultValue={filters.min}
          placeholder={bound(facets.price.min)}
        />
        <TextField
          unmarked
          label="Up to"
          name="max"
          inputMode="decimal"
          pattern="\d+([.,]\d+)?"
          defaultValue={filters.max}
          placeholder={bound(facets.price.max)}
        />
        <Button type="submit" look="quiet">
          Set the price
        </Button>
      </fieldset>
    </form>
  );
}
