import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Icon } from './Icon';
import { toast } from './toast';
import styles from './ui.module.css';

/** An id, code or address that people carry elsewhere: shown whole, copied by one press. */
export function CopyText({ of: text, name }: { of: string; name: string }) {
  const t = useText();

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      toast(t('copy.done', { name }));
    } catch {
      toast(t('copy.failed'), { bad: true });
    }
  }

  return (
    <span className={styles.copy}>
      <bdi>{text}</bdi>
      <Button look="plain" aria-label={t('copy.copy', { name })} onClick={() => void copy()}>
        <Icon name="copy" size={15} />
      </Button>
    </span>
  );
}
