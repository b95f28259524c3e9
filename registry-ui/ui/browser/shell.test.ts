import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { components } from '../src/api/schema.ts';
import { browserPages, chart, FLIGHTS, query } from './browser';

const open = browserPages();
const PAGES = [
  '/events',
  `/events/${FLIGHTS}`,
  `/explore?event=${FLIGHTS}&metric=departures&by=origin`,
  '/reviews',
  '/reviews/new',
  '/alerts',
  '/docs/lint',
];

async function settled(page: Page) {
  await page.waitForLoadState('networkidle');
  await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
}

test('the palette goes to an event type, a metric and a page', async () => {
  const page = await open('/alerts');
  const palette = page.getByRole('dialog', { name: 'Go to' });
  const go = async (text: string, option: RegExp) => {
    await page.keyboard.press('Control+k');
    await palette.getByRole('combobox').fill(text);
    const first = palette.getByRole('option').first();
    await expect.poll(() => first.innerText()).toMatch(option);
    await page.keyboard.press('Enter');
    await palette.waitFor({ state: 'detached' });
  };
  await page.getByRole('heading', { name: 'Alerts' }).waitFor();
  await go('flightdep', new RegExp(FLIGHTS));
  await page.waitForURL(`**/events/${FLIGHTS}`);
  await go('late dep', /late departures/);
  await page.waitForURL('**/explore?**');
  expect(query(page).get('metric')).toBe('late_departures');
  await go('events', /^Events/);
  await page.waitForURL('**/events');
  await go('docum', /^Documentation/);
  await page.waitForURL('**/docs/README');
});

test('the documentation is one step away, also on a narrow screen', async () => {
  const page = await open('/events', { viewport: { width: 360, height: 800 } });
  const docs = page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: 'Docs', exact: true });
  await docs.click();
  await page.waitForURL('**/docs/README');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/events');
  await docs.click();
  await page.waitForURL('**/docs/README');
});

test('keys go from page to page, and are listed', async () => {
  const page = await open('/events');
  await page.getByRole('heading', { name: 'Events' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('x');
  await page.waitForURL('**/explore**');
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.waitForURL('**/alerts**');
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.waitForURL('**/docs/README');
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await keys.waitFor();
  await page.keyboard.press('Escape');
  await keys.waitFor({ state: 'detached' });
});

test('colours follow the system until one chooses, and the choice stays', async () => {
  const page = await open('/events', { colorScheme: 'dark' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const toggle = page.getByRole('button', { name: /^Colours/ });
  await toggle.waitFor();
  expect(await background()).toBe('rgb(22, 23, 27)');
  await toggle.click();
  await expect.poll(background).toBe('rgb(255, 255, 255)');
  await page.reload();
  await toggle.waitFor();
  expect(await background()).toBe('rgb(255, 255, 255)');
});

test('a chart follows the system’s colours at once', async () => {
  const page = await open(PAGES[2] as string);
  await chart(page);
  const corner = () =>
    page
      .locator('canvas')
      .evaluate(
        (canvas: HTMLCanvasElement) =>
          [
            ...new Set(
              new Uint32Array(
                canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
                  .buffer as ArrayBuffer,
              ),
            ),
          ].length,
      );
  const label = () => page.evaluate(() => getComputedStyle(document.body).color);
  const light = await label();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(label).not.toBe(light);
  await chart(page);
  expect(await corner()).toBeGreaterThan(20);
});

const WIDTHS = [360, 390, 768, 1024, 1920];

/** By how many pixels something sticks out of the window or of the page in it. */
const overflow = (page: Page) =>
  page.evaluate(() => {
    const main = document.querySelector('main') as HTMLElement;
    return Math.max(
      document.documentElement.scrollWidth - innerWidth,
      main.scrollWidth - main.clientWidth,
    );
  });

test.each(WIDTHS)('nothing is wider than a window of %d', async (width) => {
  const page = await open('/events', { viewport: { width, height: 800 } });
  for (const path of PAGES) {
    await page.goto(path);
    await settled(page);
    expect(await overflow(page), path).toBeLessThanOrEqual(0);
  }
});

test.each(WIDTHS)('nor is it at midnight, when the last bar has a label, %d', async (width) => {
  const page = await open('about:blank', { viewport: { width, height: 800 } });
  await page.route(`**/api/v1/event-types/${FLIGHTS}`, async (route) => {
    const response = await route.fetch();
    const eventType = (await response.json()) as components['schemas']['EventType'];
    const hour = 3_600_000;
    const first = Date.UTC(2026, 10, 23) - (eventType.hourly.length - 1) * hour;
    eventType.hourly.forEach((point, i) => {
      point.time = new Date(first + i * hour).toISOString();
    });
    await route.fulfill({ response, json: eventType });
  });
  await page.goto(`/events/${FLIGHTS}`);
  await settled(page);
  const volume = page.getByRole('region', { name: 'Volume' });
  await volume.getByText('23 Nov').waitFor({ state: 'attached' });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
});

test.each(['light', 'dark'] as const)(
  'nothing stands in the way of assistive technology, %s',
  async (colorScheme) => {
    const page = await open('/events', { colorScheme });
    for (const path of PAGES) {
      await page.goto(path);
      await settled(page);
      await page.evaluate(axe.source);
      const violations = await page.evaluate(async () => {
        const { axe: loaded } = window as unknown as { axe: typeof axe };
        const result = await loaded.run({
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
        });
        return result.violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .slice(0, 3)
              .map((node) => node.html)
              .join('  ')}`,
        );
      });
      expect(violations, path).toEqual([]);
    }
  },
);

test('an unknown address is the application’s to explain', async () => {
  const page = await open('/nowhere', { expected: /404/ });
  await page.getByText('There is no such page').waitFor();
});
