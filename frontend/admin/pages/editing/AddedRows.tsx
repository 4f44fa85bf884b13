import { randomId } from '../../../src/lib/ids';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import type { Added, Typed } from './change';

const AMOUNT = '[0-9]+([.,][0-9]+)?';

interface Props {
  typed: Typed;
  currency: string;
  set: (part: Partial<Typed>) => void;
}

/** What is added to a paid order: more of what is in it, or something else. */
export function AddedRows({ typed: { added, addedShipping }, currency, set }: Props) {
  const t = useText();
  const change = (one: Added, part: Partial<Added>) =>
    set({ added: added.map((row) => (row === one ? { ...row, ...part } : row)) });
  return (
    <>
      {added.map((one) => (
        <fieldset key={one.key}>
          <legend>{t('editing.addedUnits', { sku: one.sku })}</legend>
          <TextField
            name={`added:${one.key}`}
            label={t('editing.sku')}
            required
            maxLength={100}
            value={one.sku}
            onChange={(sku) => change(one, { sku })}
          />
          <TextField
            name={`quantity:${one.key}`}
            label={t('editing.units')}
            required
            inputMode="numeric"
            pattern="[1-9][0-9]{0,3}"
            value={one.quantity}
            onChange={(quantity) => change(one, { quantity })}
          />
          <TextField
            name={`agreed:${one.key}`}
            label={t('editing.price', { currency })}
            hint={t('editing.addedPrice')}
            inputMode="decimal"
            pattern={AMOUNT}
            value={one.price}
            onChange={(price) => change(one, { price })}
          />
          <Button onClick={() => set({ added: added.filter((row) => row !== one) })}>
            {t('editing.notAdded')}
          </Button>
        </fieldset>
      ))}
      {added.length > 0 && (
        <TextField
          name="added_shipping"
          label={t('editing.addedDelivery', { currency })}
          hint={t('editing.addedFree')}
          inputMode="decimal"
          pattern={AMOUNT}
          value={addedShipping}
          onChange={(typed) => set({ addedShipping: typed })}
        />
      )}
      <p>
        <Button
          onClick={() => set({ added: [...added, { key: randomId(), sku: '', quantity: '1', price: '' }] })}
        >
          {t('editing.add')}
        </Button>
      </p>
    </>
  );
}
