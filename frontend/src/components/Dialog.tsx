import { useEffect, useId, useRef, type MouseEvent, type ReactNode } from 'react';
import { Icon } from './Icon';
import styles from './Dialog.module.css';

interface Props {
  title: string;
  side?: 'right' | 'left' | 'centre';
  onClose: () => void;
  children: ReactNode;
  foot?: ReactNode;
}

/**
 * A modal drawer or box on the browser's own <dialog>: it keeps the focus inside, closes on Escape or a click
 * outside, and gives the focus back to where it was.
 */
export function Dialog({ title, side = 'centre', onClose, children, foot }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      if (dialog.open) dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  function clickOutside(event: MouseEvent) {
    if (event.target === ref.current) onClose();
  }

  return (
    // The click handler is a convenience for pointers; Escape and the close button do the same for keyboards.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={ref}
      className={`${styles.dialog} ${styles[side]}`}
      aria-labelledby={titleId}
      onClick={clickOutside}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles.inner}>
        <div className={styles.head}>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className={styles.close} aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        <div className={styles.body}>{children}</div>
        {foot && <div className={styles.foot}>{foot}</div>}
      </div>
    </dialog>
  );
}
