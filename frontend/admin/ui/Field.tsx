import {
  useContext,
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
} from 'react';
import {
  FieldError,
  FormValidationContext,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';
import { useText } from '../i18n/useText';
import styles from './ui.module.css';

interface Common {
  label: string;
  name: string;
  hint?: string;
}

interface TextProps extends Common {
  type?: string;
  required?: boolean;
  defaultValue?: string;
  /** Of a field whose page holds what is typed. */
  value?: string;
  onChange?: (value: string) => void;
  readOnly?: boolean;
  autoComplete?: string;
  inputMode?: InputHTMLAttributes<HTMLInputElement>['inputMode'];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  /** The form begins with it. */
  first?: boolean;
  /** More than one line. */
  lines?: number;
}

/** A field; what the form around it says is wrong of its name is shown under it. */
export function TextField({
  label,
  hint,
  lines,
  required = false,
  readOnly = false,
  first = false,
  ...rest
}: TextProps) {
  const t = useText();
  return (
    <AriaTextField
      {...rest}
      isRequired={required}
      isReadOnly={readOnly}
      // eslint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={first}
      className={styles.field ?? ''}
    >
      <Label>
        {label} {!required && <span className="muted">{t('frame.optional')}</span>}
      </Label>
      {lines ? (
        <TextArea className={styles.input ?? ''} rows={lines} />
      ) : (
        <Input className={styles.input ?? ''} />
      )}
      {hint && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.fieldError ?? ''} />
    </AriaTextField>
  );
}

/** The browser's own choice: it works by keyboard, on a telephone and under any policy. What the form around it says is
 * wrong of its name is shown under it, as of a text.
 */
export function SelectField({
  label,
  options,
  hint,
  ...rest
}: Common & { options: { value: string; label: string }[] } & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  const wrong = useContext(FormValidationContext)[rest.name];
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select
        {...rest}
        id={id}
        className={styles.input}
        aria-describedby={described || undefined}
        aria-invalid={wrong ? true : undefined}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
      {wrong && (
        <span id={`${id}-wrong`} className={styles.fieldError}>
          {wrong}
        </span>
      )}
    </div>
  );
}

export function CheckField({ label, ...rest }: { label: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className={styles.check}>
      <input type="checkbox" {...rest} /> <span>{label}</span>
    </label>
  );
}
