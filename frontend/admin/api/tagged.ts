import { failure } from '../../src/api/client';

/** What was read, with its ETag to send with a change. */
export interface Tagged<T> {
  data: T;
  tag: string | null;
}

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The header that has an answer say "unchanged" where it still is what was read before. */
export const unlessStill = (before?: Tagged<unknown>): Record<string, string> =>
  before?.tag ? { 'If-None-Match': before.tag } : {};

/** The answer with its tag (an edge that compresses makes it a weak one, and If-Match takes strong ones alone); `before` itself where it is unchanged. */
export async function tagged<T>(call: Promise<Outcome<T>>, before?: Tagged<T>): Promise<Tagged<T>> {
  const { data, error, response } = await call;
  if (response.status === 304 && before) return before;
  if (!response.ok) throw failure(response, error);
  return { data: data as T, tag: response.headers.get('ETag')?.replace(/^W\//, '') ?? null };
}
