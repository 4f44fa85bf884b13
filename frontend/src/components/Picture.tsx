import { useState } from 'react';
import { mediaUrl } from '../lib/media';
import styles from './Picture.module.css';

interface Props {
  src: string | null | undefined;
  alt: string;
  /** Above the fold: fetch at once instead of when scrolled near. */
  eager?: boolean;
  className?: string;
}

/** A square picture that keeps its place while it loads, and a plain tile where there is none. */
export function Picture({ src, alt, eager = false, className = '' }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  const address = mediaUrl(src);
  const shown = address !== null && address !== broken;
  return (
    <div className={`${styles.box} ${className}`}>
      {shown ? (
        <img
          src={address}
          alt={alt}
          width={640}
          height={640}
          loading={eager ? 'eager' : 'lazy'}
          fetchPriority={eager ? 'high' : undefined}
          decoding="async"
          onError={() => setBroken(address)}
        />
      ) : (
        <span className={styles.none} role={alt ? 'img' : undefined} aria-label={alt || undefined} />
      )}
    </div>
  );
}
