import { useState, type SubmitEvent } from 'react';
import { useSearchParams } from 'react-router';
import { worded } from '../i18n/language';
import { useText } from '../i18n/useText';
import { ActionDialog } from '../ui/ActionDialog';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { ActionMenu } from '../ui/Menu';
import { useSavedViews } from './kept';
import styles from './patterns.module.css';
import type { Filter, Filters } from './table';

interface Props {
  list: string;
  filters: Filter[];
  held: Filters;
  change: (next: Filters) => void;
}

/** The filters of a list. A choice holds at once; a search when it is sent. */
export function FilterBar({ list, filters, held, change }: Props) {
  const t = useText();
  const active = Object.keys(held).length > 0;
  const set = (name: string, value: string) => change({ ...held, [name]: value });

  return (
    <div role="search" className={styles.filters}>
      {filters.map((filter) =>
        filter.kind === 'search' ? (
          <SearchFilter
            key={`${filter.name}:${held[filter.name] ?? ''}`}
            filter={filter}
            value={held[filter.name] ?? ''}
            set={set}
          />
        ) : filter.kind === 'toggle' ? (
          <label key={filter.name} className={styles.toggle}>
            <input
              type="checkbox"
              checked={held[filter.name] === 'true'}
              onChange={(event) => set(filter.name, event.target.checked ? 'true' : '')}
            />{' '}
            {t(filter.label)}
          </label>
        ) : (
          <label key={filter.name} className={styles.filter}>
            <span>{t(filter.label)}</span>
            <select
              value={held[filter.name] ?? ''}
              onChange={(event) => set(filter.name, event.target.value)}
            >
              <option value="">{t('list.any')}</option>
              {filter.values?.map((value) => (
                <option key={value} value={value}>
                  {filter.named?.(value) ?? worded(filter.words ?? 'state', value)}
                </option>
              ))}
            </select>
          </label>
        ),
      )}
      {active && (
        <Button look="plain" onClick={() => change({})}>
          {t('list.clear')}
        </Button>
      )}
      <Views list={list} filters={filters} active={active} change={change} />
    </div>
  );
}

function SearchFilter({
  filter,
  value,
  set,
}: {
  filter: Filter;
  value: string;
  set: (name: string, value: string) => void;
}) {
  const t = useText();
  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('value');
    set(filter.name, typeof typed === 'string' ? typed.trim() : '');
  }
  return (
    <form className={styles.filter} onSubmit={send}>
      <label>
        <span>{t(filter.label)}</span>
        <input type="search" name="value" defaultValue={value} autoComplete="off" />
      </label>
      <Button type="submit" aria-label={t('list.find', { what: t(filter.label) })}>
        <Icon name="search" size={16} />
      </Button>
    </form>
  );
}

function Views({
  list,
  filters,
  active,
  change,
}: Pick<Props, 'list' | 'filters' | 'change'> & { active: boolean }) {
  const t = useText();
  const [params] = useSearchParams();
  const { views, save, remove } = useSavedViews(list);
  const [naming, setNaming] = useState(false);
  if (!active && views.length === 0) return null;

  const open = (query: string) => {
    const kept = new URLSearchParams(query);
    change(Object.fromEntries(filters.map(({ name }) => [name, kept.get(name) ?? ''])));
  };
  const now = () => {
    const kept = new URLSearchParams();
    for (const { name } of filters) if (params.get(name)) kept.set(name, params.get(name) ?? '');
    return kept.toString();
  };
  const mine = views.find((view) => view.query === now());

  return (
    <>
      <ActionMenu
        label={
          <>
            <Icon name="star" size={16} /> {mine?.name ?? t('list.views')}
          </>
        }
        items={[
          ...views.map((view) => ({ id: view.name, label: view.name, act: () => open(view.query) })),
          ...(active && !mine
            ? [{ id: ' save', label: t('list.saveView'), act: () => setNaming(true) }]
            : []),
          ...(mine ? [{ id: ' remove', label: t('list.removeView'), act: () => remove(mine.name) }] : []),
        ]}
      />
      {naming && (
        <ActionDialog
          title={t('list.saveView')}
          action={t('frame.save')}
          onClose={() => setNaming(false)}
          submit={({ name = '' }) => {
            save(name, now());
            return Promise.resolve();
          }}
        >
          <TextField label={t('list.viewName')} name="name" required maxLength={40} first />
        </ActionDialog>
      )}
    </>
  );
}
