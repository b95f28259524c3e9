import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { browserPages } from './browser';

const open = browserPages();
const PAGES = [
  '/reviews',
  '/reviews?list=waiting',
  '/reviews/3',
  '/reviews/4?tab=files',
  '/reviews/3?tab=checks',
  '/reviews/3?tab=impact',
  '/reviews/4?tab=conversation',
  '/reviews/4?tab=log',
  '/reviews/new?event=shop.OrderPlaced',
];

async function settled(page: Page) {
  await page.waitForLoadState('networkidle');
  await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
}

test('open proposals are listed with what they lack, and by what one asks for', async () => {
  const page = await open('/reviews');
  const blocked = page.getByRole('row', { name: /Call the note of an order a remark/ });
  await blocked.waitFor();
  expect(await blocked.innerText()).toMatch(/stopped[\s\S]*FIELD_RENAMED/);
  expect(await page.getByRole('row', { name: /Count refunds/ }).count()).toBe(0);
  const which = page.getByRole('navigation', { name: 'Which' });
  await which.getByRole('link', { name: 'Published' }).click();
  await page.waitForURL('**/reviews?list=published');
  await page.getByRole('row', { name: /Count refunds/ }).waitFor();
  await which.getByRole('link', { name: 'Waiting for me' }).click();
  await page.getByText('Who are you?').waitFor();
  await page.getByRole('main').getByRole('button', { name: 'Say who you are' }).click();
  await page.getByLabel('Name').fill('cid');
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /Keep what customers say/ }).waitFor();
  await page.goBack();
  await page.getByRole('row', { name: /Count refunds/ }).waitFor();
});

test('nothing to review says how to propose', async () => {
  const page = await open('about:blank');
  await page.route('**/api/v1/proposals?*', (route) => route.fulfill({ json: { items: [] } }));
  await page.goto('/reviews');
  await page.getByText('Nothing is open').waitFor();
  expect(await page.locator('pre').innerText()).toContain('./tally propose DIR --title');
});

test('further pages come when asked for', async () => {
  const page = await open('about:blank');
  await page.route('**/api/v1/proposals?*', (route) => {
    const before = Number(new URL(route.request().url()).searchParams.get('before') ?? 121);
    const ids = Array.from({ length: Math.min(50, before - 1) }, (_, i) => before - 1 - i);
    const items = ids.map((id) => ({
      id,
      title: `Proposal ${id}`,
      author: 'ann',
      state: 'OPEN',
      rounds: 1,
      passes: true,
      lacks: [],
      createdAt: '2026-11-20T10:00:00Z',
      changedAt: '2026-11-20T10:00:00Z',
    }));
    return route.fulfill({ json: ids.length < 50 ? { items } : { items, next: ids.at(-1) } });
  });
  await page.goto('/reviews');
  await page.getByText('Proposal 120').waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByRole('link', { name: '#21 Proposal 21', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByRole('link', { name: '#1 Proposal 1', exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
});

test('with tokens, the token goes with every request and is kept', async () => {
  const page = await open('about:blank');
  const seen: (string | undefined)[] = [];
  await page.route('**/api/v1/session', (route) => {
    const authorization = route.request().headers().authorization;
    seen.push(authorization);
    return route.fulfill({
      json: {
        access: 'TOKENS',
        person: authorization ? 'ann' : null,
        scopes: authorization ? ['READ', 'PROPOSE'] : [],
        teams: [],
      },
    });
  });
  await page.goto('/reviews');
  await page.getByRole('button', { name: 'Say who you are' }).click();
  await page.getByLabel('Token').fill('tally_secret');
  await page.getByRole('button', { name: 'Use this token' }).click();
  await page.getByRole('button', { name: 'ann' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'ann' }).waitFor();
  expect(seen.at(-1)).toBe('Bearer tally_secret');
});

test('whoever has an address chooses whether mail goes there', async () => {
  const page = await open('/reviews', { expected: /503/ });
  const dialog = page.getByRole('dialog', { name: 'Who you are' });
  const mails = dialog.getByRole('checkbox', { name: 'Mail about reviews to bob@example.org' });
  const be = async (name: string) => {
    await page.evaluate((each) => localStorage.setItem('tally-person', each), name);
    await page.reload();
    await page.getByRole('button', { name, exact: true }).click();
  };
  await be('bob');
  expect(await mails.isChecked()).toBe(true);
  await mails.click();
  await expect.poll(() => mails.isChecked()).toBe(false);
  await be('bob');
  await expect.poll(() => mails.isChecked()).toBe(false);

  // a refusal leaves it as it is, and is said
  await page.route('**/api/v1/people/bob/mail', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      json: {
        code: 'METADATA_UNAVAILABLE',
        title: 'Unavailable',
        detail: 'the metadata database does not answer',
        status: 503,
      },
    }),
  );
  await mails.click();
  await dialog.getByRole('alert').getByText('METADATA_UNAVAILABLE').waitFor();
  expect(await mails.isChecked()).toBe(false);
  await page.unroute('**/api/v1/people/bob/mail');
  await mails.focus();
  await page.keyboard.press('Space');
  await expect.poll(() => mails.isChecked()).toBe(true);
  expect(await dialog.getByRole('alert').count()).toBe(0);

  await be('dora');
  await dialog.getByText('no address of yours is known').waitFor();
  expect(await dialog.getByRole('checkbox').count()).toBe(0);
});

test.each(['/reviews', '/reviews/4', '/reviews/new'])('%s says what went wrong', async (path) => {
  const page = await open('about:blank', { expected: /503/ });
  let broken = true;
  await page.route('**/api/v1/**', (route) =>
    broken
      ? route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            code: 'ENGINE_UNAVAILABLE',
            title: 'Unavailable',
            detail: 'refused the connection',
            status: 503,
          }),
        })
      : route.fallback(),
  );
  await page.goto(path);
  const failure = page.getByRole('alert');
  await failure.getByText('ENGINE_UNAVAILABLE').waitFor();
  broken = false;
  await failure.getByRole('button', { name: 'Retry' }).click();
  await expect.poll(() => page.getByRole('main').getByText('ENGINE_UNAVAILABLE').count()).toBe(0);
});

test.each(['/reviews', '/reviews/4', '/reviews/new'])('%s waits in its shape', async (path) => {
  const page = await open('about:blank');
  await page.route('**/api/v1/**', () => new Promise(() => {}));
  await page.goto(path);
  await page.locator('[aria-busy="true"]').first().waitFor();
  expect(await page.locator('main [class*="bone"]').count()).toBeGreaterThan(1);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const)(
  'nothing stands in the way, and nothing is too wide: %s, %d',
  async (colorScheme, width) => {
    const page = await open('/reviews', { colorScheme, viewport: { width, height: 900 } });
    for (const path of PAGES) {
      await page.goto(path);
      await settled(page);
      const sticksOut = await page.evaluate(() => {
        const main = document.querySelector('main') as HTMLElement;
        return Math.max(
          document.documentElement.scrollWidth - innerWidth,
          main.scrollWidth - main.clientWidth,
        );
      });
      expect.soft(sticksOut, path).toBeLessThanOrEqual(0);
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
      expect.soft(violations, path).toEqual([]);
    }
  },
);
