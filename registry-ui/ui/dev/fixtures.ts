import { alertList, alerts } from './alerts.ts';
import { eventTypes } from './catalogue.ts';
import { docsPage } from './docs.ts';
import { detail } from './eventType.ts';
import { attributeFigures, dimensions, producers, search } from './live.ts';
import { metrics } from './metrics.ts';
import { rejectedEvents } from './rejects.ts';
import { type Asked, review } from './review.ts';
import { band, render, series } from './series.ts';
import { status } from './status.ts';

/** What a Tally with plausible data would answer. */
export function answer(asked: Asked, empty: boolean): { status: number; body: unknown } {
  const { url, method } = asked;
  const query = url.searchParams;
  const [, , , resource, id, part] = url.pathname.split('/');
  const ok = (body: unknown) => ({ status: 200, body });
  if (url.pathname === '/render') {
    return ok(empty ? [] : render(query));
  }
  const isReview = /^(session|tree|impact|people|teams|proposals)$/.test(resource ?? '');
  if (isReview || part === 'deprecation') {
    return review(asked, empty) ?? one(undefined);
  }
  if (method !== 'GET') {
    return one(undefined);
  }
  switch (resource) {
    case 'search':
      return ok(empty ? { items: [], total: 0 } : search(query));
    case 'event-types':
      if (part === 'attributes') {
        return one(empty ? undefined : attributeFigures(query));
      }
      if (part === 'producers') {
        return one(empty ? undefined : producers(query));
      }
      return id
        ? one(empty ? undefined : detail(decodeURIComponent(id)))
        : ok(eventTypes(query, empty));
    case 'metrics':
      return ok(list(empty ? [] : metrics()));
    case 'series':
      return ok(list(empty ? [] : series(query), Number(query.get('limit') ?? 100)));
    case 'alerts':
      return id ? one(alerts().find((alert) => alert.id === id)) : ok(alertList(query, empty));
    case 'rejects':
      return ok(rejectedEvents(query));
    case 'dimensions':
      return ok({ day: '2001-06-30', ...list(empty ? [] : dimensions(query)) });
    case 'bands':
      return ok(band(query));
    case 'docs':
      return one(docsPage(id ?? ''));
    case 'status':
      return ok(status(empty));
    default:
      return one(undefined);
  }
}

const list = <T>(items: T[], limit = items.length) => ({
  items: items.slice(0, limit),
  total: items.length,
});
const one = (body: unknown) =>
  body === undefined
    ? {
        status: 404,
        body: {
          code: 'NOT_FOUND',
          title: 'Not found',
          detail: 'there is no such thing in the fixtures',
          status: 404,
        },
      }
    : { status: 200, body };
