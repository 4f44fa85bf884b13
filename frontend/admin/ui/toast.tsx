import { useEffect } from 'react';
import { createStore } from '../../src/lib/store';
import { errorText } from '../i18n/language';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Icon } from './Icon';
import styles from './ui.module.css';

interface Toast {
  id: number;
  text: string;
  undo?: () => Promise<void>;
  bad: boolean;
}

/** Long enough to be read and undone (WCAG 2.2.1 asks for 20 s where something is to be done). */
const SHOWN_MS = 8_000;
const UNDO_MS = 20_000;

const toasts = createStore<Toast[]>([]);
let last = 0;

/** Says what was done, and how to undo it where it can be. */
export function toast(text: string, more: { undo?: () => Promise<void>; bad?: boolean } = {}): void {
  last += 1;
  toasts.set([...toasts.get().slice(-3), { id: last, text, undo: more.undo, bad: more.bad ?? false }]);
}

const close = (id: number) => toasts.set(toasts.get().filter((one) => one.id !== id));

export const forgetToasts = (): void => toasts.set([]);

export function Toasts() {
  const t = useText();
  return (
    <section className={styles.toasts} aria-label={t('frame.notices')} aria-live="polite">
      {toasts.use().map((one) => (
        <ToastLine key={one.id} toast={one} />
      ))}
    </section>
  );
}

function ToastLine({ toast: { id, text, undo, bad } }: { toast: Toast }) {
  const t = useText();
  useEffect(() => {
    const timer = setTimeout(() => close(id), undo ? UNDO_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, undo]);

  async function takeBack() {
    close(id);
    try {
      await undo?.();
    } catch (error) {
      toast(errorText(error), { bad: true });
    }
  }

  return (
    <div className={`${styles.toast} ${bad ? styles.toastBad : ''}`}>
      <Icon name={bad ? 'warning' : 'check'} />
      <span>{text}</span>
      {undo && (
        <Button look="plain" onClick={() => void takeBack()}>
          {t('frame.undo')}
        </Button>
      )}
      <Button look="plain" aria-label={t('frame.close')} onClick={() => close(id)}>
        <Icon name="close" size={15} />
      </Button>
    </div>
  );
}
