import { useId, type ReactNode } from 'react';
import styles from './RadioCards.module.css';

export interface CardOption {
  value: string;
  title: string;
  text?: ReactNode;
  aside?: ReactNode;
}

interface Props {
  legend: string;
  options: CardOption[];
  value: string;
  onChange: (value: string) => void;
}

export function RadioCards({ legend, options, value, onChange }: Props) {
  const name = useId();
  return (
    <fieldset className={styles.cards}>
      <legend className="visually-hidden">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.card}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span className={styles.label}>
            <b>{option.title}</b>
            {option.text && <span className="muted small">{option.text}</span>}
          </span>
          <span>{option.aside}</span>
        </label>
      ))}
    </fieldset>
  );
}
