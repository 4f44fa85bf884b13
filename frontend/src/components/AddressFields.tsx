import type { AddressDraft, AddressField, FieldErrors } from '../lib/address';
import { countries } from '../lib/countries';
import { SelectField, TextField } from './Field';
import styles from './AddressFields.module.css';

interface Props {
  value: AddressDraft;
  errors: FieldErrors;
  /** "shipping" gives the browser's address book the right hint. */
  section?: string;
  change: (field: AddressField, value: string) => void;
}

export function AddressFields({ value, errors, section = 'shipping', change }: Props) {
  const wire = (field: AddressField, autoComplete: string) => ({
    name: field,
    value: value[field],
    error: errors[field],
    autoComplete: `${section} ${autoComplete}`,
    onChange: (event: { target: { value: string } }) => change(field, event.target.value),
  });
  return (
    <div className={styles.fields}>
      <TextField label="Full name" required {...wire('name', 'name')} />
      <SelectField label="Country" required {...wire('country', 'country')}>
        <option value="">Choose…</option>
        {countries().map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField label="Street and number" required {...wire('line1', 'address-line1')} />
      <TextField label="Flat, floor, company" {...wire('line2', 'address-line2')} />
      <TextField label="Postal code" required {...wire('postal_code', 'postal-code')} />
      <TextField label="Town or city" required {...wire('city', 'address-level2')} />
      <TextField label="State or region" {...wire('region', 'address-level1')} />
      <TextField label="Phone" type="tel" hint="For the carrier only" {...wire('phone', 'tel')} />
    </div>
  );
}
