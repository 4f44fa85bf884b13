import { lazy } from 'react';
import { withWords } from '../withWords';

/** What was cancelled of an order, which comes once the page that shows it is there. */
export const LazyCancelled = lazy(withWords('cancelling', () => import('./Cancelled')));
