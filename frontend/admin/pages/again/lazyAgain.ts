import { lazy } from 'react';
import { withWords } from '../withWords';

/** Sending again, for the pages of parcels and of claims: loaded once somebody wants to. */
export const LazySendAgain = lazy(
  withWords('again', async () => ({ default: (await import('./SendAgain')).SendAgain })),
);
