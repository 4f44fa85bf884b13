import { refreshSession, signOut as requestSignOut } from '../api/session';
import { carryBearer } from '../api/client';
import { isProblem } from '../api/problem';
import type { SessionUser, SignedIn } from '../api/types';
import { createStore } from '../lib/store';
import { forget } from '../lib/useLoad';

export type Session =
  | { status: 'starting'; user: null }
  | { status: 'guest'; user: null }
  | { status: 'signed-in'; user: SessionUser };

const GUEST: Session = { status: 'guest', user: null };

export const session = createStore<Session>({ status: 'starting', user: null });

/**
 * The access token lives in this variable only. What survives a reload is the HttpOnly refresh cookie, and this
 * mark (no secret) that there may be one, so that guests are spared a request that can only fail.
 */
let accessToken: string | null = null;
const MARK = 'souk.signed-in';

let renewing: Promise<boolean> | null = null;
let ready: Promise<unknown> = Promise.resolve();

carryBearer({ token: () => accessToken, renew: renewOnce });

/** Resolves once it is known whether somebody is signed in. */
export const sessionReady = (): Promise<unknown> => ready;

export function startSession(): void {
  if (localStorage.getItem(MARK)) ready = renewOnce();
  else session.set(GUEST);
  window.addEventListener('storage', (event) => {
    if (event.key !== MARK) return;
    if (event.newValue === null) becomeGuest();
    else ready = renewOnce();
  });
}

export async function signOut(): Promise<void> {
  try {
    await requestSignOut();
  } finally {
    becomeGuest();
  }
}

/** What the header shows of the person, after they changed it. */
export function updateUser(changes: Partial<SessionUser>): void {
  const now = session.get();
  if (now.status === 'signed-in') session.set({ ...now, user: { ...now.user, ...changes } });
}

function renewOnce(): Promise<boolean> {
  renewing ??= renew().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renew(): Promise<boolean> {
  try {
    accept(await refreshSession());
    return true;
  } catch (error) {
    // Only a refusal ends the session; a gateway that is down for a moment does not sign anybody out for good.
    if (isProblem(error) && error.status === 401) becomeGuest();
    else if (session.get().status === 'starting') session.set(GUEST);
    return false;
  }
}

/** Somebody has signed in, or goes on being so. */
export function accept(signedIn: SignedIn): void {
  accessToken = signedIn.access_token;
  localStorage.setItem(MARK, '1');
  session.set({ status: 'signed-in', user: signedIn.user });
}

function becomeGuest(): void {
  accessToken = null;
  localStorage.removeItem(MARK);
  forget('me:');
  session.set(GUEST);
}
