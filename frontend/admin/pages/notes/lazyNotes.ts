import { lazy } from 'react';
import { learn } from '../../i18n/language';
import AREAS from '../areas.json';

/** The notes, which come once the page that shows them is there. */
export const LazyNotes = lazy(async () => {
  const [module] = await Promise.all([import('./Notes'), learn(AREAS.notes)]);
  return module;
});
