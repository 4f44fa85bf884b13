import { isProblem } from './problem';

/** An answer may be too old by the time it arrives, so it is asked for more than once. */
const TURNS = 3;

/**
 * Sends. Where the shop wants to know first that no robot asks (403 `challenge_required`), its challenge is loaded and
 * shown, and the same goes once more with the answer. Who closes it gets the problem.
 */
export async function asPerson<T>(send: (headers: Record<string, string>) => Promise<T>): Promise<T> {
  let headers = {};
  for (let turn = 1; ; turn += 1) {
    try {
      return await send(headers);
    } catch (error) {
      if (!isProblem(error, 'challenge_required') || turn === TURNS) throw error;
      const { askPerson } = await import('../lib/askPerson');
      const response = await askPerson(String(error.extra.origin), String(error.extra.site_key));
      if (response === null) throw error;
      headers = { 'X-Challenge': response };
    }
  }
}
