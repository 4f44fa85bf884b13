import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { exponent } from '../../../src/lib/money';
import type { Permission } from '../../frame/me';
import { formatNumber, spoken } from '../../i18n/language';

type Schemas = components['schemas'];
export type Figures = Schemas['FiguresView'];
export type Link = Schemas['LinkView'];
type Step = Schemas['BackofficeStepView'];

export const SPANS = { today: 1, week: 7, month: 30 } as const;
export type Span = keyof typeof SPANS;

const EVERY_MS = 60_000;

/** The figures of the days that end with `last` (today, where there is none), and of as many a week or a year before. */
export function useFigures(span: Span, compare: 'week' | 'year', last: string | undefined) {
  const days = SPANS[span];
  return useQuery({
    queryKey: ['figures', span, compare, last],
    queryFn: ({ signal }) =>
      answer(
        api().GET('/admin/backoffice/figures', {
          params: {
            query: {
              step: days === 1 ? 'hour' : 'day',
              compare,
              ...(days > 1 && last ? { from: daysBefore(last, days - 1), to: last } : {}),
            },
          },
          signal,
        }),
      ),
    enabled: days === 1 || last !== undefined,
    refetchInterval: EVERY_MS,
  });
}

function daysBefore(day: string, days: number): string {
  const at = new Date(`${day}T00:00Z`);
  at.setUTCDate(at.getUTCDate() - days);
  return at.toISOString().slice(0, 10);
}

export interface Numbers {
  paid: number;
  net: number;
  average: number | null;
  conversion: number | null;
}

/** What had come by the hour that it is in the shop now: a morning is compared with mornings. */
export function soFar(steps: Step[], zone: string): Numbers {
  const hour = hourIn(zone);
  const sum = (of: (step: Step) => number) =>
    steps.filter(({ at }) => Number(at.slice(11)) <= hour).reduce((all, step) => all + of(step), 0);
  const paid = sum((step) => step.paid);
  const placed = sum((step) => step.placed);
  return {
    paid,
    net: sum((step) => step.net),
    average: paid ? sum((step) => step.gross) / paid : null,
    conversion: placed ? sum((step) => step.converted) / placed : null,
  };
}

export function hourIn(zone: string): number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' });
  return Number(format.format(new Date()));
}

/** An hour or a day of the shop's, as the axis names it. */
export function stepName(at: string): string {
  const when = new Date(at.includes('T') ? `${at}:00Z` : `${at}T00:00Z`);
  const options: Intl.DateTimeFormatOptions = at.includes('T')
    ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
    : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(spoken.get().locale, { ...options, timeZone: 'UTC' }).format(when);
}

/** An amount in few characters: 12K. */
export const roundMoney = (amount: number, currency: string): string =>
  formatNumber(amount / 10 ** exponent(currency), { style: 'currency', currency, notation: 'compact' });

/** How much more or less, in per cent; nothing where there was nothing to compare with. */
export const change = (now: number | null, then: number | null): string | null =>
  now === null || !then
    ? null
    : formatNumber((now - then) / Math.abs(then), {
        style: 'percent',
        signDisplay: 'exceptZero',
        maximumFractionDigits: 0,
      });

const LISTS: Record<string, { path: string; needs: Permission }> = {
  '/admin/backoffice/orders': { path: '/orders', needs: 'orders.read' },
  '/admin/backoffice/stock': { path: '/stock/reorder', needs: 'stock.read' },
};

/** The page of the list behind a number; nothing for whoever may not look at it. */
export function listOf({ route, query }: Link, may: (permission: Permission) => boolean): string | null {
  const list = LISTS[route];
  if (!list || !may(list.needs)) return null;
  const params = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
  return params.size > 0 ? `${list.path}?${params}` : list.path;
}
