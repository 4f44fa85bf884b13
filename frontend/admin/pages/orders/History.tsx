import { useState } from 'react';
import { useText } from '../../i18n/useText';
import { Timeline } from '../../patterns/Timeline';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/values';
import { KINDS, type Kind, type Told } from './moments';
import styles from './order.module.css';

/** All that happened to the order, of all services, the newest first; one kind of it where that is chosen. */
export function History({ of: moments }: { of: Told[] }) {
  const t = useText();
  const [only, setOnly] = useState<Kind>();
  const there = KINDS.filter((kind) => moments.some((moment) => moment.kind === kind));
  return (
    <Card title={t('order.timeline')}>
      {there.length > 1 && (
        <div className={styles.kinds} role="group" aria-label={t('order.show')}>
          <Button aria-pressed={only === undefined} onClick={() => setOnly(undefined)}>
            {t('order.kind.all')}
          </Button>
          {there.map((kind) => (
            <Button key={kind} aria-pressed={only === kind} onClick={() => setOnly(kind)}>
              {t(`order.kind.${kind}`)}
            </Button>
          ))}
        </div>
      )}
      <Timeline of={moments.filter(({ kind }) => !only || kind === only)} />
    </Card>
  );
}
