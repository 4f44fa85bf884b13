import { useState, type ReactNode } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { useText } from '../i18n/useText';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { ActionMenu } from '../ui/Menu';
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
      <Paper title={title}>{children}</Paper>
    </>
  );
}

interface Sheet {
  id: string;
  label: string;
  title: string;
  content: ReactNode;
}

/** Several sheets, of which one is chosen and printed. */
export function PrintMenu({ sheets }: { sheets: Sheet[] }) {
  const t = useText();
  const [chosen, setChosen] = useState<string>();
  const sheet = sheets.find(({ id }) => id === chosen);

  function print(id: string) {
    // The browser prints what is in the document by then.
    flushSync(() => setChosen(id));
    window.print();
  }

  return (
    <>
      <ActionMenu
        label={
          <>
            <Icon name="print" /> {t('print.print')}
          </>
        }
        items={sheets.map(({ id, label }) => ({ id, label, act: () => print(id) }))}
      />
      {sheet && <Paper title={sheet.title}>{sheet.content}</Paper>}
    </>
  );
}

const Paper = ({ title, children }: { title?: string; children: ReactNode }) =>
  createPortal(
    <article className={styles.sheet} aria-hidden="true" data-print>
      {title && <h1>{title}</h1>}
      {children}
    </article>,
    document.body,
  );
