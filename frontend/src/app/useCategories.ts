import { listCategories } from '../api/catalogue';
import type { Category } from '../api/types';
import { useLoad, type Load } from '../lib/useLoad';

export const useCategories = (): Load<Category[]> => useLoad('categories', listCategories);

const MOST_AISLES = 12;

/** The categories to walk through: those that hold the products, or the top level where that would be too many. */
export function useAisles(): Category[] {
  const all = (useCategories().data ?? []).filter((category) => category.product_count > 0);
  const parents = new Set(all.map((category) => category.parent_id));
  const leaves = all.filter((category) => !parents.has(category.id));
  return leaves.length <= MOST_AISLES ? leaves : all.filter((category) => !category.parent_id);
}

/** The category and its ancestors, from the top down; empty when it is not known. */
export function lineage(categories: Category[], id: string): Category[] {
  const found = categories.find((category) => category.id === id);
  if (!found) return [];
  return found.parent_id ? [...lineage(categories, found.parent_id), found] : [found];
}
