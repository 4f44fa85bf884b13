import type { ReactNode } from 'react';
import { Problem, Unreachable, referenceOf } from '../api/problem';
import { Button } from './Button';
import { Icon, type IconName } from './Icon';
import styles from './Notice.module.css';

type Tone = 'info' | 'good' | 'warn' | 'bad';

const ICONS: Record<Tone, IconName> = { info: 'info', good: 'check', warn: 'warning', bad: 'warning' };

interface Props {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
}

/** A message in the page. Bad news is an alert (read out at once), the rest a status. */
export function Notice({ tone = 'info', title, children }: Props) {
  const toned = tone === 'info' ? '' : styles[tone];
  return (
    <div className={`${styles.notice} ${toned}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={ICONS[tone]} />
      <div>
        {title && <p className={styles.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** What an error says to a shopper. */
export function messageOf(error: unknown): string {
  if (error instanceof Unreachable) {
    return error.kind === 'offline'
      ? 'You seem to be offline. Check your connection and try again.'
      : 'The shop cannot be reached right now. Please try again in a moment.';
  }
  if (error instanceof Problem) {
    if (error.status === 429)
      return 'That was a lot of requests at once. Please wait a moment and try again.';
    // The shop knows what is down, and says so in a shopper's words.
    const told = error.code === 'unavailable' && typeof error.extra.part === 'string';
    if (error.status >= 500 && !told)
      return 'Something went wrong on our side. Please try again in a moment.';
    return sentence(error.detail);
  }
  return 'Something went wrong on this page. Please try again.';
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

export function Reference({ of: error }: { of: unknown }) {
  const reference = referenceOf(error);
  return reference ? <p className={styles.reference}>Reference: {reference}</p> : null;
}

/** An error beside what it concerns, with the reference that support can look up. */
export function ErrorNotice({
  error,
  title,
  children,
}: {
  error: unknown;
  title?: string;
  children?: ReactNode;
}) {
  return (
    <Notice tone="bad" title={title}>
      <p>{messageOf(error)}</p>
      {children}
      <Reference of={error} />
    </Notice>
  );
}

interface BlankProps {
  /** It is the whole page, so its title is the page's heading. */
  alone?: boolean;
  icon?: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** Fills the place of content that is not there: nothing yet, nothing found, or not loaded. */
export function Blank({ alone = false, icon = 'leaf', title, children, actions }: BlankProps) {
  const Heading = alone ? 'h1' : 'h2';
  return (
    <div className={styles.big}>
      <span className={styles.star}>
        <Icon name={icon} size={30} />
      </span>
      <Heading>{title}</Heading>
      {children}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

/** A part of the page that could not be loaded. */
export function LoadFailed({
  alone = false,
  what,
  error,
  retry,
}: {
  alone?: boolean;
  what: string;
  error: unknown;
  retry: () => void;
}) {
  return (
    <div role="alert">
      <Blank
        alone={alone}
        icon="warning"
        title={`We could not load ${what}`}
        actions={<Button onClick={retry}>Try again</Button>}
      >
        <p className="muted">{messageOf(error)}</p>
        <Reference of={error} />
      </Blank>
    </div>
  );
}
