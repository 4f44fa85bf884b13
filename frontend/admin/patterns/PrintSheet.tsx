import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useText } from '../i18n/useText';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import styles from './patterns.module.css';

/** A sheet that is on paper alone: the page around it is left out when it is printed. */
export function PrintSheet({
  title,
  label,
  printed,
  children,
}: {
  /** Without it the sheet begins with what it holds. */
  title?: string;
  label?: string;
  printed?: () => void;
  children: ReactNode;
}) {
  const t = useText();
  return (
    <>
      <Button
        onClick={() => {
          window.print();
          printed?.();
        }}
      >
        <Icon name="print" /> {label ?? t('print.print')}
      </Button>
      {createPortal(
        <article className={styles.sheet} aria-hidden="true" data-print>
          {title && <h1>{title}</h1>}
          {children}
        </article>,
        document.body,
      )}
    </>
  );
}
