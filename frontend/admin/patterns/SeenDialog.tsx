import { Fragment, useState, type ReactNode } from 'react';
import { isProblem } from '../../src/api/problem';
import type { Tagged } from '../api/tagged';
import { useText } from '../i18n/useText';
import { ActionDialog } from '../ui/ActionDialog';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import type { FormValues } from '../ui/ProblemForm';
import type { Detail } from './DetailPage';
import styles from './patterns.module.css';

export interface Difference {
  label: string;
  was: string;
  now: string;
}

interface Props<T> {
  detail: Detail<T>;
  title: string;
  action: string | ((data: T) => string);
  danger?: boolean;
  consequences?: (data: T) => string[];
  /** Why it cannot be sent as it is; empty where it can. */
  problem?: (data: T) => string;
  /** What of it matters to who decides here. */
  differences: (was: T, now: T) => Difference[];
  /** `first` is what the person's fields began with, `seen` what they decided by. */
  submit: (values: FormValues, key: string, seen: Tagged<T>, first: T) => Promise<void>;
  onClose: () => void;
  /** Fields that can be filled again with what somebody else wrote. */
  refill?: boolean;
  children?: (data: T) => ReactNode;
}

/**
 * Asks before something is done to a thing as it was seen. Where somebody else changed it meanwhile, nothing is done: what
 * changed is shown, what was typed stays, and who confirms again decides by what is there now.
 */
export function SeenDialog<T>({
  detail,
  title,
  action,
  danger,
  consequences,
  problem,
  differences,
  submit,
  onClose,
  refill = false,
  children,
}: Props<T>) {
  const t = useText();
  const [first, setFirst] = useState(detail.data as T);
  const [seen, setSeen] = useState<Tagged<T>>({ data: first, tag: detail.tag });
  const [turn, setTurn] = useState(0);
  const isBehind = detail.data !== undefined && detail.tag !== seen.tag;
  const changes = differences(first, seen.data);
  const wrong = problem?.(seen.data) ?? '';

  async function send(values: FormValues, key: string) {
    try {
      await submit(values, key, seen, first);
    } catch (error) {
      if (isProblem(error) && error.status === 412) setSeen(await detail.fresh());
      throw error;
    }
  }

  function takeTheirs() {
    setFirst(seen.data);
    setTurn(turn + 1);
  }

  return (
    <ActionDialog
      title={title}
      action={typeof action === 'string' ? action : action(seen.data)}
      danger={danger}
      blocked={wrong !== ''}
      consequences={consequences?.(seen.data)}
      submit={send}
      onClose={onClose}
    >
      {isBehind && (
        <Notice tone="warn" title={t('seen.changed')}>
          <Button onClick={() => setSeen({ data: detail.data as T, tag: detail.tag })}>
            {t('seen.show')}
          </Button>
        </Notice>
      )}
      {!isBehind && seen.data !== first && (
        <Notice tone="warn" title={t('seen.title')}>
          <p>{t(changes.length > 0 ? 'seen.text' : 'form.changedElsewhere')}</p>
          {changes.length > 0 && <Changes of={changes} />}
          {refill && <Button onClick={takeTheirs}>{t('form.takeTheirs')}</Button>}
        </Notice>
      )}
      <Fragment key={turn}>{children?.(seen.data)}</Fragment>
      {wrong && <Notice tone="warn">{wrong}</Notice>}
    </ActionDialog>
  );
}

function Changes({ of: changes }: { of: Difference[] }) {
  const t = useText();
  return (
    <table className={styles.differences}>
      <thead>
        <tr>
          <th scope="col">{t('form.field')}</th>
          <th scope="col">{t('form.was')}</th>
          <th scope="col">{t('form.theirs')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ label, was, now }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{was}</td>
            <td>{now}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
