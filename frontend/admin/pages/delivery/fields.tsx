import { useState } from 'react';
import { TextField } from '../../ui/Field';
import { amountOf, amountText, listed, shareOf, shareText, wholeOf, wholeText } from './rules';

interface Common {
  label: string;
  name: string;
  hint?: string;
  required?: boolean;
}

/** What is typed stays as it is typed, and the page is told what it comes to. */
function useTyped<T>(value: T, read: (text: string) => T, write: (value: T) => string) {
  const [text, setText] = useState(() => write(value));
  const same = JSON.stringify(read(text)) === JSON.stringify(value);
  return [same ? text : write(value), setText] as const;
}

export function AmountField({
  value,
  currency,
  change,
  ...rest
}: Common & { value: number | null; currency: string; change: (amount: number | null) => void }) {
  // Without an amount, one that is needed is as wrong as one that is no number: the page is told -1 for both.
  const read = (typed: string) => amountOf(typed, currency) ?? (rest.required ? -1 : null);
  const [text, setText] = useTyped(value, read, (amount) => amountText(amount, currency));
  return (
    <TextField
      {...rest}
      inputMode="decimal"
      value={text}
      onChange={(typed) => {
        setText(typed);
        change(read(typed));
      }}
    />
  );
}

export function WholeField({
  value,
  change,
  ...rest
}: Common & { value: number | null; change: (whole: number | null) => void }) {
  const [text, setText] = useTyped(value, wholeOf, wholeText);
  return (
    <TextField
      {...rest}
      inputMode="numeric"
      pattern="\d{1,9}"
      value={text}
      onChange={(typed) => {
        setText(typed);
        change(wholeOf(typed));
      }}
    />
  );
}

export function ListField({
  value,
  change,
  ...rest
}: Common & { value: string[]; change: (parts: string[]) => void }) {
  const [text, setText] = useTyped(value, listed, (parts) => parts.join(', '));
  return (
    <TextField
      {...rest}
      value={text}
      onChange={(typed) => {
        setText(typed);
        change(listed(typed));
      }}
    />
  );
}

/** A share in per cent, which the page is told in basis points. */
export function PercentField({
  value,
  change,
  ...rest
}: Common & { value: number; change: (share: number) => void }) {
  const [text, setText] = useTyped(value, shareOf, shareText);
  return (
    <TextField
      {...rest}
      inputMode="decimal"
      value={text}
      onChange={(typed) => {
        setText(typed);
        change(shareOf(typed));
      }}
    />
  );
}
