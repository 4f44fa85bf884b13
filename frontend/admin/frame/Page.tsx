import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';
import { config } from '../../src/lib/config';
import styles from './frame.module.css';

export interface Crumb {
  label: string;
  to: string;
}

/** What every page has: its heading, where it is, and what can be done with the whole of it. */
export function Page({
  title,
  crumbs = [],
  actions,
  quiet = false,
  children,
}: {
  title: ReactNode;
  crumbs?: Crumb[];
  actions?: ReactNode;
  /** The heading is told only, as the content has one that is seen. */
  quiet?: boolean;
  children: ReactNode;
}) {
  useEffect(() => {
    if (typeof title === 'string') document.title = `${title} · ${config().shopName}`;
  }, [title]);
  return (
    <div className={styles.page}>
      {crumbs.length > 0 && (
        <nav className={styles.crumbs} aria-label={crumbs.map(({ label }) => label).join(' / ')}>
          {crumbs.map(({ label, to }) => (
            <Link key={to} to={to}>
              {label}
            </Link>
          ))}
        </nav>
      )}
      <div className={styles.pageHead}>
        <h1 className={quiet ? 'visually-hidden' : undefined}>{title}</h1>
        {actions && <div className={styles.pageActions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
