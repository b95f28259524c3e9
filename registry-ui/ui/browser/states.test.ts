import type { Page, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { browserPages, FLIGHTS } from './browser';

const open = browserPages();

/** Opens a page whose API answers as one wants. */
async function withApi(
  path: string,
  answer: (route: Route, url: URL) => unknown,
  expected?: RegExp,
): Promise<Page> {
  const page = await open('about:blank', expected ? { expected } : {});
  await page.route(
    (url) => url.pathname.startsWith('/api/') || url.pathname === '/render',
    (route) => answer(route, new URL(route.request().url())),
  );
  await page.goto(path);
  return page;
}

const EMPTY: Record<string, unknown> = {
  '/api/v1/event-types': { items: [], total: 0, unregistered: [] },
  '/api/v1/metrics': { items: [], total: 0 },
  '/api/v1/alerts': { items: [], total: 0 },
  '/api/v1/session': { access: 'TRUSTED', person: null, scopes: [], teams: [] },
  '/api/v1/status': {
    time: '2026-01-01T00:00:00Z',
    accepted: 0,
    stored: 0,
    rejected: 0,
    pending: 0,
    eventTypes: 0,
    tables: [],
  },
};
const PAGES: [path: string, title: string, command: string][] = [
  ['/events', 'No event types yet', './tally publish FOLDER'],
  ['/explore', 'No series yet', './tally demo'],
  ['/alerts', 'No alerts', 'option (tally.alert)'],
];

test.each(PAGES)('%s of an empty store says what to do next', async (path, title, command) => {
  const page = await withApi(path, (route, url) => route.fulfill({ json: EMPTY[url.pathname] }));
  await page.getByRole('heading', { name: title }).waitFor();
  expect(await page.locator('pre').innerText()).toContain(command);
});

const DOWN = {
  code: 'ENGINE_UNAVAILABLE',
  title: 'Engine unavailable',
  detail: 'ClickHouse at http://127.0.0.1:18123 refused the connection',
  status: 503,
};

test.each(['/events', `/events/${FLIGHTS}`, '/explore', '/alerts', '/alerts/1'])(
  '%s says what went wrong, and recovers on retry',
  async (path) => {
    let broken = true;
    const page = await withApi(
      path,
      (route) =>
        broken
          ? route.fulfill({
              status: 503,
              contentType: 'application/problem+json',
              body: JSON.stringify(DOWN),
            })
          : route.fulfill({
              status: 404,
              contentType: 'application/problem+json',
              body: JSON.stringify({ ...DOWN, code: 'NOT_FOUND', status: 404 }),
            }),
      /503|404/,
    );
    const failure = page.getByRole('alert');
    await failure.waitFor();
    expect(await failure.innerText()).toContain('ENGINE_UNAVAILABLE');
    expect(await failure.innerText()).toContain('refused the connection');
    broken = false;
    await failure.getByRole('button', { name: 'Retry' }).click();
    await expect.poll(() => page.getByText('ENGINE_UNAVAILABLE').count()).toBe(0);
  },
);

test('Tally itself does not answer', async () => {
  const page = await withApi('/events', (route) => route.abort(), /ERR_FAILED/);
  const failure = page.getByRole('alert');
  await failure.waitFor();
  expect(await failure.innerText()).toContain('UNREACHABLE');
  expect(await failure.innerText()).toContain('./tally up');
});

test.each(['/events', `/events/${FLIGHTS}`, '/explore', '/alerts', '/alerts/1'])(
  '%s waits in its final shape',
  async (path) => {
    // Requests that wait go on to the server when the routes end; it may not know the alert.
    const page = await withApi(path, () => new Promise(() => {}), /404/);
    await page.locator('[aria-busy="true"]').first().waitFor();
    expect(await page.locator('main [class*="bone"]').count()).toBeGreaterThan(1);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  },
);

test('what is shown stays when it can’t be renewed, and is said to be old', async () => {
  let broken = false;
  const page = await withApi(
    '/events',
    (route, url) =>
      broken
        ? route.fulfill({
            status: 503,
            contentType: 'application/problem+json',
            body: JSON.stringify(DOWN),
          })
        : route.fulfill({
            json:
              url.pathname === '/api/v1/event-types'
                ? { ...(EMPTY['/api/v1/event-types'] as object), items: [SUMMARY], total: 1 }
                : EMPTY[url.pathname],
          }),
    /503/,
  );
  await page.getByRole('link', { name: 'shop.OrderPlaced' }).waitFor();
  broken = true;
  await page.getByText('Not up to date').waitFor({ timeout: 20_000 });
  expect(await page.getByRole('link', { name: 'shop.OrderPlaced' }).count()).toBe(1);
});

const SUMMARY = {
  name: 'shop.OrderPlaced',
  description: '',
  owner: 'shop',
  revisionId: 1,
  attributeCount: 1,
  recent: Array(60).fill(0),
  matches: [],
  volume: { stored: 0, rejected: 0, lastHour: 0, perMinute: 0, firstSeen: null, lastSeen: null },
};

test('thousands of event types are drawn a window at a time', async () => {
  const total = 5000;
  const page = await withApi('/events', (route, url) => {
    if (url.pathname !== '/api/v1/event-types') {
      return route.fulfill({ json: EMPTY[url.pathname] });
    }
    const offset = Number(url.searchParams.get('offset') ?? 0);
    const limit = Number(url.searchParams.get('limit'));
    const items = Array.from({ length: Math.min(limit, total - offset) }, (_, i) => ({
      ...SUMMARY,
      name: `shop.Event${String(offset + i).padStart(4, '0')}`,
    }));
    return route.fulfill({ json: { items, total, unregistered: [] } });
  });
  await page.getByRole('link', { name: 'shop.Event0000' }).waitFor();
  expect(await page.getByRole('row').count()).toBeLessThan(80);
  await page.locator('main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
  await page.getByRole('link', { name: 'shop.Event0199' }).waitFor();
  await page.locator('main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
  await page
    .getByRole('link', { name: /shop\.Event0[2-3]\d\d/ })
    .first()
    .waitFor();
  expect(await page.getByRole('row').count()).toBeLessThan(80);
});

test('an event page shows what it has when its figures can’t be had', async () => {
  let broken = true;
  const page = await open('about:blank', { expected: /503/ });
  await page.route(
    (url) => /event-types\/.*\/(attributes|producers)$/.test(url.pathname),
    (route) =>
      broken
        ? route.fulfill({
            status: 503,
            contentType: 'application/problem+json',
            body: JSON.stringify({ ...DOWN, code: 'QUERY_LIMIT', title: 'Query limit' }),
          })
        : route.fallback(),
  );
  await page.goto(`/events/${FLIGHTS}`);
  const attributes = page.getByRole('region', { name: 'Attributes' });
  await attributes.getByText('QUERY_LIMIT').waitFor({ timeout: 20_000 });
  expect(await attributes.getByText('delay_minutes', { exact: true }).count()).toBe(1);
  broken = false;
  await attributes.getByRole('button', { name: 'Retry' }).click();
  await attributes.getByText(/of [\d.]+.* events/).waitFor();
});
