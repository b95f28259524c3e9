import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type AlertState, STATES } from '../domain/alerts';
import { api, unwrap } from './client';

const PAGE = 100;
const LIVE_MS = 10_000;

export interface AlertFilter {
  /** Empty for all of them. */
  readonly states: readonly AlertState[];
  readonly eventType: string | undefined;
}

const parameters = ({ states, eventType }: AlertFilter) => ({
  ...(states.length > 0 ? { state: states.join(',') } : {}),
  ...(eventType ? { eventType } : {}),
});

export const alertsQuery = (filter: AlertFilter) =>
  infiniteQueryOptions({
    queryKey: ['alerts', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/alerts', {
          params: { query: { ...parameters(filter), limit: PAGE, offset: pageParam } },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((sum, page) => sum + page.items.length, 0);
      return seen < last.total && last.items.length > 0 ? seen : undefined;
    },
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });

/** How many alerts there are in each state. */
export const alertCountsQuery = (eventType: string | undefined) =>
  queryOptions({
    queryKey: ['alert-counts', eventType],
    queryFn: async ({ signal }) => {
      const counts = await Promise.all(
        STATES.map(async (state) => {
          const query = { ...parameters({ states: [state], eventType }), limit: 1 };
          const { total } = await unwrap(api.GET('/api/v1/alerts', { params: { query }, signal }));
          return [state, total] as const;
        }),
      );
      return Object.fromEntries(counts) as Record<AlertState, number>;
    },
    refetchInterval: LIVE_MS,
    placeholderData: keepPreviousData,
  });

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alert', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/alerts/{id}', { params: { path: { id } }, signal })),
    refetchInterval: LIVE_MS,
  });
