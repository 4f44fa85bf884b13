import { Icon } from './Icon';
import styles from './Quantity.module.css';

interface Props {
  /** What is counted, for the buttons' names: "Quantity of Rose water". */
  label: string;
  value: number;
  max: number;
  min?: number;
  disabled?: boolean;
  onChange: (value: number) => void;
}

export function Quantity({ label, value, max, min = 1, disabled = false, onChange }: Props) {
  return (
    <div className={styles.quantity} role="group" aria-label={label}>
      <button
        type="button"
        aria-label="One less"
        disabled={disabled || value <= min}
        onClick={() => onChange(Math.min(value - 1, Math.max(max, min)))}
      >
        <Icon name="minus" size={16} />
      </button>
      <output>{value}</output>
      <button
        type="button"
        aria-label="One more"
        disabled={disabled || value >= max}
        onClick={() => onChange(value + 1)}
      >
        <Icon name="plus" size={16} />
      </button>
    </div>
  );
}
