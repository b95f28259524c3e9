import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/status', { signal })),
  refetchInterval: 5_000,
});
