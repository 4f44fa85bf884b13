import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../src/api/client';
import { useMay, useMe } from './me';
import { worded } from '../i18n/language';
import { useText } from '../i18n/useText';

export type Names = (by: string) => string;

const LONG_MS = 300_000;

/** Payments and stock call staff, and their API keys, by their account alone, as only staff act there. */
export const staffOf = (by: string): string => by.replace(/^user:(?!key:)/, 'staff:').replace(/^user:/, '');

/** Who did something, in words: `staff:<id>`, `key:<id>`, or the part of the shop that did. */
export function useNames(): Names {
  const t = useText();
  const may = useMay();
  const { profile } = useMe();
  const staff = useQuery({
    queryKey: ['staff names'],
    queryFn: ({ signal }) => answer(api().GET('/admin/staff/names', { signal })),
    enabled: may('reports.read'),
    staleTime: LONG_MS,
  });
  return (by) => {
    const [kind = '', id = ''] = by.split(':');
    if (kind === 'key') return t('by.key', { id: id.slice(0, 8) });
    if (kind !== 'staff' || id === '') return worded('by', kind);
    if (id === profile.id) return t('by.you');
    return staff.data?.items.find((one) => one.id === id)?.name ?? t('by.colleague', { id: id.slice(0, 8) });
  };
}
