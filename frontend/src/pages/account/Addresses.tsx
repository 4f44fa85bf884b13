import { useRef, useState, type SubmitEvent } from 'react';
import { addAddress, changeAddress, listAddresses, removeAddress } from '../../api/account';
import type { SavedAddress } from '../../api/types';
import { announce } from '../../app/announce';
import { usePage } from '../../app/page';
import { AddressFields } from '../../components/AddressFields';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { CheckField } from '../../components/Field';
import { Blank, ErrorNotice, LoadFailed } from '../../components/Notice';
import { LoadingRows } from '../../components/Skeleton';
import {
  NO_ADDRESS,
  addressErrors,
  fieldErrors,
  placeLines,
  toAddress,
  toDraft,
  type FieldErrors,
} from '../../lib/address';
import { likelyCountry } from '../../lib/countries';
import { focusFirstWrong, focusHeading } from '../../lib/focus';
import { useLoad } from '../../lib/useLoad';
import styles from './Account.module.css';

export default function Addresses() {
  usePage('Your addresses');
  const { data, error, loading, reload } = useLoad('me:addresses', listAddresses);
  const [editing, setEditing] = useState<SavedAddress | 'new' | null>(null);
  const [refused, setRefused] = useState<unknown>();

  async function remove(address: SavedAddress) {
    setRefused(undefined);
    try {
      await removeAddress(address.id);
      announce(`The address of ${address.name} was removed`);
      reload();
      focusHeading();
    } catch (failure) {
      setRefused(failure);
    }
  }

  return (
    <>
      <h1>Your addresses</h1>
      {loading && <LoadingRows what="your addresses" rows={2} />}
      {Boolean(error) && <LoadFailed what="your addresses" error={error} retry={reload} />}
      {Boolean(refused) && <ErrorNotice error={refused} />}
      {data?.length === 0 && (
        <Blank icon="truck" title="No address yet">
          <p className="muted">Save one, and checkout fills it in for you.</p>
        </Blank>
      )}
      <ul className={styles.list}>
        {data?.map((address) => (
          <li key={address.id} className={styles.item}>
            <p>
              <b>{address.name}</b> {address.is_default && <span className={styles.badge}>Default</span>}
            </p>
            <p className="small">{placeLines(address).join(', ')}</p>
            <div className={styles.tools}>
              <Button
                look="plain"
                aria-label={`Change the address of ${address.name}`}
                onClick={() => setEditing(address)}
              >
                Change
              </Button>
              <Button
                look="plain"
                aria-label={`Remove the address of ${address.name}`}
                onClick={() => void remove(address)}
              >
                Remove
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <div>
        <Button look="quiet" onClick={() => setEditing('new')}>
          Add an address
        </Button>
      </div>
      {editing && (
        <AddressDialog
          address={editing === 'new' ? null : editing}
          close={() => setEditing(null)}
          saved={() => {
            setEditing(null);
            reload();
          }}
        />
      )}
    </>
  );
}

interface DialogProps {
  address: SavedAddress | null;
  close: () => void;
  saved: () => void;
}

function AddressDialog({ address, close, saved }: DialogProps) {
  const [draft, setDraft] = useState(
    address ? toDraft(address) : { ...NO_ADDRESS, country: likelyCountry() },
  );
  const [isDefault, setDefault] = useState(address?.is_default ?? false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  async function save(event: SubmitEvent) {
    event.preventDefault();
    const found = addressErrors(draft);
    setErrors(found);
    if (Object.keys(found).length > 0) {
      announce('Some fields need your attention');
      focusFirstWrong(form.current);
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      const body = { ...toAddress(draft), is_default: isDefault };
      await (address ? changeAddress(address.id, body) : addAddress(body));
      saved();
    } catch (failure) {
      setError(failure);
      setErrors(fieldErrors(failure));
      setBusy(false);
    }
  }

  return (
    <Dialog title={address ? 'Change the address' : 'A new address'} onClose={close}>
      <form ref={form} className="stack" noValidate onSubmit={(event) => void save(event)}>
        <AddressFields
          value={draft}
          errors={errors}
          change={(field, value) => setDraft((before) => ({ ...before, [field]: value }))}
        />
        <CheckField
          label="Use it unless I say otherwise"
          checked={isDefault}
          onChange={(event) => setDefault(event.target.checked)}
        />
        {Boolean(error) && <ErrorNotice error={error} title="It was not saved" />}
        <Button type="submit" busy={busy}>
          Save the address
        </Button>
      </form>
    </Dialog>
  );
}
