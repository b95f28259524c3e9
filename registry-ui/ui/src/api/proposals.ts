import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import type { Comment, Decision, Stage } from '../domain/model';
import type { ProposalListName } from '../domain/review';
import { api, settle, unwrap } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type AuditEntry = Schemas['AuditEntryList']['items'][number];
export type RoundFile = Schemas['NewRound']['files'][number];
/** What a round changes, and the commit that it was written on. */
export type NewRound = Required<Pick<Schemas['NewRound'], 'baseCommit' | 'files'>>;

const PAGE = 50;
const PAGE_MAX = 200;
const LIVE_MS = 15_000;
const FROM_START = 2_147_483_647;

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/session', { signal })),
  staleTime: 60_000,
});

const STATES = {
  open: 'OPEN',
  merged: 'MERGED',
  published: 'PUBLISHED',
  withdrawn: 'WITHDRAWN',
} as const;

/** What of the proposals a list shows; of `waiting` and `mine`, those of a person. */
function parameters(list: ProposalListName, person: string) {
  switch (list) {
    case 'waiting':
      return { waitingFor: person };
    case 'mine':
      return { author: person };
    default:
      return { state: STATES[list] };
  }
}

export const proposalsQuery = (list: ProposalListName, person: string) =>
  infiniteQueryOptions({
    queryKey: ['proposals', list, person],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/proposals', {
          params: {
            query: {
              ...parameters(list, person),
              limit: PAGE,
              ...(pageParam === FROM_START ? {} : { before: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: FROM_START,
    getNextPageParam: (last) => last.next,
    refetchInterval: LIVE_MS,
  });

export const proposalQuery = (id: number) =>
  queryOptions({
    queryKey: ['proposal', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/proposals/{id}', { params: { path: { id } }, signal })),
    refetchInterval: LIVE_MS,
  });

/** A round never changes. */
export const roundQuery = (id: number, round: number) =>
  queryOptions({
    queryKey: ['proposal', id, 'round', round],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/proposals/{id}/rounds/{round}', {
          params: { path: { id, round } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The files of a round beside those of an earlier one; 0 for the published ones. */
export const roundFilesQuery = (id: number, round: number, from: number) =>
  queryOptions({
    queryKey: ['proposal', id, 'files', round, from],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/proposals/{id}/rounds/{round}/changes', {
          params: { path: { id, round }, query: { from } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const impactQuery = (id: number, round: number) =>
  queryOptions({
    queryKey: ['proposal', id, 'impact', round],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/proposals/{id}/impact', { params: { path: { id } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** Everything that was said; there are at most 2,000 comments. */
export const commentsQuery = (id: number) =>
  queryOptions({
    queryKey: ['proposal', id, 'comments'],
    queryFn: async ({ signal }) => {
      const items: Comment[] = [];
      for (let after: number | undefined = 0; after !== undefined; ) {
        const page: Schemas['CommentList'] = await unwrap(
          api.GET('/api/v1/proposals/{id}/comments', {
            params: { path: { id }, query: { after, limit: PAGE_MAX } },
            signal,
          }),
        );
        items.push(...page.items);
        after = page.next;
      }
      return items;
    },
    refetchInterval: LIVE_MS,
  });

export const proposalLogQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ['proposal', id, 'log'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/proposals/{id}/audit', {
          params: { path: { id }, query: { after: pageParam, limit: PAGE_MAX } },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
  });

export const treeQuery = queryOptions({
  queryKey: ['tree'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/tree', { signal })),
});

export interface Draft extends NewRound {
  readonly title: string;
  readonly description: string;
  readonly requestId: string;
}

export const propose = (body: Draft) => unwrap(api.POST('/api/v1/proposals', { body }));

export const addRound = (id: number, body: NewRound & { requestId: string }) =>
  unwrap(api.POST('/api/v1/proposals/{id}/rounds', { params: { path: { id } }, body }));

export const previewImpact = (body: NewRound) => unwrap(api.POST('/api/v1/impact', { body }));

export const review = (
  id: number,
  body: { round: number; decision: Decision; body: string; requestId: string },
) => unwrap(api.POST('/api/v1/proposals/{id}/reviews', { params: { path: { id } }, body }));

export interface NewComment {
  readonly round: number;
  readonly body: string;
  readonly requestId: string;
  readonly anchor?: Schemas['Anchor'];
  readonly thread?: number;
}

export const comment = (id: number, body: NewComment) =>
  unwrap(api.POST('/api/v1/proposals/{id}/comments', { params: { path: { id } }, body }));

export const setResolved = (id: number, thread: number, resolved: boolean) => {
  const params = { params: { path: { id, thread } } };
  return unwrap(
    resolved
      ? api.POST('/api/v1/proposals/{id}/comments/{thread}/resolve', params)
      : api.POST('/api/v1/proposals/{id}/comments/{thread}/reopen', params),
  );
};

export const merge = (id: number, stage: Stage) =>
  unwrap(api.POST('/api/v1/proposals/{id}/merge', { params: { path: { id } }, body: { stage } }));

export const withdraw = (id: number) =>
  unwrap(api.POST('/api/v1/proposals/{id}/withdraw', { params: { path: { id } } }));

export const deprecate = (name: string, body: { reason: string; successor?: string }) =>
  unwrap(api.PUT('/api/v1/event-types/{name}/deprecation', { params: { path: { name } }, body }));

export const reinstate = (name: string) =>
  settle(api.DELETE('/api/v1/event-types/{name}/deprecation', { params: { path: { name } } }));

export const promote = (revision: number) =>
  unwrap(
    api.POST('/api/v1/revisions/{revision}/promote', {
      params: { path: { revision } },
      body: { stage: 'PRODUCTION' },
    }),
  );

/** By which a repeat of a request is known as one. Also where `crypto.randomUUID` is kept from pages without TLS. */
export const requestId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

/** After an action: what it may have changed is asked again. */
export const refreshProposal = (client: QueryClient, id: number) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ['proposal', id] }),
    client.invalidateQueries({ queryKey: ['proposals'] }),
    client.invalidateQueries({ queryKey: ['tree'] }),
    client.invalidateQueries({ queryKey: ['event-type'] }),
    client.invalidateQueries({ queryKey: ['event-types'] }),
  ]);
