import { Icon } from './Icon';
import styles from './Quantity.module.css';

interface Props {
  /** What is counted, for the buttons' names: "Quantity of Rose water". */
  label: string;
  value: number;
  max: number;
  min?: number;
  /** A change is under way: the buttons take no click, and keep the focus. */
  busy?: boolean;
  onChange: (value: number) => void;
}

export function Quantity({ label, value, max, min = 1, busy = false, onChange }: Props) {
  const less = value > min;
  const more = value < max;
  // Not `disabled`: a button that is takes the focus away from whoever has just pressed it.
  return (
    <div className={styles.quantity} role="group" aria-label={label}>
      <button
        type="button"
        aria-label="One less"
        aria-disabled={!less || undefined}
        onClick={() => less && !busy && onChange(Math.min(value - 1, Math.max(max, min)))}
      >
        <Icon name="minus" size={16} />
      </button>
      <output>{value}</output>
      <button
        type="button"
        aria-label="One more"
        aria-disabled={!more || undefined}
        onClick={() => more && !busy && onChange(value + 1)}
      >
        <Icon name="plus" size={16} />
      </button>
    </div>
  );
}
