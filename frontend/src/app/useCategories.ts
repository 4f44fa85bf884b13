import { listCategories } from '../api/catalogue';
import type { Category } from '../api/types';
import { useLoad, type Load } from '../lib/useLoad';

export const useCategories = (): Load<Category[]> => useLoad('categories', listCategories);

/** The top-level categories. */
export function useAisles(): Category[] {
  return (useCategories().data ?? []).filter((category) => !category.parent_id);
}

/** The category and its ancestors, from the top down; empty when it is not known. */
export function lineage(categories: Category[], id: string): Category[] {
  const found = categories.find((category) => category.id === id);
  if (!found) return [];
  return found.parent_id ? [...lineage(categories, found.parent_id), found] : [found];
}
