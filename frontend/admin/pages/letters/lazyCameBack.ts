import { lazy } from 'react';
import { learn } from '../../i18n/language';
import AREAS from '../areas.json';

/** That mail came back, which few orders have to say. */
export const LazyCameBack = lazy(async () => {
  const [module] = await Promise.all([import('./CameBack'), learn(AREAS.letters)]);
  return module;
});
