import type { ButtonHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router';
import styles from './Button.module.css';

export type ButtonLook = 'primary' | 'accent' | 'quiet' | 'night' | 'plain';

interface Looks {
  look?: ButtonLook;
  wide?: boolean;
}

const classes = (look: ButtonLook, wide: boolean, extra = ''): string =>
  [styles.button, look === 'primary' ? '' : styles[look], wide ? styles.wide : '', extra]
    .filter(Boolean)
    .join(' ');

interface Props extends Looks, ButtonHTMLAttributes<HTMLButtonElement> {
  /** Work is under way: the button keeps its place and focus, and takes no second click. */
  busy?: boolean;
  children: ReactNode;
}

export function Button({
  look = 'primary',
  wide = false,
  busy = false,
  className,
  children,
  onClick,
  ...rest
}: Props) {
  function click(event: MouseEvent<HTMLButtonElement>) {
    if (busy) event.preventDefault();
    else onClick?.(event);
  }
  return (
    <button
      type="button"
      {...rest}
      className={classes(look, wide, className)}
      aria-busy={busy || undefined}
      onClick={click}
    >
      {busy && <span className={styles.spinner} aria-hidden="true" />}
      {children}
    </button>
  );
}

export function ButtonLink({ look = 'primary', wide = false, className, ...rest }: Looks & LinkProps) {
  return <Link {...rest} className={classes(look, wide, className)} />;
}
