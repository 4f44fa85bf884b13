import { lazy } from 'react';
import { withWords } from '../withWords';

/** What other pages show of locations: loaded where it is shown. */
export const LazyLevels = lazy(withWords('locations', () => import('./Levels')));
export const LazySplit = lazy(withWords('locations', () => import('./Split')));
