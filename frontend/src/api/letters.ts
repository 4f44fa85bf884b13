import { asPerson } from './asPerson';
import { answer, api } from './client';
import type { LetterChoices, WantedBack } from './types';

export const getLetterChoices = (token: string, signal?: AbortSignal): Promise<LetterChoices> =>
  answer(api().GET('/letters/{token}/choices', { params: { path: { token } }, signal }));
/** Ends one wish by its SKU, the letters of a topic, or everything. */
export const endLetters = (
  token: string,
  query: { sku?: string; topic?: LetterChoices['topics'][number]['topic']; everything?: boolean },
) => answer(api().POST('/letters/{token}', { params: { path: { token }, query } }));

export const askForStock = (sku: string, locale: string | undefined) =>
  answer(api().POST('/me/stock-wishes', { body: { sku, locale } }));
export const askForStockAsGuest = (body: {
  sku: string;
  email: string;
  version: string;
  locale: string | undefined;
}) => asPerson((headers) => answer(api().POST('/stock-wishes', { body, headers })));
export const confirmStockWish = (token: string): Promise<WantedBack> =>
  answer(api().POST('/stock-wishes/confirm', { body: { token } }));
