import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { formatQuery, one, oneOf, parseQuery } from './domain/address';
import { parseStates } from './domain/alerts';
import { formatExplore, parseExplore } from './domain/explore';
import { FIGURE_WINDOWS, type FigureWindow } from './domain/figures';
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

export const router = createRouter({
  routeTree: root.addChildren([home, events, event, explore, alerts, alert]),
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
