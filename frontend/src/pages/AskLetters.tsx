import type { Consent, Decision } from '../api/types';
import { ErrorNotice } from '../components/Notice';
import { ConsentSwitch } from './account/consents/ConsentSwitch';
import { useConsents } from './account/consents/useConsents';

interface Props {
  kind: Consent['kind'];
  /** Where they are asked. */
  source: Decision['source'];
}

/** Asks a member, where it is about, whether they want letters of a kind. Nothing where the shop writes none. */
export default function AskLetters({ kind: wanted, source }: Props) {
  const { items, busy, failure, decide } = useConsents(source);
  return (
    <div className="muted small" style={{ marginBlock: 'var(--space-4) var(--space-5)' }}>
      {Boolean(failure) && <ErrorNotice error={failure} title="That did not work" />}
      <ConsentSwitch consent={items?.find(({ kind }) => kind === wanted)} busy={busy} decide={decide} />
    </div>
  );
}
