import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useText } from '../i18n/useText';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import styles from './patterns.module.css';

/** A sheet that is on paper alone: the page around it is left out when it is printed. */
export function PrintSheet({ title, children }: { title: string; children: ReactNode }) {
  const t = useText();
  return (
    <>
      <Button onClick={() => window.print()}>
        <Icon name="print" /> {t('print.print')}
      </Button>
      {createPortal(
        <article className={styles.sheet} aria-hidden="true" data-print>
          <h1>{title}</h1>
          {children}
        </article>,
        document.body,
      )}
    </>
  );
}
