import type { ReactNode } from 'react';
import { referenceOf } from '../../src/api/problem';
import { errorText } from '../i18n/language';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Icon, type IconName } from './Icon';
import styles from './ui.module.css';

export type Tone = 'info' | 'good' | 'warn' | 'bad';

const ICONS: Record<Tone, IconName> = { info: 'info', good: 'check', warn: 'warning', bad: 'warning' };

/** A message in the page. Bad news is an alert (read out at once), the rest a status. */
export function Notice({
  tone = 'info',
  title,
  children,
}: {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
}) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={ICONS[tone]} />
      <div>
        {title && <p className={styles.noticeTitle}>{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** The correlation id under which support finds everything of a request. */
export function Reference({ of: error }: { of: unknown }) {
  const t = useText();
  const reference = referenceOf(error);
  return reference ? <p className={styles.reference}>{t('error.reference', { reference })}</p> : null;
}

export function ErrorNotice({ error, title }: { error: unknown; title?: string }) {
  return (
    <Notice tone="bad" title={title}>
      <p>{errorText(error)}</p>
      <Reference of={error} />
    </Notice>
  );
}

/** Fills the place of content that is not there: nothing yet, nothing found, not permitted. */
export function Blank({
  icon = 'info',
  title,
  alone = false,
  children,
  actions,
}: {
  icon?: IconName;
  title: string;
  /** It is the whole page, so its title is the page's heading. */
  alone?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const Heading = alone ? 'h1' : 'h2';
  return (
    <div className={styles.blank}>
      <span className={styles.blankIcon}>
        <Icon name={icon} size={26} />
      </span>
      <Heading>{title}</Heading>
      {children}
      {actions && <div className={styles.row}>{actions}</div>}
    </div>
  );
}

/** A part of the page that could not be loaded. */
export function LoadFailed({
  error,
  retry,
  alone = false,
}: {
  error: unknown;
  retry: () => void;
  alone?: boolean;
}) {
  const t = useText();
  return (
    <div role="alert">
      <Blank
        alone={alone}
        icon="warning"
        title={t('error.load')}
        actions={<Button onClick={retry}>{t('frame.again')}</Button>}
      >
        <p className="muted">{errorText(error)}</p>
        <Reference of={error} />
      </Blank>
    </div>
  );
}

/** Grey bars in the place of rows on their way. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const t = useText();
  return (
    <div className={styles.skeleton} role="status">
      <span className="visually-hidden">{t('frame.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} aria-hidden="true" />
      ))}
    </div>
  );
}
