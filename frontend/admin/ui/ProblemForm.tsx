import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { Form } from 'react-aria-components';
import { isProblem, isRecord } from '../../src/api/problem';
import { wasCancelled } from '../../src/lib/passkeys';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { ErrorNotice } from './Notice';
import styles from './ui.module.css';

export type FormValues = Record<string, string>;

/** What a problem says of each field, by the field's name. */
export function fieldProblems(error: unknown): Record<string, string> {
  if (!isProblem(error) || !Array.isArray(error.extra.errors)) return {};
  const told = error.extra.errors.filter(isRecord).map((one) => [String(one.field), String(one.message)]);
  return Object.fromEntries(told) as Record<string, string>;
}

export const formValues = (form: HTMLFormElement): FormValues =>
  Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']),
  );

interface Props {
  action: string;
  danger?: boolean;
  /** It cannot be sent as it is; the form says why. */
  blocked?: boolean;
  /** Does the work; what it throws is shown, at the fields it names. */
  submit: (values: FormValues) => Promise<void>;
  children?: ReactNode;
  /** More buttons, after the one that sends. */
  beside?: ReactNode;
  changed?: () => void;
  title?: string;
  /** As wide as its page, with its buttons always in sight. */
  wide?: boolean;
}

/** A form that sends once, keeps what was typed when it fails, and puts each complaint where it belongs. */
export function ProblemForm(props: Props) {
  const {
    action,
    danger = false,
    blocked = false,
    submit,
    children,
    beside,
    changed,
    title,
    wide = false,
  } = props;
  const t = useText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);

  useEffect(() => {
    const here = form.current;
    if (!here || !changed) return;
    here.addEventListener('input', changed);
    return () => here.removeEventListener('input', changed);
  }, [changed]);

  async function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const values = formValues(event.currentTarget);
    setBusy(true);
    setError(undefined);
    try {
      await submit(values);
    } catch (failure) {
      if (!wasCancelled(failure)) setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form
      ref={form}
      className={`${styles.form} ${wide ? styles.wide : ''}`}
      validationErrors={fieldProblems(error)}
      onSubmit={(event) => void send(event as SubmitEvent<HTMLFormElement>)}
    >
      {Boolean(error) && <ErrorNotice error={error} title={title ?? t('error.failed')} />}
      {children}
      <div className={styles.row}>
        <Button type="submit" look={danger ? 'danger' : 'primary'} busy={busy} disabled={blocked}>
          {action}
        </Button>
        {beside}
      </div>
    </Form>
  );
}
