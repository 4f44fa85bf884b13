import type { AddressDraft, AddressField, FieldErrors } from '../lib/address';
import { labelOf } from '../lib/address/check';
import { ruleOf, type PlaceField } from '../lib/address/rules';
import { countriesWith } from '../lib/countries';
import { SelectField, TextField } from './Field';
import styles from './AddressFields.module.css';

interface Props {
  value: AddressDraft;
  errors: FieldErrors;
  /** "shipping" gives the browser's address book the right hint. */
  section?: string;
  /** Whether it may be in a country that nothing is shipped to. */
  anywhere?: boolean;
  /** The countries that the shop sends to; else those that it was built with. */
  delivered?: readonly string[] | undefined;
  change: (field: AddressField, value: string) => void;
}

const AUTO_COMPLETE: Record<AddressField, string> = {
  name: 'name',
  line1: 'address-line1',
  line2: 'address-line2',
  city: 'address-level2',
  postal_code: 'postal-code',
  region: 'address-level1',
  country: 'country',
  phone: 'tel',
};
const EVERY_PLACE: PlaceField[] = ['line1', 'postal_code', 'city', 'region'];

/** What the chosen country asks for, in its order and its words. What is filled in already stays in sight. */
export function AddressFields({
  value,
  errors,
  section = 'shipping',
  anywhere = false,
  delivered,
  change,
}: Props) {
  const rule = ruleOf(value.country);
  const wire = (field: AddressField) => ({
    label: labelOf(field, rule),
    name: field,
    value: value[field],
    error: errors[field],
    autoComplete: `${section} ${AUTO_COMPLETE[field]}`,
    onChange: (event: { target: { value: string } }) => change(field, event.target.value),
  });
  const fields = rule?.fields ?? EVERY_PLACE;
  const shown = [...fields, ...EVERY_PLACE.filter((field) => !fields.includes(field) && value[field])];
  const required = (field: PlaceField) => rule?.required.includes(field) ?? field !== 'region';
  const known = rule?.regions?.some(([code]) => code === value.region) ?? false;

  return (
    <div className={styles.fields}>
      <TextField required {...wire('name')} />
      <SelectField required {...wire('country')}>
        <option value="">Choose…</option>
        {countriesWith(value.country, anywhere, delivered).map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      {shown.flatMap((field) => {
        if (field === 'region' && rule?.regions)
          return [
            <SelectField key={field} required={required(field)} {...wire(field)}>
              <option value="">Choose…</option>
              {!known && value.region && <option value={value.region}>{value.region}</option>}
              {rule.regions.map(([code, name]) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </SelectField>,
          ];
        const input = <TextField key={field} required={required(field)} {...wire(field)} />;
        return field === 'line1' ? [input, <TextField key="line2" {...wire('line2')} />] : [input];
      })}
      <TextField type="tel" hint="For the carrier only" {...wire('phone')} />
    </div>
  );
}
