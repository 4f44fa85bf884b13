import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { useText } from '../i18n/useText';
import styles from './patterns.module.css';
import type { Column } from './table';

export interface Selection<T> {
  chosen: ReadonlySet<string>;
  choose: (ids: string[], on: boolean) => void;
  called: (row: T) => string;
  /** Whether a row can be chosen at all; each can where it is left out. */
  can?: (row: T) => boolean;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  id: (row: T) => string;
  /** Where a row leads; its first column carries the link. */
  to?: (row: T) => string;
  selection?: Selection<T>;
  /** Called as the last rows come into sight. */
  onEnd?: () => void;
  /** As tall as its rows, without a scroll bar of its own. */
  short?: boolean;
}

const ROW = 44;
const OVERSCAN = 12;

/** A table of which only the rows in sight are drawn, however long it is. */
export function DataTable<T>({ label, columns, rows, id, to, selection, onEnd, short = false }: Props<T>) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  // The compiler's rule knows the virtualizer for what it is; nothing here is memoised.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
    enabled: !short,
  });
  const inSight = virtual.getVirtualItems();
  const drawn = short ? rows.map((_, index) => ({ index, start: 0, end: 0 })) : inSight;
  const before = drawn[0]?.start ?? 0;
  const after = short ? 0 : virtual.getTotalSize() - (drawn.at(-1)?.end ?? 0);
  const atEnd = rows.length > 0 && (drawn.at(-1)?.index ?? -1) >= rows.length - 1;
  const width = columns.length + (selection ? 1 : 0);
  const ids = rows.map(id);
  const can = selection?.can;
  const choosable = can ? rows.filter(can).map(id) : ids;
  const allChosen =
    selection !== undefined && choosable.length > 0 && choosable.every((one) => selection.chosen.has(one));

  useEffect(() => {
    if (atEnd) onEnd?.();
  }, [atEnd, onEnd]);

  return (
    <div
      ref={box}
      className={short ? styles.shortBox : styles.tableBox}
      role="group"
      aria-label={label}
      // A box that scrolls can be scrolled by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className={styles.table} aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {selection && (
              <th scope="col" className={styles.tick}>
                <input
                  type="checkbox"
                  aria-label={t('list.chooseAll')}
                  checked={allChosen}
                  onChange={() => selection.choose(choosable, !allChosen)}
                />
              </th>
            )}
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cellClass(column)}>
                {t(column.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={before} width={width} />
          {drawn.map(({ index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const key = id(row);
            return (
              <tr
                key={key}
                data-index={index}
                ref={short ? undefined : virtual.measureElement}
                aria-rowindex={index + 2}
                className={to ? styles.leads : undefined}
                aria-selected={selection?.chosen.has(key)}
              >
                {selection && (
                  <td className={styles.tick}>
                    {(can?.(row) ?? true) && (
                      <input
                        type="checkbox"
                        aria-label={t('list.choose', { name: selection.called(row) })}
                        checked={selection.chosen.has(key)}
                        onChange={(event) => selection.choose([key], event.target.checked)}
                      />
                    )}
                  </td>
                )}
                {columns.map((column, at) => (
                  <td key={column.id} className={cellClass(column)}>
                    {at === 0 && to ? (
                      <Link className={styles.rowLink} to={to(row)}>
                        {column.cell(row)}
                      </Link>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          <Gap height={after} width={width} />
        </tbody>
      </table>
    </div>
  );
}

/** The place of the rows that are not drawn. */
function Gap({ height, width }: { height: number; width: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className={styles.gap}>
      <td colSpan={width} style={{ height }} />
    </tr>
  );
}

const cellClass = ({ end, from }: Pick<Column<never>, 'end' | 'from'>): string | undefined =>
  [end ? styles.end : '', from ? styles[from] : ''].filter(Boolean).join(' ') || undefined;
