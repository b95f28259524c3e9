import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import type { components } from '../src/api/schema.ts';

export const baseUrl = inject('baseUrl');

/** How long anything on a page may take to appear. */
const PATIENCE_MS = 10_000;

/** A browser for the tests of a file; every page of it must end without an error in its console. */
export function browserPages() {
  let browser: Browser;
  const complaints: string[] = [];
  const open: Page[] = [];

  beforeAll(async () => {
    browser = await chromium.connect(inject('browserEndpoint'));
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(open.splice(0).map((page) => page.context().close()));
    expect(complaints.splice(0), 'errors in the console').toEqual([]);
  });

  /** A page in a context of its own. Failures that a test provokes are named in `expected`. */
  return async (path: string, options: BrowserContextOptions & { expected?: RegExp } = {}) => {
    const { expected, ...contextOptions } = options;
    const context = await browser.newContext({
      baseURL: baseUrl,
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      permissions: ['clipboard-read', 'clipboard-write'],
      ...contextOptions,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    open.push(page);
    page.on('console', (message) => {
      if (message.type() === 'error' && !expected?.test(message.text())) {
        complaints.push(`${page.url()}: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    await page.goto(path);
    return page;
  };
}

export const FLIGHTS = 'flights.FlightDeparted';

/** What stands in the address, by key. */
export const query = (page: Page) => new URL(page.url()).searchParams;

/** Waits until the address has (or no longer has) a key. */
export const untilQuery = (page: Page, key: string, present = true) =>
  page.waitForURL((url) => url.searchParams.has(key) === present);

/** How many different colours the chart's canvas has: a blank one has one. */
export const coloursDrawn = (page: Page) =>
  page
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return new Set(new Uint32Array((pixels as Uint8ClampedArray).buffer)).size;
    });

/** The chart, once it is there. */
export async function chart(page: Page) {
  const plot = page.locator('.u-over');
  await plot.waitFor();
  return plot;
}

/** Drags over the chart from one share of its width to another. */
export async function drag(page: Page, from: number, to: number) {
  const box = await (await chart(page)).boundingBox();
  if (!box) {
    throw new Error('the chart has no place');
  }
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, { steps: 6 });
  await page.mouse.up();
}

type Alert = components['schemas']['Alert'];

/** Of the alerts that Tally has, the one that its list shows first. */
export async function firstAlert(page: Page): Promise<Alert> {
  const response = await page.request.get('/api/v1/alerts?limit=1');
  const { items } = (await response.json()) as components['schemas']['AlertList'];
  expect(items, 'alerts').toHaveLength(1);
  return items[0] as Alert;
}
