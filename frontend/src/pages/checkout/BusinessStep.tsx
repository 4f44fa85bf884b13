import { useState } from 'react';
import { lookUpVatNumber, type VatNumber } from '../../api/orders';
import { announce } from '../../app/announce';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { ErrorNotice } from '../../components/Notice';
import { fieldErrors } from '../../lib/address';

interface Props {
  own: boolean;
  /** What the shop knows of the number that it is ordered under. */
  known: VatNumber | null;
  /** What a refusal of the order said of it. */
  error: string | undefined;
  take: (known: VatNumber | null) => void;
}

/** A VAT number, for who orders as a business: it is looked up before it counts. */
export function BusinessStep({ own, known, error, take }: Props) {
  const [number, setNumber] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const wrong = failure ? fieldErrors(failure).vat_number : error;

  async function check() {
    setBusy(true);
    setFailure(undefined);
    try {
      const found = await lookUpVatNumber(own, number);
      take(found);
      announce(found.confirmed ? 'Your VAT number is confirmed' : 'Your VAT number could not be confirmed');
    } catch (problem) {
      take(null);
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  }

  if (known)
    return (
      <div>
        <p>
          VAT number {known.number}:{' '}
          {known.confirmed
            ? 'confirmed. In another country of the European Union you owe the tax yourself, and the total is without it.'
            : 'the register of the European Union does not answer at the moment. Tax is charged; the number is on your invoice.'}
        </p>
        <Button look="plain" onClick={() => take(null)}>
          Order without it
        </Button>
      </div>
    );
  return (
    <details open={Boolean(wrong)}>
      <summary>Ordering as a business in the European Union?</summary>
      <TextField
        label="VAT number"
        hint="With the letters of its country, like DE123456789"
        autoComplete="off"
        maxLength={40}
        value={number}
        error={wrong}
        onChange={(event) => setNumber(event.target.value)}
      />
      {Boolean(failure) && !wrong && <ErrorNotice error={failure} title="The number could not be checked" />}
      <Button busy={busy} disabled={!number.trim()} onClick={() => void check()}>
        Check the number
      </Button>
    </details>
  );
}
