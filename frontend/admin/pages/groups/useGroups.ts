import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import type { Group } from './rule';

const PAGES = 20;

/** Every group of customers there is or was, by its id. */
export function useGroups() {
  return useQuery({
    queryKey: ['all-customer-groups'],
    queryFn: async ({ signal }) => {
      const groups: Group[] = [];
      let cursor: string | undefined;
      for (let number = 0; number < PAGES; number += 1) {
        const page = await answer(
          api().GET('/admin/customer-groups', { params: { query: { limit: 100, cursor } }, signal }),
        );
        groups.push(...page.items);
        if (!page.next_cursor) break;
        cursor = page.next_cursor;
      }
      return groups;
    },
  });
}
