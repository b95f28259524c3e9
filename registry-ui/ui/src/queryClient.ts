import { QueryClient } from '@tanstack/react-query';
import { isWorthRetrying } from './api/client';

/** What is this young is shown again without asking. */
const FRESH_MS = 5_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: isWorthRetrying,
      retryDelay: 800,
    },
  },
});
