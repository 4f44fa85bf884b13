import type { SavedAddress } from '../../api/types';
import { AddressFields } from '../../components/AddressFields';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { RadioCards } from '../../components/RadioCards';
import { addressErrors, placeLines, toDraft, type AddressDraft, type FieldErrors } from '../../lib/address';
import type { Draft } from './draft';
import { Step } from './Step';

/** A saved address that the shopper chose, or their default one until they choose; null to type another. */
function chosenAddress(draft: Draft, saved: SavedAddress[]): SavedAddress | null {
  if (draft.addressId === 'new') return null;
  const found = saved.find(({ id }) => id === draft.addressId) ?? saved.find((entry) => entry.is_default);
  return found ?? saved[0] ?? null;
}

/** Where the parcel goes, as far as it is known yet. */
export function deliveryAddress(draft: Draft, saved: SavedAddress[]): AddressDraft {
  const chosen = chosenAddress(draft, saved);
  return chosen ? toDraft(chosen) : draft.address;
}

interface Props {
  /** Whether something goes there in a parcel; else it is for the invoice. */
  goesThere: boolean;
  /** Whether it can be fetched, by whoever lives where nothing is sent to, too. */
  anywhere: boolean;
  /** The countries that the shop sends to, once they are known. */
  delivered: readonly string[] | undefined;
  draft: Draft;
  saved: SavedAddress[];
  errors: FieldErrors;
  change: (changes: Partial<Draft>) => void;
}

export function AddressStep({ goesThere, anywhere, delivered, draft, saved, errors, change }: Props) {
  const chosen = chosenAddress(draft, saved);
  // What was saved under older rules, or refused by the server.
  const wrong = chosen ? Object.values(addressErrors(toDraft(chosen))) : [];
  return (
    <Step number={2} title={goesThere ? 'Delivery address' : 'Billing address'}>
      {saved.length > 0 && (
        <RadioCards
          legend="Your addresses"
          value={chosen?.id ?? 'new'}
          onChange={(addressId) => change({ addressId })}
          options={[
            ...saved.map((entry) => ({
              value: entry.id,
              title: entry.name,
              text: placeLines(entry).join(', '),
            })),
            { value: 'new', title: 'Another address' },
          ]}
        />
      )}
      {chosen && wrong.length > 0 && (
        <Notice tone="warn" title="This saved address needs a correction">
          <p>{wrong.join(' ')}</p>
          <Button look="quiet" onClick={() => change({ addressId: 'new', address: toDraft(chosen) })}>
            Correct it for this order
          </Button>
        </Notice>
      )}
      {!chosen && (
        <AddressFields
          value={draft.address}
          errors={errors}
          anywhere={anywhere}
          delivered={delivered}
          change={(field, value) => change({ address: { ...draft.address, [field]: value } })}
        />
      )}
    </Step>
  );
}
