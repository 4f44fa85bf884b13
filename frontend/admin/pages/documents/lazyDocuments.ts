import { lazy } from 'react';
import { withWords } from '../withWords';

/** The documents, which come once the page that shows them is there. */
export const LazyDocuments = lazy(withWords('documents', () => import('./Documents')));
