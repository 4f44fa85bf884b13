import type { ReactNode } from 'react';
import styles from './Skeleton.module.css';

/** A grey stand-in of the size that the real thing will have. */
export function Bone({
  width = '100%',
  height = '1em',
  round,
}: {
  width?: string;
  height?: string;
  round?: string;
}) {
  return <span className={styles.bone} style={{ width, height, borderRadius: round }} />;
}

/** Wraps stand-ins: tells a screen reader once that something is loading, and hides the grey boxes from it. */
export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div aria-busy="true">
      <span className="visually-hidden" role="status">
        Loading {what}…
      </span>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}

/** A few text lines' worth of stand-ins, for lists and forms. */
export function LoadingRows({
  what,
  rows = 3,
  height = '5.500rem',
}: {
  what: string;
  rows?: number;
  height?: string;
}) {
  return (
    <Loading what={what}>
      <div style={{ display: 'grid', gap: 'var(--space-4)' }}>
        {Array.from({ length: rows }, (_, row) => (
          <Bone key={row} height={height} round="var(--radius-md)" />
        ))}
      </div>
    </Loading>
  );
}
