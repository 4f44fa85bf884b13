import { useEffect, useRef } from 'react';
import { useNavigate, type NavigateOptions } from 'react-router';
import { createStore } from '../../src/lib/store';
import { useText } from '../i18n/useText';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import styles from '../ui/ui.module.css';

/** The forms that hold what is not saved, and where somebody wanted to go meanwhile. */
const unsaved = new Set<symbol>();
const asked = createStore<(() => void) | null>(null);

/** Runs `go` at once, or after the person has agreed to lose what they typed. */
export function leaveThen(go: () => void): void {
  if (unsaved.size === 0) go();
  else asked.set(go);
}

/** Goes to another page, as links do: an unsaved form asks first. */
export function useGo(): (to: string, options?: NavigateOptions) => void {
  const navigate = useNavigate();
  return (to, options) => leaveThen(() => void navigate(to, options));
}

interface NavigateEventLike extends Event {
  navigationType: string;
  cancelable: boolean;
  destination: { key: string };
}
interface NavigationLike extends EventTarget {
  traverseTo: (key: string) => unknown;
}

const navigation = (): NavigationLike | undefined =>
  (window as unknown as { navigation?: NavigationLike }).navigation;

/** While `dirty`, closing the tab, a link and the browser's back button ask first. Answers what ends that, once it is saved. */
export function useLeaveGuard(dirty: boolean): () => void {
  const held = useRef<symbol>(undefined);
  useEffect(() => {
    if (!dirty) return;
    const form = Symbol('form');
    unsaved.add(form);
    held.current = form;
    const closing = (event: BeforeUnloadEvent) => event.preventDefault();
    const clicked = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || link?.target === '_blank';
      if (!link?.href || elsewhere || unsaved.size === 0) return;
      event.preventDefault();
      event.stopPropagation();
      leaveThen(() => setTimeout(() => link.click()));
    };
    const traversed = (event: Event) => {
      const { navigationType, cancelable, destination } = event as NavigateEventLike;
      if (navigationType !== 'traverse' || !cancelable || unsaved.size === 0) return;
      event.preventDefault();
      leaveThen(() => navigation()?.traverseTo(destination.key));
    };
    window.addEventListener('beforeunload', closing);
    document.addEventListener('click', clicked, true);
    navigation()?.addEventListener('navigate', traversed);
    return () => {
      unsaved.delete(form);
      window.removeEventListener('beforeunload', closing);
      document.removeEventListener('click', clicked, true);
      navigation()?.removeEventListener('navigate', traversed);
    };
  }, [dirty]);
  return () => {
    if (held.current) unsaved.delete(held.current);
  };
}

/** Stands in the frame once; shows the question. */
export function LeaveDialog() {
  const t = useText();
  const go = asked.use();
  if (!go) return null;
  const stay = () => asked.set(null);
  function leave() {
    unsaved.clear();
    go?.();
    asked.set(null);
  }
  return (
    <Dialog title={t('leave.title')} onClose={stay}>
      <p>{t('leave.text')}</p>
      <div className={styles.row}>
        <Button look="primary" onClick={stay}>
          {t('leave.stay')}
        </Button>
        <Button look="danger" onClick={leave}>
          {t('leave.go')}
        </Button>
      </div>
    </Dialog>
  );
}
