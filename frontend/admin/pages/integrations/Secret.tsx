import type { ReactNode } from 'react';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { CopyText } from '../../ui/CopyText';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import styles from './integrations.module.css';

interface Props {
  title: string;
  secret: string;
  onClose: () => void;
  /** What it is for, and what becomes of it. */
  children: ReactNode;
}

/** What is shown this once: it goes when the person says that they have it, and not before. */
export function Secret({ title, secret, onClose, children }: Props) {
  const t = useText();
  return (
    <Dialog title={title} onClose={onClose} firm>
      <Notice tone="warn" title={t('integrations.once')}>
        {children}
      </Notice>
      <p className={styles.code}>
        <CopyText of={secret} name={title} />
      </p>
      <div>
        <Button look="primary" onClick={onClose}>
          {t('integrations.kept')}
        </Button>
      </div>
    </Dialog>
  );
}
