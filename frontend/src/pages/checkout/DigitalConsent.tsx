import type { Quote } from '../../api/types';

interface Props {
  consent: NonNullable<Quote['digital_consent']>;
  given: boolean;
  give: (given: boolean) => void;
}

/** The wish to have digital content at once. The order is taken without it, too. */
export function DigitalConsent({ consent, given, give }: Props) {
  return (
    <div className="small">
      <label style={{ display: 'flex', gap: 'var(--space-2)', alignItems: 'flex-start' }}>
        <input type="checkbox" checked={given} onChange={(event) => give(event.target.checked)} />
        <span>{consent.text}</span>
      </label>
      {!given && (
        <p className="muted">
          Without this you get it once the time to withdraw is over, or once you say so as you download it.
        </p>
      )}
    </div>
  );
}
