// Pictures of pages, to look at: node dev/shoot.mjs FOLDER [BASE_URL] [name filter]
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [folder, base = 'http://localhost:4173', only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const EXPLORE = '/explore?event=flights.FlightDeparted&metric=departures';
const PAGES = {
  events: { path: '/events' },
  'events-search': { path: '/events?q=video&sort=stored&order=desc' },
  'events-empty': { path: '/events', mode: 'empty' },
  'events-broken': { path: '/events', mode: 'broken' },
  event: { path: '/events/flights.FlightDeparted' },
  'event-live': { path: '/events/shop.OrderPlaced' },
  'event-missing': { path: '/events/no.Such' },
  explore: { path: EXPLORE },
  'explore-band': { path: `${EXPLORE}&by=origin&s=BOS&s=EWR&s=PHL&focus=BOS` },
  'explore-hour': {
    path: `${EXPLORE}&res=1h&by=origin&from=2001-03-01&until=2001-03-09&s=EWR&focus=EWR`,
  },
  'explore-empty': { path: '/explore', mode: 'empty' },
  alerts: { path: '/alerts' },
  'alerts-empty': { path: '/alerts', mode: 'empty' },
  'event-class': { path: '/events/flights.FlightDeparted?attribute=destination' },
  'event-rejects': {
    path: '/events/shop.OrderPlaced?rejects=all&page=2',
    act: (page) => page.getByLabel('Rejected events').scrollIntoViewIfNeeded(),
  },
  'alert-dimension': { path: '/alerts/dimension-0' },
  alert: { path: '/alerts/EWR-0' },
  docs: { path: '/docs' },
  'docs-lint': { path: '/docs/lint#field_name_case' },
  reviews: { path: '/reviews' },
  'reviews-empty': { path: '/reviews', mode: 'empty' },
  'proposal-blocked': { path: '/reviews/3' },
  'proposal-files': { path: '/reviews/4?tab=files' },
  'proposal-checks': { path: '/reviews/3?tab=checks' },
  'proposal-impact': { path: '/reviews/3?tab=impact' },
  'proposal-talk': { path: '/reviews/4?tab=conversation' },
  'proposal-log': { path: '/reviews/4?tab=log' },
  'proposal-big': { path: '/reviews/2?tab=files' },
  'proposal-new': { path: '/reviews/new?event=shop.OrderPlaced' },
  'proposal-edit': { path: '/reviews/4/edit' },
  identity: {
    path: '/reviews',
    act: (page) => page.evaluate(() => document.querySelector('nav [class*="me"]')?.click()),
  },
  'identity-named': {
    path: '/reviews',
    act: async (page) => {
      await page.evaluate(() => localStorage.setItem('tally-person', 'bob'));
      await page.reload({ waitUntil: 'networkidle' });
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('who i am');
      await page.keyboard.press('Enter');
      await page.getByRole('checkbox').waitFor();
    },
  },
  palette: {
    path: '/events',
    act: (page) =>
      page.keyboard
        .press('Control+k')
        .then(() => page.waitForTimeout(300))
        .then(() => page.keyboard.type('dep')),
  },
  keys: { path: '/events', act: (page) => page.keyboard.press('?') },
  'explore-hover': {
    path: `${EXPLORE}&by=origin&s=BOS&s=EWR&s=PHL&focus=BOS`,
    act: (page) =>
      page.mouse.move(
        page.viewportSize().width * 0.52,
        page.viewportSize().width > 600 ? 260 : 400,
      ),
  },
  'explore-pick': { path: EXPLORE, act: (page) => page.getByLabel('Metric').first().click() },
  'explore-range': { path: EXPLORE, act: (page) => page.getByText('All data').click() },
  'explore-overall': { path: `${EXPLORE}&by=` },
  lost: { path: '/nowhere' },
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const scheme of ['light', 'dark']) {
    for (const [name, { path, mode, act }] of Object.entries(PAGES)) {
      const file = `${name}-${size}-${scheme}`;
      if (!file.includes(only) && !new RegExp(only).test(file)) {
        continue;
      }
      const context = await browser.newContext({
        viewport,
        colorScheme: scheme,
        deviceScaleFactor: size === 'narrow' ? 2 : 1,
      });
      if (mode) {
        await context.addCookies([{ name: 'fixtures', value: mode, url: base }]);
      }
      const page = await context.newPage();
      page.on(
        'console',
        (message) =>
          ['error', 'warning'].includes(message.type()) && console.log(file, message.text()),
      );
      page.on('pageerror', (error) => console.log(file, error.message));
      await page.goto(base + path, { waitUntil: 'networkidle' });
      await page.waitForTimeout(mode === 'broken' ? 2500 : 300);
      await act?.(page);
      await page.waitForTimeout(300);
      await page.screenshot({ path: `${folder}/${file}.png` });
      await context.close();
    }
  }
}
await browser.close();
