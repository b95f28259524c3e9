import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { formatQuery, one, oneOf, parseQuery } from './domain/address';
import { parseStates } from './domain/alerts';
import { DOCS_HOME } from './domain/docs';
import { formatExplore, parseExplore } from './domain/explore';
import { FIGURE_WINDOWS, type FigureWindow } from './domain/figures';
import {
  PROPOSAL_LISTS,
  PROPOSAL_TABS,
  type ProposalListName,
  type ProposalTab,
} from './domain/review';
import { NotFound } from './pages/notFound';
import { PageFailed } from './pages/pageFailed';
import { Shell } from './pages/shell';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: PageFailed,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/events', replace: true });
  },
});

export const EVENT_SORTS = [
  'name',
  'owner',
  'perMinute',
  'stored',
  'rejected',
  'lastSeen',
] as const;

export interface EventsSearch {
  q?: string | undefined;
  sort?: (typeof EVENT_SORTS)[number] | undefined;
  order?: 'asc' | 'desc' | undefined;
}

const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  validateSearch: (query: Record<string, unknown>): EventsSearch => ({
    q: one(query, 'q') || undefined,
    sort: oneOf(query, 'sort', EVENT_SORTS),
    order: oneOf(query, 'order', ['asc', 'desc']),
  }),
  component: lazyRouteComponent(() => import('./pages/events'), 'Events'),
});

export interface EventSearch {
  /** How far back the figures go. */
  window?: FigureWindow | undefined;
  /** The attribute whose values are all shown. */
  attribute?: string | undefined;
  volume?: 'daily' | undefined;
  /** Rejected events one by one: those of a code, or "all". */
  rejects?: string | undefined;
  /** Of these, from 1. */
  page?: number | undefined;
  /** Which statement is shown. */
  sql?: string | undefined;
}

const event = createRoute({
  getParentRoute: () => root,
  path: '/events/$name',
  validateSearch: (query: Record<string, unknown>): EventSearch => ({
    window: oneOf(query, 'window', FIGURE_WINDOWS),
    attribute: one(query, 'attribute') || undefined,
    volume: oneOf(query, 'volume', ['daily']),
    rejects: one(query, 'rejects') || undefined,
    page: Number(one(query, 'page')) > 1 ? Math.trunc(Number(one(query, 'page'))) : undefined,
    sql: one(query, 'sql') || undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/event'), 'Event'),
});

const explore = createRoute({
  getParentRoute: () => root,
  path: '/explore',
  // Written back in its own form: what the router holds is what the address says.
  validateSearch: (query: Record<string, unknown>) => formatExplore(parseExplore(query)),
  component: lazyRouteComponent(() => import('./pages/explore'), 'Explore'),
});

export interface AlertsSearch {
  /** States, comma-separated. */
  state?: string | undefined;
  event?: string | undefined;
}

const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  validateSearch: (query: Record<string, unknown>): AlertsSearch => ({
    state: parseStates(one(query, 'state')).join(',') || undefined,
    event: one(query, 'event') || undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/alerts'), 'Alerts'),
});

const alert = createRoute({
  getParentRoute: () => root,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('./pages/alert'), 'Alert'),
});

export interface ReviewsSearch {
  list?: ProposalListName | undefined;
}

const reviews = createRoute({
  getParentRoute: () => root,
  path: '/reviews',
  validateSearch: (query: Record<string, unknown>): ReviewsSearch => ({
    list: oneOf(query, 'list', PROPOSAL_LISTS),
  }),
  component: lazyRouteComponent(() => import('./pages/reviews'), 'Reviews'),
});

export interface NewProposalSearch {
  /** The event type whose file is opened. */
  event?: string | undefined;
  file?: string | undefined;
}

const newProposal = createRoute({
  getParentRoute: () => root,
  path: '/reviews/new',
  validateSearch: (query: Record<string, unknown>): NewProposalSearch => ({
    event: one(query, 'event') || undefined,
    file: one(query, 'file') || undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/proposalEditor'), 'NewProposal'),
});

export interface ProposalSearch {
  tab?: ProposalTab | undefined;
  /** The round that is looked at; the last one where it is not said. */
  round?: number | undefined;
  /** The round to compare with; what was published where it is not said. */
  from?: number | undefined;
  /** The file to go to. */
  file?: string | undefined;
  layout?: 'split' | 'unified' | undefined;
}

/** A whole number above 0; undefined for anything else. */
const positive = (query: Record<string, unknown>, key: string): number | undefined => {
  const text = one(query, key) ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
};

const proposal = createRoute({
  getParentRoute: () => root,
  path: '/reviews/$id',
  validateSearch: (query: Record<string, unknown>): ProposalSearch => ({
    tab: oneOf(query, 'tab', PROPOSAL_TABS),
    round: positive(query, 'round'),
    from: positive(query, 'from'),
    file: one(query, 'file') || undefined,
    layout: oneOf(query, 'layout', ['split', 'unified']),
  }),
  component: lazyRouteComponent(() => import('./pages/proposal'), 'Proposal'),
});

const editProposal = createRoute({
  getParentRoute: () => root,
  path: '/reviews/$id/edit',
  component: lazyRouteComponent(() => import('./pages/proposalEditor'), 'EditProposal'),
});

const docsHome = createRoute({
  getParentRoute: () => root,
  path: '/docs',
  beforeLoad: () => {
    throw redirect({ to: '/docs/$page', params: { page: DOCS_HOME }, replace: true });
  },
});

const docs = createRoute({
  getParentRoute: () => root,
  path: '/docs/$page',
  component: lazyRouteComponent(() => import('./pages/docs'), 'Docs'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    events,
    event,
    reviews,
    newProposal,
    proposal,
    editProposal,
    explore,
    alerts,
    alert,
    docsHome,
    docs,
  ]),
  parseSearch: parseQuery,
  stringifySearch: formatQuery,
  defaultPreload: 'intent',
  // react-query decides what is fresh.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  scrollToTopSelectors: ['main'],
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
