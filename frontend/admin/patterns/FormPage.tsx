import { useState, type ReactNode } from 'react';
import { isProblem } from '../../src/api/problem';
import type { Tagged } from '../api/tagged';
import { Page, type Crumb } from '../frame/Page';
import { useText } from '../i18n/useText';
import type { Key } from '../i18n/language';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { ProblemForm, type FormValues } from '../ui/ProblemForm';
import { useGo, useLeaveGuard } from './leave';
import styles from './patterns.module.css';

interface FieldOf<T> {
  name: string;
  label: Key;
  /** The field's text in `value`, as the form shows it. */
  of: (value: T) => string;
}

interface Props<T> {
  title: string;
  crumbs: Crumb[];
  action: Key;
  /** What the form began with, and its tag; nothing where it makes something new. */
  start?: Tagged<T>;
  /** Which fields can collide; each is compared when somebody else was faster. */
  fields?: FieldOf<T>[];
  /** Reads again what somebody else changed. */
  fresh?: () => Promise<Tagged<T>>;
  submit: (values: FormValues, tag: string | null) => Promise<void>;
  /** Where the person goes when it is saved, or given up. */
  back: string;
  /** The inputs, with `value` as their defaults. */
  children: (value: T | undefined) => ReactNode;
}

interface Collision<T> {
  theirs: Tagged<T>;
  typed: FormValues;
}

/**
 * A page that is one form. It asks before it is left unsaved. Where somebody else changed the thing meanwhile (412) it shows
 * what they changed; the person takes it over, or saves their own on top of it. Nobody overwrites what they have not seen.
 */
export function FormPage<T>({
  title,
  crumbs,
  action,
  start,
  fields = [],
  fresh,
  submit,
  back,
  children,
}: Props<T>) {
  const t = useText();
  const go = useGo();
  const [dirty, setDirty] = useState(false);
  const [base, setBase] = useState(start);
  const [collision, setCollision] = useState<Collision<T>>();
  const [turn, setTurn] = useState(0);
  const release = useLeaveGuard(dirty);

  async function send(values: FormValues) {
    try {
      await submit(values, (collision?.theirs ?? base)?.tag ?? null);
    } catch (error) {
      if (!isProblem(error) || error.status !== 412 || !fresh) throw error;
      setCollision({ theirs: await fresh(), typed: values });
      return;
    }
    release();
    go(back);
  }

  function takeOver() {
    setBase(collision?.theirs);
    setCollision(undefined);
    setDirty(false);
    setTurn(turn + 1);
  }

  return (
    <Page title={title} crumbs={crumbs}>
      <ProblemForm
        key={turn}
        action={collision ? t('form.saveMine') : t(action)}
        submit={send}
        changed={() => setDirty(true)}
        beside={
          <>
            {collision && <Button onClick={takeOver}>{t('form.takeTheirs')}</Button>}
            <Button onClick={() => go(back)}>{t('frame.back')}</Button>
          </>
        }
      >
        {collision && (
          <Differences
            fields={fields.filter(({ of }) => base && of(base.data) !== of(collision.theirs.data))}
            base={base?.data}
            collision={collision}
          />
        )}
        {children(base?.data)}
      </ProblemForm>
    </Page>
  );
}

function Differences<T>({
  fields,
  base,
  collision,
}: {
  fields: FieldOf<T>[];
  base: T | undefined;
  collision: Collision<T>;
}) {
  const t = useText();
  return (
    <Notice tone="warn" title={t('form.changedTitle')}>
      <p>{t(fields.length > 0 ? 'form.changed' : 'form.changedElsewhere')}</p>
      {fields.length > 0 && (
        <table className={styles.differences}>
          <thead>
            <tr>
              <th scope="col">{t('form.field')}</th>
              <th scope="col">{t('form.was')}</th>
              <th scope="col">{t('form.theirs')}</th>
              <th scope="col">{t('form.yours')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ name, label, of }) => (
              <tr key={name}>
                <th scope="row">{t(label)}</th>
                <td>{base && of(base)}</td>
                <td>{of(collision.theirs.data)}</td>
                <td>{collision.typed[name] ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Notice>
  );
}
