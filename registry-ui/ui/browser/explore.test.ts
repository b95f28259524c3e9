import { expect, test } from 'vitest';
import { seriesKey } from '../src/domain/seriesPath.ts';
import {
  browserPages,
  chart,
  coloursDrawn,
  drag,
  FLIGHTS,
  firstAlert,
  query,
  untilQuery,
} from './browser';

const open = browserPages();
const DEPARTURES = `/explore?event=${FLIGHTS}&metric=departures&by=origin&res=1d`;

test('without an address, the metric’s own time, broken down, biggest first', async () => {
  const page = await open('/explore');
  await chart(page);
  expect(await coloursDrawn(page)).toBeGreaterThan(20);
  const series = page.getByRole('table', { name: 'Series' });
  const rows = await series.getByRole('row').allInnerTexts();
  expect(rows.length).toBeGreaterThan(3);
  expect(await page.getByText(/2001 UTC$/).count()).toBeGreaterThan(0);
  expect(await page.getByRole('list', { name: 'Drawn series' }).getByRole('listitem').count()).toBe(
    5,
  );
});

test('drag zooms into the address; double-click and Back return', async () => {
  const page = await open(DEPARTURES);
  await drag(page, 0.3, 0.6);
  await untilQuery(page, 'from');
  const [from, until] = [query(page).get('from'), query(page).get('until')];
  expect(from).toMatch(/^2001-\d\d-\d\d$/);
  expect(String(until) > String(from)).toBe(true);

  await page.goBack();
  await untilQuery(page, 'from', false);
  await page.goForward();
  await untilQuery(page, 'from');
  await (await chart(page)).dblclick();
  await untilQuery(page, 'from', false);
});

test('an address shows the same to someone else', async () => {
  const page = await open(DEPARTURES);
  await drag(page, 0.2, 0.5);
  await untilQuery(page, 'from');
  await page.getByRole('list', { name: 'Drawn series' }).getByRole('button').first().click();
  await untilQuery(page, 'focus');
  const other = await open(page.url());
  await chart(other);
  const shown = (p: typeof page) => p.locator('main').innerText();
  const pressed = other
    .getByRole('list', { name: 'Drawn series' })
    .locator('[aria-pressed="true"]');
  await pressed.waitFor();
  expect(await pressed.innerText()).toBe(query(page).get('focus'));
  await expect.poll(async () => (await shown(other)) === (await shown(page))).toBe(true);
});

test('the crosshair reads every line', async () => {
  const page = await open(DEPARTURES);
  const plot = await chart(page);
  await plot.hover();
  const tooltip = plot.locator('[class*="tooltip"]');
  await tooltip.waitFor();
  expect(await tooltip.innerText()).toMatch(/ 2001/);
  expect((await tooltip.innerText()).split('\n').length).toBeGreaterThanOrEqual(6);
});

test('slices are searched, drawn, taken away, and keep their colour', async () => {
  const page = await open(DEPARTURES);
  await chart(page);
  const series = page.getByRole('table', { name: 'Series' });
  const boxes = series.getByRole('checkbox');
  const colour = (row: number) =>
    boxes.nth(row).evaluate((box) => getComputedStyle(box).backgroundColor);
  await boxes.nth(2).waitFor();
  const before = await colour(2);
  await boxes.nth(1).uncheck();
  await untilQuery(page, 's');
  expect(query(page).getAll('s')).toHaveLength(4);
  expect(await colour(2)).toBe(before);

  const name = (
    await series.getByRole('row').nth(8).getByRole('button').first().innerText()
  ).trim();
  await page.getByLabel('Search origin').fill(name);
  await untilQuery(page, 'q');
  await expect.poll(() => boxes.count()).toBeLessThan(5);
  await series.getByRole('checkbox', { name: `Draw ${name}`, exact: true }).check();
  await page.waitForURL((url) => url.searchParams.getAll('s').includes(name));
  await page
    .getByRole('list', { name: 'Drawn series' })
    .getByRole('button', { name: `Band of ${name}` })
    .waitFor();
});

test('the band of a series that had an alert shows what fell out', async () => {
  const page = await open('/explore');
  const alert = await firstAlert(page);
  const key = seriesKey(alert.values);
  const address = new URLSearchParams({
    event: alert.eventType,
    metric: alert.metric,
    stat: alert.statistic,
    by: alert.dimensionSet.join(','),
    res: alert.resolution,
    s: key,
    focus: key,
  });
  await page.goto(`/explore?${address}`);
  const anomalies = page.getByRole('complementary', { name: /^Anomalies/ });
  const first = anomalies.getByRole('listitem').first();
  await first.waitFor();
  expect(await first.innerText()).toMatch(/band /);
  await first.getByRole('button').click();
  await untilQuery(page, 'from');
});

test('another metric keeps the breakdown; another resolution is finer', async () => {
  const page = await open(DEPARTURES);
  await chart(page);
  await page.getByRole('combobox', { name: 'Metric' }).click();
  await page.getByRole('option', { name: 'average delay' }).click();
  await page.waitForURL((url) => url.searchParams.get('metric') === 'average_delay');
  expect(query(page).get('by')).toBe('origin');
  await page.getByRole('radio', { name: '1h' }).check();
  await page.waitForURL((url) => url.searchParams.get('res') === '1h');
  await chart(page);
  await expect.poll(() => coloursDrawn(page)).toBeGreaterThan(20);
});

test('a range can be chosen and typed', async () => {
  const page = await open(DEPARTURES);
  await chart(page);
  await page.getByRole('button', { name: 'All data' }).click();
  await page.getByLabel('From').fill('2001-01-10');
  await page.getByLabel('Until').fill('not a time');
  expect(await page.getByRole('button', { name: 'Show', exact: true }).isDisabled()).toBe(true);
  await page.getByLabel('Until').fill('2001-01-20');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await untilQuery(page, 'from');
  expect(query(page).get('from')).toBe('2001-01-10');
  expect(query(page).get('until')).toBe('2001-01-20');
  await page.getByRole('button', { name: 'Show all data' }).click();
  await untilQuery(page, 'from', false);
});
