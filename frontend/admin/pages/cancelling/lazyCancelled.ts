import { lazy } from 'react';
import { learn } from '../../i18n/language';
import AREAS from '../areas.json';

/** What was cancelled of an order, which comes once the page that shows it is there. */
export const LazyCancelled = lazy(async () => {
  const module = import('./Cancelled');
  await learn(AREAS.cancelling);
  return module;
});
