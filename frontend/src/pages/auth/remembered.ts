import type { AgreedTo } from '../../api/types';

interface Typed {
  password: string;
  name: string;
  consents: AgreedTo[];
}

/**
 * What was typed to sign up, until its code is confirmed and the account is made with it: nobody types a password twice
 * in two minutes. In this page's memory only, gone with a reload, after its use, and after as long as a code is good for.
 */
let typed: (Typed & { email: string; until: number }) | null = null;
const REMEMBERED_MS = 15 * 60_000;

/** `name` is "" for somebody who came from signing in. */
export function rememberForConfirmation(
  email: string,
  password: string,
  name = '',
  consents: AgreedTo[] = [],
): void {
  typed = { email, password, name, consents, until: Date.now() + REMEMBERED_MS };
}

export function rememberedFor(email: string): Typed | null {
  return typed?.email === email && Date.now() <= typed.until ? typed : null;
}

export function forgetTyped(): void {
  typed = null;
}
