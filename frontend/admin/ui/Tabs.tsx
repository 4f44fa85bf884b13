import { NavLink } from 'react-router';
import type { Key } from '../i18n/language';
import { useText } from '../i18n/useText';
import styles from './ui.module.css';

/** Lists beside one another, each with an address of its own. */
export function Tabs({ label, of: tabs }: { label: Key; of: { to: string; label: Key; count?: string }[] }) {
  const t = useText();
  return (
    <nav className={styles.tabs} aria-label={t(label)}>
      {tabs.map(({ to, label, count }) => (
        <NavLink key={to} to={to} end>
          {t(label)} {count && <span className={styles.count}>{count}</span>}
        </NavLink>
      ))}
    </nav>
  );
}
