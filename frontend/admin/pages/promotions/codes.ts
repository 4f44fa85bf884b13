import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import type { Key } from '../../i18n/language';
import { csvOf, download } from '../../patterns/csv';

type Schemas = components['schemas'];
export type Code = Schemas['CodeView'];
export type CodeUse = Schemas['CodeUseView'];
export type CodeState = 'open' | 'used_up' | 'ended';

export const TONES = { open: 'good', used_up: 'over', ended: 'over' } as const;
export const STATES: Record<CodeState, Key> = {
  open: 'promotions.codeOpen',
  used_up: 'promotions.codeUsedUp',
  ended: 'promotions.codeEnded',
};

/** The list of a promotion's codes is kept by this name, which its CSV has, too. */
export const listOf = (promotionId: string): string => `codes-${promotionId}`;
export const pathOf = (promotionId: string, code = ''): string =>
  `/prices/promotions/${promotionId}/codes${code ? `/${code}` : ''}`;

export function stateOf({ ended_at, limit, used }: Code): CodeState {
  if (ended_at) return 'ended';
  return limit > 0 && (used ?? 0) >= limit ? 'used_up' : 'open';
}

const HEAD = ['code', 'limit', 'used', 'state', 'batch'];

/** By names that no language changes. Without a limit nothing is counted, and nothing is said of it. */
export const linesOf = (codes: Code[]): string[][] =>
  codes.map((code) => [
    ...[code.code, String(code.limit), code.used === null ? '' : String(code.used)],
    ...[stateOf(code), code.batch],
  ]);

/** All codes that were made together, as they are now, as a file; how many. */
export async function downloadBatch(promotionId: string, batch: string): Promise<number> {
  const { codes } = await answer(
    api().GET('/admin/promotions/{promotion_id}/code-batches/{batch}', {
      params: { path: { promotion_id: promotionId, batch } },
    }),
  );
  download(`codes-${promotionId}-${batch}.csv`, 'text/csv', csvOf([HEAD, ...linesOf(codes)]));
  return codes.length;
}
