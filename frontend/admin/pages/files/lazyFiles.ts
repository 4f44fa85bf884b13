import { lazy } from 'react';
import { withWords } from '../withWords';

/** The files that buyers of a product download, which come once the page that shows it is there. */
export const LazySoldFiles = lazy(withWords('files', () => import('./SoldFiles')));

/** What was downloaded of an order, and the way to give more. */
export const LazyDownloads = lazy(withWords('files', () => import('./Downloads')));
