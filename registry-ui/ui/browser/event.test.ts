import { expect, test } from 'vitest';
import { browserPages, chart, FLIGHTS, query } from './browser';

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
