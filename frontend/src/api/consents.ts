import { answer, api } from './client';
import type { Consent, Consents } from './types';

export const getConsents = (signal?: AbortSignal): Promise<Consents> =>
  answer(api().GET('/me/consents', { signal }));

/** Agrees to the words that are shown, or withdraws it. */
export const decideConsent = ({ kind, version }: Consent, given: boolean): Promise<Consents> =>
  answer(api().PUT('/me/consents/{kind}', { params: { path: { kind } }, body: { given, version } }));
