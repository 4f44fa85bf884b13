import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useSearchParams } from 'react-router';
import { worded } from '../i18n/language';
import { useText } from '../i18n/useText';
import { ActionDialog } from '../ui/ActionDialog';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { ActionMenu, CheckMenu } from '../ui/Menu';
import { dayOf, momentOf } from './days';
import { useSavedViews, type ViewKeeper } from './kept';
import styles from './patterns.module.css';
import type { Filter, Filters } from './table';

interface Props {
  list: string;
  filters: Filter[];
  held: Filters;
  change: (next: Filters) => void;
  /** Where views are kept elsewhere than in this browser: draws `Views` with their keeper. */
  views?: (bar: ViewsBar) => ReactNode;
}

/** What a list of saved views is to know of the bar it is in. */
export type ViewsBar = Pick<Props, 'filters' | 'change'> & { active: boolean };

/** The filters of a list. A choice holds at once; a search when it is sent. */
export function FilterBar({ list, filters, held, change, views }: Props) {
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
        ) : (
          <Choice key={filter.name} filter={filter} value={held[filter.name] ?? ''} set={set} />
        ),
      )}
      {active && (
        <Button look="plain" onClick={() => change({})}>
          {t('list.clear')}
        </Button>
      )}
      {views ? (
        views({ filters, active, change })
      ) : (
        <ViewsHere list={list} filters={filters} active={active} change={change} />
      )}
    </div>
  );
}

interface Held {
  filter: Filter;
  value: string;
  set: (name: string, value: string) => void;
}

function Choice({ filter, value, set }: Held) {
  const t = useText();
  const { name, label, kind, values = [], words = 'state', named } = filter;
  if (kind === 'toggle')
    return (
      <label className={styles.toggle}>
        <input
          type="checkbox"
          checked={value === 'true'}
          onChange={(event) => set(name, event.target.checked ? 'true' : '')}
        />{' '}
        {t(label)}
      </label>
    );
  if (kind === 'many') return <Many filter={filter} value={value} set={set} />;
  if (kind === 'since' || kind === 'until')
    return (
      <label className={styles.filter}>
        <span>{t(label)}</span>
        <input
          type="date"
          value={dayOf(value, kind)}
          onChange={(event) => set(name, momentOf(event.target.value, kind))}
        />
      </label>
    );
  return (
    <label className={styles.filter}>
      <span>{t(label)}</span>
      <select value={value} onChange={(event) => set(name, event.target.value)}>
        <option value="">{t('list.any')}</option>
        {values.map((one) => (
          <option key={one} value={one}>
            {named?.(one) ?? worded(words, one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Many({ filter: { name, label, values = [], words = 'state' }, value, set }: Held) {
  const t = useText();
  const chosen = value ? value.split(',') : [];
  const told = chosen.map((one) => worded(words, one)).join(', ');
  const several = chosen.length > 1;
  const shown = several ? t('list.chosen', { count: chosen.length }) : told || t('list.any');
  return (
    <div className={styles.filter}>
      <span aria-hidden="true">{t(label)}</span>
      <CheckMenu
        title={`${t(label)}: ${shown}${several ? ` (${told})` : ''}`}
        label={
          <>
            {shown} <Icon name="down" size={15} />
          </>
        }
        items={values.map((one) => ({ id: one, label: worded(words, one) }))}
        checked={chosen}
        change={(next) => set(name, values.filter((one) => next.includes(one)).join(','))}
      />
    </div>
  );
}

function SearchFilter({ filter, value, set }: Held) {
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

function ViewsHere({ list, ...bar }: ViewsBar & Pick<Props, 'list'>) {
  return <Views {...bar} keeper={useSavedViews(list)} />;
}

/** The views of a list: opens one, and saves or removes the one that is open. */
export function Views({
  filters,
  active,
  change,
  keeper: { views, save, remove },
  children,
}: ViewsBar & {
  keeper: ViewKeeper;
  /** More to say of a new view than its name. */
  children?: ReactNode;
}) {
  const t = useText();
  const [params] = useSearchParams();
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
          ...views.map((view) => ({
            id: view.id ?? view.name,
            label: view.name,
            act: () => open(view.query),
          })),
          ...(active && !mine
            ? [{ id: ' save', label: t('list.saveView'), act: () => setNaming(true) }]
            : []),
          ...(mine && !mine.fixed
            ? [{ id: ' remove', label: t('list.removeView'), act: () => void remove(mine.name) }]
            : []),
        ]}
      />
      {naming && (
        <ActionDialog
          title={t('list.saveView')}
          action={t('frame.save')}
          onClose={() => setNaming(false)}
          submit={async ({ name = '', ...more }) => {
            await save(name, now(), more);
          }}
        >
          <TextField label={t('list.viewName')} name="name" required maxLength={40} first />
          {children}
        </ActionDialog>
      )}
    </>
  );
}
