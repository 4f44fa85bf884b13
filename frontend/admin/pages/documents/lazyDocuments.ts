import { lazy } from 'react';
import { learn } from '../../i18n/language';
import AREAS from '../areas.json';

/** The documents, which come once the page that shows them is there. */
export const LazyDocuments = lazy(async () => {
  const [module] = await Promise.all([import('./Documents'), learn(AREAS.documents)]);
  return module;
});
