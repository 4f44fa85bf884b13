import { lazy, type ComponentType } from 'react';
import { learn } from '../../i18n/language';
import AREAS from '../areas.json';

const withWords = async <T extends ComponentType<never>>(module: Promise<{ default: T }>) => {
  await learn(AREAS.cancelling);
  return module;
};

/** What was cancelled of an order, which comes once the page that shows it is there. */
export const LazyCancelled = lazy(() => withWords(import('./Cancelled')));

export const LazyCancelOrder = lazy(() => withWords(import('./CancelOrder')));
