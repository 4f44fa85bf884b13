import { answer, api } from './client';
import type { Consent, Consents, Decision } from './types';

export const getConsents = (signal?: AbortSignal): Promise<Consents> =>
  answer(api().GET('/me/consents', { signal }));

/** Agrees to be told of what is back in stock, in the words that stand there. */
export const agreeToStockLetters = (version: string): Promise<Consents> =>
  answer(
    api().PUT('/me/consents/{kind}', {
      params: { path: { kind: 'back_in_stock' } },
      body: { given: true, version, source: 'product' },
    }),
  );

/** Agrees to the words that are shown, or withdraws it. */
export const decideConsent = (
  { kind, version }: Consent,
  given: boolean,
  source?: Decision['source'],
): Promise<Consents> =>
  answer(api().PUT('/me/consents/{kind}', { params: { path: { kind } }, body: { given, version, source } }));
