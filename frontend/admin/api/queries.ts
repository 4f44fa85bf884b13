import { QueryClient } from '@tanstack/react-query';
import { Problem } from '../../src/api/problem';

const AGAIN = 2;

/** Reads are tried again where the shop could not be reached or was busy; what it refused, it refuses again. */
export const newQueries = (retries = AGAIN): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // The offline banner says it; a request may still be tried.
        networkMode: 'always',
        retry: (failures, error) =>
          failures < retries && !(error instanceof Problem && error.status < 500 && error.status !== 429),
      },
      mutations: { networkMode: 'always' },
    },
  });
