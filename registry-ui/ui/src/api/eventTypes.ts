import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';
import type { operations } from './schema';

export type EventTypeSort = NonNullable<
  NonNullable<operations['listEventTypes']['parameters']['query']>['sort']
>;

export interface EventTypeFilter {
  readonly search: string;
  readonly sort: EventTypeSort;
  readonly order: 'asc' | 'desc';
}

/** Rows of a page of the list. */
const PAGE = 200;
const LIVE_MS = 10_000;

export const eventTypesQuery = (filter: EventTypeFilter) =>
  infiniteQueryOptions({
    queryKey: ['event-types', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/event-types', {
          params: {
            query: {
              sort: filter.sort,
              order: filter.order,
              limit: PAGE,
              offset: pageParam,
              ...(filter.search ? { search: filter.search } : {}),
            },
          },
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

/** The best few, for the palette. */
export const eventTypeSearchQuery = (search: string) =>
  queryOptions({
    queryKey: ['event-type-search', search],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/event-types', {
          params: { query: { limit: 50, ...(search ? { search } : {}) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

export const eventTypeQuery = (name: string) =>
  queryOptions({
    queryKey: ['event-type', name],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/event-types/{name}', { params: { path: { name } }, signal })),
    refetchInterval: 3 * LIVE_MS,
  });
