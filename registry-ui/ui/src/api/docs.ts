import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';

/** A page of the documentation; it changes with Tally's version only. */
export const docsQuery = (page: string) =>
  queryOptions({
    queryKey: ['docs', page],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/docs/{page}', { params: { path: { page } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
