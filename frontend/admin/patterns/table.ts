import type { ReactNode } from 'react';
import type { Key } from '../i18n/language';

export interface Column<T> {
  id: string;
  label: Key;
  cell: (row: T) => ReactNode;
  /** What a CSV says. Without it the column is not in the file. */
  text?: (row: T) => string;
  /** Numbers end where lines end. */
  end?: boolean;
  /** Left out below this width: `tablet` is 768 px, `desk` 1100 px. */
  from?: 'tablet' | 'desk';
  /** Shown only when it is chosen. */
  extra?: boolean;
}

export interface Filter {
  name: string;
  label: Key;
  /** `many` holds any number of values, with commas between them; `since` and `until` a moment, shown as its day here. */
  kind: 'select' | 'many' | 'search' | 'toggle' | 'since' | 'until';
  /** Of a choice: the values the API takes, and the prefix of their messages (`state.PAID`). */
  values?: readonly string[];
  words?: string;
  /** What a value is called, where it has a name of its own. */
  named?: (value: string) => string;
}

export interface PageOf<T> {
  items: T[];
  next_cursor?: string | null;
}

export type Filters = Partial<Record<string, string>>;
