import { expect, test } from 'vitest';
import { browserPages, chart, FLIGHTS, query, untilQuery } from './browser';

const open = browserPages();

test('an event type says what it is, what it has, and how to query it', async () => {
  const page = await open(`/events/${FLIGHTS}`);
  const attributes = page.getByRole('region', { name: 'Attributes' });
  await attributes.waitFor();
  for (const name of ['origin', 'destination', 'delay_minutes', 'distance_miles', 'time']) {
    expect(await attributes.getByText(name, { exact: true }).count()).toBe(1);
  }
  const origin = attributes.getByRole('row', { name: /^origin/ });
  expect(await origin.innerText()).toContain('Dimension');
  expect(await origin.innerText()).toContain('Required');
  const revisions = page.getByRole('region', { name: 'Revisions' });
  expect(await revisions.innerText()).toMatch(/Revision \d+/);
  const volume = page.getByRole('region', { name: 'Volume' });
  expect(await volume.locator('rect').count()).toBeGreaterThan(48);

  const sql = page.getByRole('region', { name: 'SQL' });
  await sql.getByRole('button', { name: 'Copy the query' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('events.flights_FlightDeparted');
});

test('a metric leads to its series', async () => {
  const page = await open(`/events/${FLIGHTS}`);
  await page
    .getByRole('region', { name: 'Metrics' })
    .getByRole('link', { name: /^departures/ })
    .click();
  await page.waitForURL('**/explore?**');
  expect(query(page).get('event')).toBe(FLIGHTS);
  expect(query(page).get('metric')).toBe('departures');
  await chart(page);
});

test('an alert rule leads to the alerts of its event type', async () => {
  const page = await open(`/events/${FLIGHTS}`);
  await page.getByRole('region', { name: 'Alerts' }).getByRole('link').first().click();
  await page.waitForURL('**/alerts?**');
  expect(query(page).get('event')).toBe(FLIGHTS);
});

test('an unknown event type is said to be unknown', async () => {
  const page = await open('/events/no.Such', { expected: /404/ });
  await page.getByText('There is no such event type').waitFor();
});

test('attributes say how often they are set and with which values', async () => {
  const page = await open(`/events/${FLIGHTS}`);
  const attributes = page.getByRole('region', { name: 'Attributes' });
  const origin = attributes.getByRole('row', { name: /^origin/ });
  await origin.getByText('%').first().waitFor();
  expect(await origin.innerText()).toMatch(/ATL/);

  await origin.getByRole('link', { name: 'origin' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**attribute=origin*');
  const values = attributes.getByRole('list', { name: 'Most frequent values of origin' });
  await values.waitFor();
  expect(await values.getByRole('listitem').count()).toBeGreaterThan(3);
  await page.keyboard.press('Enter');
  await untilQuery(page, 'attribute', false);
  expect(await values.count()).toBe(0);
});

test('dimensions say how much of their class they take', async () => {
  const page = await open(`/events/${FLIGHTS}`);
  await page.route('**/api/v1/dimensions?**', (route) =>
    route.fulfill({
      json: {
        day: '2001-06-30',
        total: 2,
        items: [
          { ...DIMENSION, attribute: 'origin', values: 231, use: 'WITHIN' },
          { ...DIMENSION, attribute: 'destination', values: 1_204, use: 'OVER', latest: ['ZZ-1'] },
        ],
      },
    }),
  );
  await page.reload();
  const attributes = page.getByRole('region', { name: 'Attributes' });
  const origin = attributes.getByRole('row', { name: /^origin/ });
  await origin.getByText(/23\s%\sof\s1,000/).waitFor();
  expect(await origin.innerText()).not.toContain('its class');
  const destination = attributes.getByRole('row', { name: /^destination/ });
  await destination.getByText('Over its class').waitFor();
  expect(await destination.innerText()).toContain('1,204 of 1,000');

  await destination.getByRole('link', { name: 'destination' }).click();
  await attributes.getByText('ZZ-1', { exact: true }).waitFor();
  await attributes.getByRole('link', { name: 'Show its alert' }).click();
  await page.waitForURL('**/alerts?**');
});

const DIMENSION = {
  eventType: FLIGHTS,
  dimensionClass: 'MEDIUM',
  valuesMax: 1_000,
  isExact: true,
  collectors: 1,
  latest: [],
  revisionId: 4,
};

test('rejected events can be paged through', async () => {
  const page = await open(`/events/${FLIGHTS}`);
  await page.route(
    (url) => url.pathname === `/api/v1/event-types/${FLIGHTS}`,
    async (route) => {
      const response = await route.fetch();
      const json = { ...(await response.json()), rejects: [REASON] };
      await route.fulfill({ response, json });
    },
  );
  const asked: URLSearchParams[] = [];
  await page.route('**/api/v1/rejects?**', (route) => {
    const query = new URL(route.request().url()).searchParams;
    asked.push(query);
    const offset = Number(query.get('offset'));
    const items = Array.from({ length: Math.min(20, 47 - offset) }, (_, i) => ({
      ...REJECTED,
      id: `4b1c0e7a-32f1-4d53-9b7c-0d5b6f1e2a33.7.${offset + i}`,
    }));
    return route.fulfill({ json: { total: 47, items } });
  });
  await page.goto(`/events/${FLIGHTS}`);
  const rejected = page.getByRole('region', { name: 'Rejected', exact: true });
  await rejected.getByRole('link', { name: 'Show them one by one' }).click();
  const list = page.getByRole('region', { name: 'Rejected events' });
  await list.getByText('1 to 20 of 47').waitFor();
  await list.getByRole('link', { name: 'Older' }).click();
  await list.getByText('21 to 40 of 47').waitFor();
  expect(query(page).get('page')).toBe('2');
  await list.getByText('.7.20', { exact: false }).first().waitFor();
  expect(asked.map((each) => each.get('offset'))).toEqual(['0', '20']);
  expect(new Set(asked.map((each) => each.get('until'))).size).toBe(1);
  await page.goBack();
  await list.getByText('1 to 20 of 47').waitFor();

  await rejected.getByRole('link', { name: 'ATTRIBUTE_INVALID' }).click();
  await page.waitForURL('**rejects=ATTRIBUTE_INVALID*');
  await expect.poll(() => asked.at(-1)?.get('code')).toBe('ATTRIBUTE_INVALID');
  await list.getByRole('link', { name: 'Close' }).click();
  await untilQuery(page, 'rejects', false);
});

const REASON = {
  code: 'ATTRIBUTE_INVALID',
  attribute: 'origin',
  events: 47,
  firstSeen: '2026-01-01T00:00:00Z',
  lastSeen: '2026-01-02T00:00:00Z',
  reason: 'origin is too long',
};

const REJECTED = {
  eventType: FLIGHTS,
  received: '2026-01-02T00:00:00Z',
  code: 'ATTRIBUTE_INVALID',
  reason: 'origin is too long',
  attribute: 'origin',
  revisionId: 4,
  state: 'open',
};

test('the address says how far back the figures go', async () => {
  const page = await open(`/events/${FLIGHTS}`);
  const attributes = page.getByRole('region', { name: 'Attributes' });
  await attributes.getByText('7d', { exact: true }).click();
  await page.waitForURL('**window=7d*');
  const producers = page.getByRole('region', { name: 'Producers' });
  await producers.getByText('last 7 days').first().waitFor();
  await page.goBack();
  await untilQuery(page, 'window', false);
  await producers.getByText('last 24 hours').first().waitFor();
});

test('producers stand by revision and SDK', async () => {
  const page = await open(`/events/${FLIGHTS}?window=30d`);
  const producers = page.getByRole('region', { name: 'Producers' });
  await producers.getByText('latest', { exact: true }).first().waitFor();
  expect(await producers.getByRole('row').count()).toBeGreaterThan(1);
  expect(await producers.innerText()).toMatch(/java/);
});

test('statements to begin with', async () => {
  const page = await open(`/events/${FLIGHTS}`);
  const sql = page.getByRole('region', { name: 'SQL' });
  await sql.getByText('Per hour', { exact: true }).click();
  await page.waitForURL('**sql=hours*');
  expect(await sql.locator('pre').innerText()).toContain('toStartOfHour(time)');
});

test.each([
  { colorScheme: 'light' as const, width: 1440 },
  { colorScheme: 'dark' as const, width: 1440 },
  { colorScheme: 'light' as const, width: 390 },
  { colorScheme: 'dark' as const, width: 390 },
])('the page fits, $colorScheme at $width', async ({ colorScheme, width }) => {
  const page = await open(`/events/${FLIGHTS}`, {
    colorScheme,
    viewport: { width, height: 900 },
  });
  await page.getByRole('region', { name: 'Attributes' }).getByText('%').first().waitFor();
  const overflow = await page
    .locator('main')
    .evaluate((main) => main.scrollWidth - main.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
