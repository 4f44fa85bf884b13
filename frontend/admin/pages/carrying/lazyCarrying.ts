import { lazy } from 'react';
import { withWords } from '../withWords';

/** What a carrier offers, which staff rarely ask for. */
export const LazyRates = lazy(withWords('carrying', () => import('./Rates')));
/** The lists a carrier is given, at the end of the day. */
export const LazyManifests = lazy(withWords('carrying', () => import('./Manifests')));
