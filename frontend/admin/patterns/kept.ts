import { useState } from 'react';

/** A choice of the person that stays in this browser: columns, views. What cannot be read is forgotten. */
export function useKept<T>(name: string, initial: T): [T, (next: T) => void] {
  const key = `souk.office.${name}`;
  const [value, setValue] = useState<T>(() => {
    try {
      const kept = localStorage.getItem(key);
      return kept === null ? initial : (JSON.parse(kept) as T);
    } catch {
      return initial;
    }
  });
  return [
    value,
    (next) => {
      localStorage.setItem(key, JSON.stringify(next));
      setValue(next);
    },
  ];
}

export interface SavedView {
  name: string;
  query: string;
  /** Where names are not what tells views apart. */
  id?: string;
  /** Somebody else's: it can be opened, not removed. */
  fixed?: boolean;
}

export interface ViewKeeper {
  views: SavedView[];
  save: (name: string, query: string, more: Partial<Record<string, string>>) => Promise<void> | void;
  remove: (name: string) => Promise<void> | void;
}

/** The filters of a list under names of the person's own. */
export function useSavedViews(list: string): ViewKeeper {
  const [views, set] = useKept<SavedView[]>(`views.${list}`, []);
  return {
    views,
    save: (name: string, query: string) =>
      set([...views.filter((view) => view.name !== name), { name, query }]),
    remove: (name: string) => set(views.filter((view) => view.name !== name)),
  };
}
