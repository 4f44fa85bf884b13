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
}

/** The filters of a list under names of the person's own. */
export function useSavedViews(list: string) {
  const [views, set] = useKept<SavedView[]>(`views.${list}`, []);
  return {
    views,
    save: (name: string, query: string) =>
      set([...views.filter((view) => view.name !== name), { name, query }]),
    remove: (name: string) => set(views.filter((view) => view.name !== name)),
  };
}
