import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { toast } from '../../ui/toast';
import styles from './content.module.css';

interface Props<T> {
  rows: T[];
  change: (rows: T[]) => void;
  /** What one is called, by its place from 1 on. */
  name: (row: T, place: number) => string;
  children: (row: T, set: (part: Partial<T>) => void, at: number) => ReactNode;
}

const moved = <T,>(rows: T[], from: number, to: number): T[] => {
  const rest = rows.filter((_, index) => index !== from);
  return [...rest.slice(0, to), ...rows.slice(from, from + 1), ...rest.slice(to)];
};

/** Things in an order: moved by drag, or by their buttons; taken out, and back by undo. */
export function Rows<T>({ rows, change, name, children }: Props<T>) {
  const t = useText();
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  const [told, setTold] = useState('');

  function move(from: number, to: number) {
    const row = rows[from];
    if (row === undefined || to < 0 || to >= rows.length || from === to) return;
    change(moved(rows, from, to));
    setTold(t('rows.moved', { name: name(row, from + 1), place: to + 1, count: rows.length }));
  }

  function remove(at: number, row: T) {
    change(rows.filter((_, index) => index !== at));
    toast(t('rows.removed', { name: name(row, at + 1) }), {
      undo: () => {
        change(rows);
        return Promise.resolve();
      },
    });
  }

  return (
    <>
      <ul className={styles.rows}>
        {rows.map((row, at) => {
          const called = name(row, at + 1);
          return (
            // The buttons do the same for keyboards, and without dragging.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
            <li
              key={at}
              aria-label={called}
              className={styles.item}
              data-over={over === at || undefined}
              onDragOver={(event) => {
                if (dragged === undefined) return;
                event.preventDefault();
                setOver(at);
              }}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== undefined) move(dragged, at);
              }}
            >
              <div className={styles.itemHead}>
                {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
                <span
                  draggable
                  onDragStart={(event) => {
                    event.dataTransfer.effectAllowed = 'move';
                    setDragged(at);
                  }}
                  onDragEnd={() => {
                    setDragged(undefined);
                    setOver(undefined);
                  }}
                >
                  <Icon name="grip" />
                  <strong>{called}</strong>
                </span>
                <span className={styles.acts}>
                  <Button
                    look="plain"
                    className={styles.up}
                    disabled={at === 0}
                    aria-label={t('rows.up', { name: called })}
                    onClick={() => move(at, at - 1)}
                  >
                    <Icon name="down" />
                  </Button>
                  <Button
                    look="plain"
                    disabled={at === rows.length - 1}
                    aria-label={t('rows.down', { name: called })}
                    onClick={() => move(at, at + 1)}
                  >
                    <Icon name="down" />
                  </Button>
                  <Button
                    look="plain"
                    aria-label={t('rows.remove', { name: called })}
                    onClick={() => remove(at, row)}
                  >
                    <Icon name="close" />
                  </Button>
                </span>
              </div>
              {children(
                row,
                (part) => change(rows.map((one, index) => (index === at ? { ...one, ...part } : one))),
                at,
              )}
            </li>
          );
        })}
      </ul>
      <p role="status" className="visually-hidden">
        {told}
      </p>
    </>
  );
}
