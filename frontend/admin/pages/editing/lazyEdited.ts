import { lazy } from 'react';
import { withWords } from '../withWords';

/** What staff changed of a paid order, and the way to change it, which comes once the page that shows it is there. */
export const LazyEdited = lazy(withWords('editing', () => import('./Edited')));
