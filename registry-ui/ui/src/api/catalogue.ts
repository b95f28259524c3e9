import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { FigureWindow } from '../domain/figures';
import { api, unwrap } from './client';

/** The figures are at most this old on the server, too. */
const FIGURES_MS = 30_000;

/** What really arrives in the attributes of an event type. */
export const attributeFiguresQuery = (name: string, window: FigureWindow) =>
  queryOptions({
    queryKey: ['attribute-figures', name, window],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/event-types/{name}/attributes', {
          params: { path: { name }, query: { window } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: FIGURES_MS,
  });

/** How many values the dimensions of an event type have today. */
export const dimensionsQuery = (eventType: string) =>
  queryOptions({
    queryKey: ['dimensions', eventType],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/dimensions', { params: { query: { eventType } }, signal })),
    refetchInterval: FIGURES_MS,
  });

/** Who sends an event type. */
export const producersQuery = (name: string, window: FigureWindow) =>
  queryOptions({
    queryKey: ['producers', name, window],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/event-types/{name}/producers', {
          params: { path: { name }, query: { window } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: FIGURES_MS,
  });

/** Rejected events of a page. */
export const REJECTS_PAGE = 20;

export interface RejectsAsked {
  readonly event: string;
  /** Empty for all. */
  readonly code: string;
  /** From 1. */
  readonly page: number;
  /** The same for all pages, so that what is rejected meanwhile shifts none. */
  readonly until: string;
}

/** The rejected events of an event type, the latest first. */
export const rejectsQuery = ({ event, code, page, until }: RejectsAsked) =>
  queryOptions({
    queryKey: ['rejects', event, code, page, until],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/rejects', {
          params: {
            query: {
              event,
              ...(code ? { code } : {}),
              until,
              limit: REJECTS_PAGE,
              offset: (page - 1) * REJECTS_PAGE,
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** Hits of a search over the catalogue, the best first. */
export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/search', { params: { query: { q, limit: 20 } }, signal })),
    enabled: q.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
