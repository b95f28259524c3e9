import { expect, test } from 'vitest';
import { browserPages, FLIGHTS, query, untilQuery } from './browser';

const open = browserPages();

test('the first page lists the event types with what arrives of them', async () => {
  const page = await open('/');
  await page.waitForURL('**/events');
  const row = page.getByRole('row', { name: new RegExp(FLIGHTS) });
  await row.waitFor();
  expect(await row.innerText()).toMatch(/\d/);
  expect(await page.title()).toBe('Events · Tally');
  const pipeline = await page.getByTestId('pipeline').innerText();
  expect(pipeline).toMatch(/Stored\s+[\d.]+/);
});

test('search as you type, from the keyboard, and in the address', async () => {
  const page = await open('/events');
  await page.getByRole('link', { name: FLIGHTS }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('flightdep');
  await page.waitForURL('**/events?q=flightdep');
  await page.getByRole('link', { name: FLIGHTS }).waitFor();
  await page.getByLabel('Search event types').fill('nothing is called so');
  await page.getByText('No event type matches').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('link', { name: FLIGHTS }).waitFor();
  expect(query(page).has('q')).toBe(false);
});

test('columns sort, and the address says how', async () => {
  const page = await open('/events');
  await page.getByRole('button', { name: 'Stored' }).click();
  await untilQuery(page, 'sort');
  expect(query(page).get('sort')).toBe('stored');
  expect(query(page).get('order')).toBe('desc');
  const head = page.getByRole('columnheader', { name: 'Stored' });
  expect(await head.getAttribute('aria-sort')).toBe('descending');
  await page.goBack();
  await untilQuery(page, 'sort', false);
});

test('j moves down the list and Enter opens', async () => {
  const page = await open(`/events?q=${FLIGHTS}`);
  await page.getByRole('link', { name: FLIGHTS }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/events/${FLIGHTS}`);
});

test('a number says all its digits on hover', async () => {
  const page = await open(`/events?q=${FLIGHTS}`);
  const row = page.getByRole('row', { name: new RegExp(FLIGHTS) });
  await row.locator('td:nth-child(5) [data-tip]').hover();
  const tip = page.getByRole('tooltip');
  await tip.waitFor();
  expect(await tip.innerText()).toMatch(/^[\d,]+ events$/);
});

test('an event type is found by an attribute, and the list says by which', async () => {
  const page = await open('/events?q=delay_minutes');
  const row = page.getByRole('row', { name: new RegExp(FLIGHTS) });
  await row.getByText('delay_minutes', { exact: true }).waitFor();
});

test('the palette finds what is declared', async () => {
  const page = await open('/events');
  await page.getByRole('link', { name: FLIGHTS }).waitFor();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').fill('delay_min');
  const hit = page.getByRole('option', { name: /^delay_minutes.*Attribute$/ });
  await hit.waitFor();
  await hit.click();
  await page.waitForURL(`**/events/${FLIGHTS}?attribute=delay_minutes`);
});
