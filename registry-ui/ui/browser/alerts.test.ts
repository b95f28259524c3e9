import { expect, test } from 'vitest';
import { seriesKey } from '../src/domain/seriesPath.ts';
import { browserPages, chart, coloursDrawn, firstAlert, query, untilQuery } from './browser';

const open = browserPages();

test('alerts are listed, and filtered by state', async () => {
  const page = await open('/alerts');
  const rows = page.getByRole('row');
  await rows.nth(1).waitFor();
  expect(await rows.nth(1).innerText()).toMatch(/2001-\d\d-\d\d/);
  const state = (await firstAlert(page)).state.toLowerCase();
  await page
    .getByRole('navigation', { name: 'State' })
    .getByRole('link', { name: new RegExp(`^${state}`, 'i') })
    .click();
  await untilQuery(page, 'state');
  expect(query(page).get('state')).toBe(state);
  await expect.poll(() => rows.nth(1).innerText()).toContain(state);
});

test('an alert shows its series with the band and the point that fell out, and leads to Explore', async () => {
  const page = await open('/alerts');
  const alert = await firstAlert(page);
  await page.getByRole('row').nth(1).getByRole('link').click();
  await page.waitForURL(`**/alerts/${alert.id}`);
  await chart(page);
  expect(await coloursDrawn(page)).toBeGreaterThan(20);
  expect(await page.getByText(alert.path).count()).toBeGreaterThan(0);
  expect(await page.getByRole('list', { name: /^Life cycle/ }).innerText()).toMatch(
    /Pending\s+\d{4}-/,
  );
  await page
    .getByRole('complementary', { name: /^Anomalies/ })
    .getByRole('listitem')
    .first()
    .waitFor();

  await page.getByRole('link', { name: 'Open in Explore' }).click();
  await page.waitForURL('**/explore?**');
  expect(query(page).getAll('s')).toEqual([seriesKey(alert.values)]);
  await chart(page);
});

test('a dimension over its class says what came and what to do', async () => {
  const page = await open('/alerts');
  const alert = {
    ...(await firstAlert(page)),
    id: 'dimension-0',
    kind: 'DIMENSION',
    metric: 'destination',
    statistic: 'values',
    dimensionSet: [],
    values: [],
    note: 'new last: ZZ-1',
    value: 1_204,
    upper: 1_000,
  };
  await page.route('**/api/v1/alerts/dimension-0', (route) => route.fulfill({ json: alert }));
  await page.goto('/alerts/dimension-0');
  const about = page.getByRole('region', { name: 'Dimension' });
  await about.waitFor();
  expect(await about.innerText()).toMatch(/destination of .* had 1,204 distinct values/);
  expect(await about.innerText()).toContain('new last: ZZ-1');
  expect(await page.locator('canvas').count()).toBe(0);
  await page.getByRole('link', { name: 'Open the attribute' }).click();
  await page.waitForURL('**/events/**attribute=destination');
});

test('j and Enter open an alert, Back returns to the list', async () => {
  const page = await open('/alerts');
  await page.getByRole('row').nth(1).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/alerts/*');
  await page.goBack();
  await page.waitForURL('**/alerts');
});

test('an unknown alert is said to be unknown', async () => {
  const page = await open('/alerts/0', { expected: /404/ });
  await page.getByText('There is no such alert').waitFor();
});
