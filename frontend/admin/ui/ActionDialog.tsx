import { useRef, type ReactNode } from 'react';
import { randomId } from '../../src/lib/ids';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { ProblemForm, type FormValues } from './ProblemForm';
import styles from './ui.module.css';

interface Props {
  title: string;
  /** What it will have done, one sentence each: nobody confirms what they have not read. */
  consequences?: string[];
  action: string;
  danger?: boolean;
  /** It cannot be sent as it is; the dialog says why. */
  blocked?: boolean;
  /** `key` is the Idempotency-Key of this attempt: the same when the same is sent again. */
  submit: (values: FormValues, key: string) => Promise<void>;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks before something is done, with what it takes to do it; closes once it is done. */
export function ActionDialog({
  title,
  consequences = [],
  action,
  danger,
  blocked,
  submit,
  onClose,
  children,
}: Props) {
  const t = useText();
  const attempt = useRef({ sent: '', key: '' });

  async function send(values: FormValues) {
    const sent = JSON.stringify(values);
    if (attempt.current.sent !== sent) attempt.current = { sent, key: randomId() };
    await submit(values, attempt.current.key);
    onClose();
  }

  return (
    <Dialog title={title} onClose={onClose}>
      {consequences.length > 0 && (
        <ul className={styles.consequences}>
          {consequences.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      <ProblemForm
        action={action}
        danger={danger}
        blocked={blocked}
        submit={send}
        beside={<Button onClick={onClose}>{t('frame.back')}</Button>}
      >
        {children}
      </ProblemForm>
    </Dialog>
  );
}
