import { useState } from 'react';
import { exponent, parseAmount, plainAmount } from '../../../src/lib/money';
import { useText } from '../../i18n/useText';
import { TextField } from '../../ui/Field';
import { amountIn, withAmount, type Prices } from './promotion';

const HUNDRED = 100;
const listed = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

interface Field<T> {
  label: string;
  name: string;
  hint?: string;
  value: T;
  set: (value: T) => void;
}

/** What is typed stays as it is typed; what it means goes on. */
function useTyped(shown: string): [string, (text: string) => void] {
  const [typed, setTyped] = useState(shown);
  return [typed, setTyped];
}

/** "12.5" is 1250 basis points. */
export function PercentField({ label, name, value, set }: Field<number>) {
  const [typed, type] = useTyped(String(value / HUNDRED));
  return (
    <TextField
      label={label}
      name={name}
      value={typed}
      required
      inputMode="decimal"
      pattern="\d{1,3}([.,]\d{1,2})?"
      onChange={(text) => {
        type(text);
        const share = Math.round(Number(text.replace(',', '.')) * HUNDRED);
        if (Number.isFinite(share)) set(share);
      }}
    />
  );
}

export function CountField({
  label,
  name,
  value,
  set,
  required = true,
}: Field<number> & { required?: boolean }) {
  return (
    <TextField
      label={label}
      name={name}
      value={value ? String(value) : ''}
      required={required}
      inputMode="numeric"
      pattern="\d{1,4}"
      onChange={(text) => set(Number(text.replace(/\D/g, '')))}
    />
  );
}

export function ListField({ label, name, hint, value, set }: Field<string[]>) {
  const [typed, type] = useTyped(value.join(', '));
  return (
    <TextField
      label={label}
      name={name}
      {...(hint ? { hint } : {})}
      value={typed}
      onChange={(text) => {
        type(text);
        set(listed(text));
      }}
    />
  );
}

/** An amount in one currency. */
export function AmountField({
  label,
  name,
  value,
  set,
  currency,
  required = true,
}: Field<Prices | undefined> & { currency: string; required?: boolean }) {
  const t = useText();
  const amount = amountIn(value, currency);
  const [typed, type] = useTyped(amount === undefined ? '' : plainAmount(amount, currency));
  return (
    <TextField
      label={label || t('promotions.money', { currency })}
      name={name}
      value={typed}
      required={required}
      inputMode="decimal"
      pattern={exponent(currency) ? '\\d+([.,]\\d+)?' : '\\d+'}
      onChange={(text) => {
        type(text);
        set(withAmount(value, currency, parseAmount(text, currency)));
      }}
    />
  );
}
