import type { ReactNode } from 'react';
import { When } from '../ui/values';
import styles from './patterns.module.css';

export interface Moment {
  id: string;
  at: string | null;
  title: ReactNode;
  by?: string;
  text?: ReactNode;
  tone?: 'good' | 'bad';
}

/** What happened, the newest first. */
export function Timeline({ of: moments }: { of: Moment[] }) {
  const newest = [...moments].sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
  return (
    <ol className={styles.timeline}>
      {newest.map((moment) => (
        <li key={moment.id} data-tone={moment.tone}>
          <div className={styles.momentHead}>
            <strong>{moment.title}</strong>
            <span className="muted small">
              <When at={moment.at} /> {moment.by && <bdi>· {moment.by}</bdi>}
            </span>
          </div>
          {moment.text && <div className="small">{moment.text}</div>}
        </li>
      ))}
    </ol>
  );
}
