import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Icon } from './Icon';
import styles from './ui.module.css';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** `drawer` comes from the side at which lines begin. */
  kind?: 'box' | 'drawer' | 'palette';
  /** It is left by its own buttons alone: what it shows is not shown again. */
  firm?: boolean;
}

/** A modal box: it keeps the focus, closes on Escape or a click beside it, and gives the focus back. */
export function Dialog({ title, onClose, children, kind = 'box', firm = false }: Props) {
  const t = useText();
  return (
    <ModalOverlay
      isOpen
      isDismissable={!firm}
      isKeyboardDismissDisabled={firm}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className={`${styles.overlay} ${styles[`${kind}Overlay`]}`}
    >
      <Modal className={`${styles.modal} ${styles[kind]}`}>
        <AriaDialog className={styles.dialog ?? ''}>
          <div className={kind === 'palette' ? 'visually-hidden' : styles.dialogHead}>
            <Heading slot="title">{title}</Heading>
            {!firm && (
              <Button look="plain" aria-label={t('frame.close')} onClick={onClose}>
                <Icon name="close" />
              </Button>
            )}
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
