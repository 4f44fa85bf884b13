import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { Icon } from './Icon';
import styles from './Field.module.css';

interface Common {
  label: string;
  hint?: string;
  error?: string;
  /** Where nobody would think that the field must be filled in, it need not say "optional". */
  unmarked?: boolean;
}

interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  className: string | undefined;
}

function Frame({
  label,
  hint,
  error,
  required,
  unmarked = false,
  children,
}: Common & { required?: boolean; children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label} {!required && !unmarked && <span className={styles.optional}>(optional)</span>}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
        className: styles.control,
      })}
      {hint && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
      {error && (
        <span id={`${id}-error`} className={styles.error}>
          <Icon name="warning" size={16} /> {error}
        </span>
      )}
    </div>
  );
}

export function TextField({
  label,
  hint,
  error,
  unmarked,
  ...rest
}: Common & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Frame label={label} hint={hint} error={error} required={rest.required} unmarked={unmarked}>
      {(wiring) => <input type="text" {...rest} {...wiring} />}
    </Frame>
  );
}

export function AreaField({
  label,
  hint,
  error,
  ...rest
}: Common & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Frame label={label} hint={hint} error={error} required={rest.required}>
      {(wiring) => <textarea {...rest} {...wiring} />}
    </Frame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  ...rest
}: Common & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Frame label={label} hint={hint} error={error} required={rest.required}>
      {(wiring) => <select {...rest} {...wiring} />}
    </Frame>
  );
}

export function CheckField({ label, ...rest }: { label: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={styles.check}>
      <input type="checkbox" {...rest} id={id} />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
