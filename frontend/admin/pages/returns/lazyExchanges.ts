import { lazy } from 'react';
import { withWords } from '../withWords';

/** The order's page loads it when the order is one of an exchange. */
export const LazyExchanges = lazy(withWords('returns', () => import('./Exchanges')));
