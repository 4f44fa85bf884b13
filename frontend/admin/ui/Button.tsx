import type { ButtonHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router';
import styles from './ui.module.css';

export type Look = 'primary' | 'quiet' | 'plain' | 'danger';

const classes = (look: Look, extra?: string) =>
  [styles.button, styles[look], extra].filter(Boolean).join(' ');

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  /** Work is under way: the button keeps its place and focus, and takes no second click. */
  busy?: boolean;
  children: ReactNode;
}

export function Button({ look = 'quiet', busy = false, className, onClick, children, ...rest }: Props) {
  function click(event: MouseEvent<HTMLButtonElement>) {
    if (busy) event.preventDefault();
    else onClick?.(event);
  }
  return (
    <button
      type="button"
      {...rest}
      className={classes(look, className)}
      aria-busy={busy || undefined}
      onClick={click}
    >
      {busy && <span className={styles.spinner} aria-hidden="true" />}
      {children}
    </button>
  );
}

export function ButtonLink({ look = 'quiet', className, ...rest }: { look?: Look } & LinkProps) {
  return <Link {...rest} className={classes(look, className)} />;
}
