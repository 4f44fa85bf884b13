import type { Consent } from '../../../api/types';

interface Props {
  consent: Consent | undefined;
  busy: boolean;
  decide: (consent: Consent, given: boolean) => Promise<void>;
}

/** The words that are agreed to, as the shop has them: it keeps which were shown. */
export function ConsentSwitch({ consent, busy, decide }: Props) {
  if (!consent) return null;
  return (
    <label>
      <input
        type="checkbox"
        role="switch"
        checked={consent.given}
        disabled={busy}
        onChange={(event) => void decide(consent, event.target.checked)}
      />{' '}
      {consent.text}
    </label>
  );
}
