import { useRef, useState } from 'react';
import { useText } from '../i18n/useText';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import type { Tone } from '../ui/Notice';
import styles from './patterns.module.css';

/** What a scan was answered. */
export interface Said {
  tone: Tone;
  title: string;
  text?: string;
  undo?: () => Promise<void>;
  /** Sends it again where it is not known whether it was counted. */
  again?: () => void;
}

/** The last answer and what says the next one; `turn` tells two of the same words apart. */
export function useSaid() {
  const [held, setHeld] = useState<{ said: Said; turn: number }>();
  const say = (said: Said) => setHeld((before) => ({ said, turn: (before?.turn ?? 0) + 1 }));
  return { held, say };
}

/** Does one after the other what comes in faster than it is answered. */
export function useInTurn(): (work: () => Promise<void>) => void {
  const last = useRef<Promise<void>>(Promise.resolve());
  return (work) => {
    last.current = last.current.then(work, work);
  };
}

/** The answer to the last scan, large enough to be read at arm's length, and read out at once. */
export function ScanAnswer({ held }: { held: ReturnType<typeof useSaid>['held'] }) {
  const t = useText();
  const undo = held?.said.undo;
  return (
    <div className={styles.answerBox}>
      <div aria-live="assertive" aria-atomic="true">
        {held && (
          <div key={held.turn} className={styles.answer} data-tone={held.said.tone}>
            <Icon name={held.said.tone === 'good' ? 'check' : 'warning'} size={30} />
            <div>
              <strong>{held.said.title}</strong>
              {held.said.text && <p>{held.said.text}</p>}
            </div>
          </div>
        )}
      </div>
      {undo && (
        <Button className={styles.large} onClick={() => void undo()}>
          {t('frame.undo')}
        </Button>
      )}
      {held?.said.again && (
        <Button look="primary" className={styles.large} onClick={held.said.again}>
          {t('scan.again')}
        </Button>
      )}
    </div>
  );
}
