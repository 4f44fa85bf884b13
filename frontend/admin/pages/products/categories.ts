import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';

type Category = components['schemas']['CategoryView'];

/** The names from the root to each category, by its id: Home > Kitchen. */
export function pathsOf(categories: Category[]): Map<string, string> {
  const byId = new Map(categories.map((category) => [category.id, category]));
  const path = ({ name, parent_id }: Category): string => {
    const parent = parent_id === null ? undefined : byId.get(parent_id);
    return parent ? `${path(parent)} > ${name}` : name;
  };
  const paths = categories.map((category): [string, string] => [category.id, path(category)]);
  return new Map(paths.sort(([, one], [, other]) => one.localeCompare(other)));
}

const NONE = new Map<string, string>();

/** Where the tree cannot be read, a category is still known by its id and can be written. */
export function useCategoryPaths(): Map<string, string> {
  const { data } = useQuery({
    queryKey: ['categories'],
    queryFn: ({ signal }) => answer(api().GET('/categories', { signal })),
    staleTime: 60_000,
  });
  return data ? pathsOf(data.items) : NONE;
}
