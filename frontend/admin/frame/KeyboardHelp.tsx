import { useText } from '../i18n/useText';
import type { Key } from '../i18n/language';
import { Dialog } from '../ui/Dialog';
import styles from './frame.module.css';

const KEYS: [keys: string[], does: Key][] = [
  [['Ctrl K', '⌘ K'], 'keys.palette'],
  [['/'], 'keys.search'],
  [['?'], 'keys.help'],
  [['Tab', 'Shift Tab'], 'keys.next'],
  [['↑', '↓'], 'keys.scroll'],
  [['Enter', 'Space'], 'keys.act'],
  [['Esc'], 'keys.close'],
];

export default function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const t = useText();
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl className={styles.keys}>
        {KEYS.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(does)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
