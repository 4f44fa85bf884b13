import { lazy } from 'react';
import { withWords } from '../withWords';

/** The notes, which come once the page that shows them is there. */
export const LazyNotes = lazy(withWords('notes', () => import('./Notes')));
