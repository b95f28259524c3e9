import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Metric } from '../domain/model';
import type { Points } from '../domain/points';
import { iso, type Range } from '../domain/time';
import { api, unwrap } from './client';

/** Slices that the table lists; beyond, one searches. */
export const SLICES_MAX = 500;
const LIVE_MS = 30_000;

export const metricsQuery = queryOptions({
  queryKey: ['metrics'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/metrics', { signal })),
  staleTime: LIVE_MS,
  refetchInterval: LIVE_MS,
});

export const seriesQuery = (item: Metric, range: Range, search: string) => {
  const query = {
    eventType: item.eventType,
    metric: item.metric,
    resolution: item.resolution,
    dimensionSet: item.dimensionSet.join(','),
    from: iso(range.from),
    until: iso(range.until),
    limit: SLICES_MAX,
    ...(item.statistic ? { statistic: item.statistic } : {}),
    ...(search ? { search } : {}),
  };
  return queryOptions({
    queryKey: ['series', query],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/series', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
};

/** The points of some series, in the order of the paths; none where a series has none. */
export const pointsQuery = (paths: readonly string[], range: Range) =>
  queryOptions({
    queryKey: ['points', paths, range.from, range.until],
    queryFn: async ({ signal }) => {
      // As JSON, one format of several; and pairs, which the generated type does not say.
      const rendered = (await unwrap(
        api.GET('/render', {
          params: {
            query: {
              target: [...paths],
              from: String(range.from),
              until: String(range.until),
              format: 'json',
            },
          },
          signal,
        }),
      )) as unknown as readonly { target: string; datapoints: Points }[];
      const byPath = new Map(rendered.map((series) => [series.target, series.datapoints]));
      return paths.map((path) => ({ path, points: byPath.get(path) ?? [] }));
    },
    placeholderData: keepPreviousData,
    enabled: paths.length > 0,
    refetchInterval: LIVE_MS,
  });

export const bandQuery = (path: string | undefined, range: Range) =>
  queryOptions({
    queryKey: ['band', path, range.from, range.until],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/bands', {
          params: {
            query: { path: path as string, from: iso(range.from), until: iso(range.until) },
          },
          signal,
        }),
      ),
    enabled: path !== undefined,
    refetchInterval: LIVE_MS,
  });
