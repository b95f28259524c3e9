import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { browserPages, query } from './browser';

// On a Tally where shop.Order is published, owned by bob and cid, and sent all along by an SDK that has its first revision.
const open = browserPages();
const PATH = 'shop/order.proto';
const EVENT = 'shop.Order';
const NOTE = 'string note = 2;';
/** Collectors look for what is published every second; another one for a machine that is busy. */
const USED_MS_MAX = 2_000;
const TABS_MAX = 80;

/** From now on the page acts as this person. */
async function become(page: Page, name: string) {
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('button', { name: /Say who you are|ann|bob|cid/ })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Who you are' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Use this name' }).click();
  await dialog.waitFor({ state: 'detached' });
}

const part = (page: Page, name: string) =>
  page
    .getByRole('navigation', { name: 'Parts' })
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click();

async function edit(page: Page, from: string, to: string) {
  const text = page.getByLabel(`Text of ${PATH}`);
  await text.waitFor();
  const before = await text.inputValue();
  expect(before).toContain(from);
  await text.fill(before.replace(from, to));
}

/** Without the mouse: goes to a button and presses it. */
async function pressByKeyboard(page: Page, name: string) {
  const button = page.getByRole('button', { name, exact: true });
  await button.waitFor();
  for (let i = 0; i < TABS_MAX; i++) {
    if (await button.evaluate((each) => each === document.activeElement)) {
      await page.keyboard.press('Enter');
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not come to ${name}`);
}

/** How long after an answer of the server something became true. */
async function msUntil(answered: Promise<unknown>, isTrue: () => Promise<boolean>) {
  await answered;
  const start = performance.now();
  await expect.poll(isTrue, { timeout: 10 * USED_MS_MAX, interval: 20 }).toBe(true);
  return performance.now() - start;
}

/** Whether an event that has the new attribute is taken. */
async function isTaken(page: Page): Promise<boolean> {
  const response = await page.request.post('/v1/events', {
    data: { event: EVENT, time: new Date().toISOString(), attributes: { remark: 'new' } },
  });
  const answer: { accepted?: number } = await response.json();
  return answer.accepted === 1;
}

test('a rename is blocked, becomes an addition, is approved by two and used within two seconds', {
  timeout: 120_000,
}, async () => {
  const page = await open('/reviews/new', { expected: /4\d\d/ });
  await become(page, 'ann');
  expect(await isTaken(page), 'the attribute is not known yet').toBe(false);

  // a rename is blocked, and its impact is seen
  await page.getByRole('button', { name: PATH }).click();
  await edit(page, NOTE, 'string remark = 2;');
  await page.getByLabel('Title').fill('Call the note a remark');
  await page.getByRole('button', { name: 'Propose' }).click();
  await page.waitForURL(/\/reviews\/\d+$/);
  const address = page.url();
  await page.getByText('stopped by the checks').waitFor();
  expect(await page.getByRole('region', { name: EVENT }).innerText()).toContain('FIELD_RENAMED');
  expect(await page.getByRole('button', { name: 'Merge' }).isDisabled()).toBe(true);
  await part(page, 'Impact');
  const impact = page.getByRole('region', { name: /^Impact on shop.Order/ });
  await impact.waitFor();
  expect(await impact.innerText()).toMatch(/rows a day\s+\S*[1-9]/i);
  await page.getByRole('region', { name: 'Views' }).getByText('note').first().waitFor();

  // a reviewer says why, on the line
  await become(page, 'bob');
  await part(page, 'Files');
  const file = page.getByRole('region', { name: PATH, exact: true });
  await file.locator('[data-line]').last().click();
  await file.getByRole('textbox', { name: /^Comment on line/ }).fill('Add it, deprecate the old.');
  await file.getByRole('button', { name: 'Comment', exact: true }).click();
  await file.getByRole('region', { name: 'Thread of bob' }).waitFor();

  // it becomes an addition
  await become(page, 'ann');
  await page.getByRole('link', { name: 'New round' }).click();
  await edit(
    page,
    'string remark = 2;',
    'string note = 2 [deprecated = true];\n  // What the customer said.\n  string remark = 3;',
  );
  await page.getByRole('button', { name: 'Give round 2' }).click();
  await page.waitForURL(address);
  await page.getByText('checks passed').waitFor();
  await part(page, 'Files');
  await page.getByLabel('since').selectOption('1');
  await expect.poll(() => query(page).get('from')).toBe('1');
  await file.getByText('string remark = 3;').first().waitFor();

  // two approve, from the keyboard
  for (const person of ['bob', 'cid']) {
    await become(page, person);
    await pressByKeyboard(page, 'Approve');
    await page.getByRole('region', { name: 'Approvals' }).getByText(person).waitFor();
  }
  await page.getByText('Nothing is missing').waitFor();

  // it is merged and published, and used
  await become(page, 'ann');
  expect(await isTaken(page), 'the attribute is not taken yet').toBe(false);
  const merged = page.waitForResponse((response) => response.url().endsWith('/merge'));
  const used = msUntil(merged, () => isTaken(page));
  await pressByKeyboard(page, 'Merge');
  await page.getByText('published', { exact: true }).waitFor();
  expect(await used, 'ms from the answer to the merge until it is used').toBeLessThan(USED_MS_MAX);

  // and the catalogue knows who sends what
  await page.goto(`/events/${EVENT}`);
  await page.getByText('remark').first().waitFor();
  const producers = page.getByRole('region', { name: 'Producers' });
  await expect
    .poll(
      async () => {
        await page.reload();
        await producers.getByRole('row').nth(1).waitFor();
        return producers.innerText();
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toMatch(/latest[\s\S]*behind|behind[\s\S]*latest/);
  await producers.getByText('still sent by').waitFor();
});
