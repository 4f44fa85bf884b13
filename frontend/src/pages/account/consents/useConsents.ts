import { useEffect, useState } from 'react';
import { heedConsents } from '../../../api/activity';
import { decideConsent, getConsents } from '../../../api/consents';
import type { Consent, Consents, Decision } from '../../../api/types';
import { useAttempt } from '../../../lib/useAttempt';
import { keep, useLoad } from '../../../lib/useLoad';
import { session } from '../../../state/session';

const KEY = 'me:consents';

/**
 * What the shopper has agreed to, and how to change it; `source` is where they are asked, if it is not their account.
 * This browser heeds it at once.
 */
export function useConsents(source?: Decision['source']) {
  const { user } = session.use();
  const { data, error, loading, reload } = useLoad(KEY, getConsents);
  const [decided, setDecided] = useState<Consents>();
  const { busy, error: failure, attempt } = useAttempt();
  const consents = decided ?? data;

  useEffect(() => {
    if (user && consents) heedConsents(user.id, consents);
  }, [user, consents]);

  const decide = (consent: Consent, given: boolean) =>
    attempt(async () => {
      const answer = await decideConsent(consent, given, source);
      keep(KEY, answer);
      setDecided(answer);
    });

  return { items: consents?.items, error, loading, reload, busy, failure, decide };
}
