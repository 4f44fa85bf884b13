import { Notice } from '../../components/Notice';

/** Instead of a payment form that would be the wrong one. */
export function UnknownProvider({ then }: { then: string }) {
  return (
    <Notice tone="warn" title="This page does not know this way to pay">
      <p>Nothing was charged. Load the page again to get its latest version, or {then}.</p>
    </Notice>
  );
}
