import { config } from '../../../src/lib/config';
import { useText } from '../../i18n/useText';
import { CopyText } from '../../ui/CopyText';
import { Facts } from '../../ui/values';
import styles from './integrations.module.css';

/** How a system calls with a key; `$SOUK_KEY` stands for it, as no command is a place for a secret. */
export function KeyUse() {
  const t = useText();
  const base = `${location.origin}${config().apiBase}/keyed`;
  const read = `curl "${base}/orders/admin/orders?limit=10" -H "Authorization: Bearer $SOUK_KEY"`;
  return (
    <details className={styles.use}>
      <summary>{t('apiKeys.use')}</summary>
      <div>
        <p>{t('apiKeys.useText')}</p>
        <p className={styles.code}>
          <CopyText of={`${base}/<service>/<path>`} name={t('apiKeys.address')} />
        </p>
        <p>{t('apiKeys.useExample')}</p>
        <p className={styles.code}>
          <CopyText of={read} name={t('apiKeys.example')} />
        </p>
        <p>{t('apiKeys.useRepeat')}</p>
        <Facts
          of={[
            ['401', t('apiKeys.answer401')],
            ['403', t('apiKeys.answer403')],
            ['404', t('apiKeys.answer404')],
            ['429', t('apiKeys.answer429')],
          ]}
        />
      </div>
    </details>
  );
}
