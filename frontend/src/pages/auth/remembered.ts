import { signIn } from '../../state/signIn';

/**
 * What was typed to sign up, until its code is confirmed: nobody types a password twice in two minutes. In this page's
 * memory only, gone with a reload, after its use, and after as long as a code is good for.
 */
let typed: { email: string; password: string; until: number } | null = null;
const REMEMBERED_MS = 15 * 60_000;

export function rememberForConfirmation(email: string, password: string): void {
  typed = { email, password, until: Date.now() + REMEMBERED_MS };
}

/** Signs in with what was typed before the code; false where nothing is remembered or it is refused. */
export async function signInAsRemembered(email: string): Promise<boolean> {
  const known = typed;
  typed = null;
  if (known?.email !== email || Date.now() > known.until) return false;
  try {
    return (await signIn(email, known.password)) === null;
  } catch {
    return false;
  }
}
