import { lazy } from 'react';
import { withWords } from '../withWords';

/** That mail came back, which few orders have to say. */
export const LazyCameBack = lazy(withWords('letters', () => import('./CameBack')));
