import createClient from 'openapi-fetch';
import { config } from '../lib/config';
import { randomId } from '../lib/ids';
import { Problem, Unreachable } from './problem';
import type { paths } from './schema';

export const CORRELATION = 'X-Correlation-Id';

/** What the client needs of the session; state/session.ts hands it in, so the two do not import each other. */
interface Bearer {
  token: () => string | null;
  /** Gets a new access token with the refresh cookie; false when the person must sign in again. */
  renew: () => Promise<boolean>;
}

let bearer: Bearer = { token: () => null, renew: () => Promise.resolve(false) };

export function carryBearer(next: Bearer): void {
  bearer = next;
}

const needsToken = (url: string): boolean => /\/(me|admin|ops)(\/|$)/.test(new URL(url).pathname);

async function send(request: Request): Promise<Response> {
  const reference = request.headers.get(CORRELATION) ?? '';
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Unreachable(navigator.onLine ? 'gateway' : 'offline', reference);
  }
}

/** Sends with the access token where one is needed; a 401 renews the token once and tries again. */
async function fetchSigned(request: Request): Promise<Response> {
  if (!request.headers.has(CORRELATION)) request.headers.set(CORRELATION, randomId());
  if (!needsToken(request.url)) return send(request);
  const again = request.clone();
  authorise(request);
  const response = await send(request);
  if (response.status !== 401 || !(await bearer.renew())) return response;
  authorise(again);
  return send(again);
}

function authorise(request: Request): void {
  const token = bearer.token();
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
}

export type Api = ReturnType<typeof createClient<paths>>;

let made: { base: string; client: Api } | undefined;

/** The typed client of the whole HTTP API; its base address comes from the shop's configuration. */
export function api(): Api {
  const base = new URL(config().apiBase, window.location.origin).href.replace(/\/$/, '');
  if (made?.base !== base) {
    made = {
      base,
      client: createClient<paths>({ baseUrl: base, fetch: fetchSigned, credentials: 'same-origin' }),
    };
  }
  return made.client;
}

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's body; a refusal is thrown as a Problem, a dead gateway as Unreachable. */
export async function answer<T>(call: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  throw failure(response, error);
}

export function failure(response: Response, body: unknown): Problem | Unreachable {
  const reference = response.headers.get(CORRELATION) ?? '';
  const problem = Problem.from(response.status, body, reference);
  if (response.status >= 502 && problem.code === '') return new Unreachable('gateway', problem.reference);
  return problem;
}

/** Headers for the requests of one user action, so that all of them share a correlation id. */
export const correlated = (id: string): Record<string, string> => ({ [CORRELATION]: id });
