import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { browserPages, query } from './browser';

const open = browserPages();
const PATH = 'shop/order.proto';

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

/** Replaces text in the file that is open in the editor. */
async function edit(page: Page, from: string, to: string) {
  const text = page.getByLabel(`Text of ${PATH}`);
  await text.waitFor();
  const before = await text.inputValue();
  expect(before).toContain(from);
  await text.fill(before.replace(from, to));
}

test('a rename is blocked, becomes an addition, is approved by two and published', async () => {
  const page = await open('/reviews/new', { expected: /4\d\d/ });
  await page.getByLabel('Search files').fill('order');
  await page.getByRole('button', { name: PATH }).click();
  await edit(page, 'double total', 'double amount');
  await page.getByLabel('Title').fill('Call the total an amount');

  // its impact is seen before it is proposed
  await page.getByRole('region', { name: PATH, exact: true }).getByText('amount').first().waitFor();
  await page.getByRole('button', { name: 'Preview impact' }).click();
  // which needs a name here: nobody is known yet, and what was typed stays
  await page.getByRole('alert').getByText('UNAUTHORIZED').waitFor();
  await become(page, 'ann');
  expect(await page.getByLabel('Title').inputValue()).toBe('Call the total an amount');
  await page.getByRole('button', { name: 'Preview impact' }).click();
  await page.getByRole('region', { name: /^Impact on shop.OrderPlaced/ }).waitFor();
  await page.getByRole('button', { name: 'Propose' }).click();
  await page.waitForURL(/\/reviews\/\d+$/);
  const address = page.url();

  // it is blocked, and the change says why
  await page.getByText('stopped by the checks').waitFor();
  const changes = page.getByRole('region', { name: 'shop.OrderPlaced' });
  expect(await changes.innerText()).toMatch(/FIELD_RENAMED[\s\S]*deprecate total/);
  expect(await page.getByRole('button', { name: 'Merge' }).isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await part(page, 'Checks');
  await page.getByText('An attribute keeps its name').waitFor();
  await page.getByRole('link', { name: 'FIELD_RENAMED' }).click();
  await page.waitForURL('**/docs/compatibility#field_renamed');
  await page.getByText('Attributes are stored by name.').waitFor();
  await page.goBack();
  await part(page, 'Impact');
  await page.getByRole('region', { name: 'Views' }).getByText('total').waitFor();
  await page.getByText(/SELECT note/).waitFor();

  // somebody says why, on the line
  await become(page, 'bob');
  await part(page, 'Files');
  const file = page.getByRole('region', { name: PATH, exact: true });
  const line = file.getByRole('button', { name: /^Comment on line \d+ after/ });
  await file.locator('[data-line]').last().click();
  await file
    .getByRole('textbox', { name: /^Comment on line/ })
    .fill('Add it, and deprecate the old one.');
  await file.getByRole('button', { name: 'Comment', exact: true }).click();
  await file.getByRole('region', { name: 'Thread of bob' }).waitFor();
  expect(await line.count()).toBeGreaterThan(3);

  // it becomes an addition, and the comment is still found
  await become(page, 'ann');
  await page.getByRole('link', { name: 'New round' }).click();
  await edit(page, 'double amount = 4 [', 'double total = 4 [deprecated = true, ');
  await edit(page, '\n}\n', '\n  // What is paid in the end.\n  double amount = 9;\n}\n');
  await page.getByRole('button', { name: 'Give round 2' }).click();
  await page.waitForURL(address);
  await page.getByText('checks passed').waitFor();
  await part(page, 'Files');
  await page.getByRole('region', { name: 'Outdated comments' }).getByText('Add it, and').waitFor();
  await page.getByLabel('since').selectOption('1');
  await expect.poll(() => query(page).get('from')).toBe('1');
  await page.getByRole('region', { name: PATH, exact: true }).getByText('What is paid').waitFor();

  // two approve
  for (const person of ['bob', 'cid']) {
    await become(page, person);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('region', { name: 'Approvals' }).getByText(person).waitFor();
  }
  await page.getByText('Nothing is missing').waitFor();

  // and it is merged and published
  await become(page, 'ann');
  await page.getByRole('button', { name: 'Merge' }).click();
  await page.getByText('published', { exact: true }).waitFor();
  await part(page, 'Log');
  await page.getByText('Publish merged').waitFor();
  await page.goto('/reviews?list=published');
  await page.getByRole('link', { name: /Call the total an amount/ }).waitFor();
  await page.goto(`/reviews/new?file=${PATH}`);
  await edit(page, 'double amount = 9;', '');
});

test('from the keyboard alone: to a proposal, through its parts, a comment on a line', async () => {
  const page = await open('/events');
  await page.evaluate(() => localStorage.setItem('tally-person', 'pia'));
  await page.reload();
  await page.getByRole('heading', { name: 'Events' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  const good = page.getByRole('row', { name: /Keep what customers say/ });
  await good.waitFor();
  for (let i = 0; i < 20 && (await good.getAttribute('data-active')) === null; i++) {
    await page.keyboard.press('j');
  }
  await page.keyboard.press('Enter');
  await page.waitForURL('**/reviews/4');
  await page.getByRole('region', { name: 'shop.OrderPlaced' }).waitFor();
  await page.keyboard.press('n');
  await page.locator('[data-item][data-at]').waitFor();
  await page.keyboard.press(']');
  await expect.poll(() => query(page).get('tab')).toBe('files');
  const file = page.getByRole('region', { name: PATH, exact: true });
  await file.locator('[data-line]').first().waitFor();
  await page.keyboard.press('n');
  await expect.poll(() => file.evaluate((each) => each === document.activeElement)).toBe(true);
  await page.keyboard.press('c');
  await file.getByRole('textbox', { name: /^Comment on line/ }).waitFor();
  await page.keyboard.type('Is it personal?');
  await page.keyboard.press('Control+Enter');
  await file.getByText('Is it personal?').waitFor();
});

test('threads are resolved and taken up again', async () => {
  const page = await open('/reviews/4?tab=conversation');
  await page.evaluate(() => localStorage.setItem('tally-person', 'bob'));
  await page.reload();
  const thread = page.getByRole('region', { name: /^Thread of bob/ }).first();
  await thread.getByRole('button', { name: 'Resolve' }).click();
  await thread.getByText('resolved').waitFor();
  await thread.getByRole('button', { name: 'Show' }).click();
  await thread.getByRole('button', { name: 'Reopen' }).click();
  await thread.getByRole('button', { name: 'Resolve' }).waitFor();
});

test('what is refused is said at the action, and what was typed stays', async () => {
  const page = await open('/reviews/4', { expected: /409/ });
  await page.evaluate(() => localStorage.setItem('tally-person', 'cid'));
  await page.reload();
  await page.route('**/api/v1/proposals/4/reviews', (route) =>
    route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        code: 'CONFLICT',
        title: 'Conflict',
        detail: 'proposal 4 is at round 3; look at that before you decide',
        status: 409,
      }),
    }),
  );
  const decision = page.getByRole('region', { name: 'Your decision' });
  await decision.getByLabel('Why, or what should change').fill('Fine by me.');
  await decision.getByRole('button', { name: 'Approve' }).click();
  expect(await decision.getByRole('alert').innerText()).toMatch(/at round 3[\s\S]*CONFLICT/);
  expect(await decision.getByLabel('Why, or what should change').inputValue()).toBe('Fine by me.');
});

test('two hundred files are there at once', async () => {
  const page = await open('/reviews/2');
  await page.getByRole('link', { name: /^Files/ }).waitFor();
  const start = Date.now();
  await part(page, 'Files');
  await page.getByRole('table', { name: 'Changes of platform/step_000.proto' }).waitFor();
  expect(Date.now() - start).toBeLessThan(3000);
  expect(await page.getByRole('table').count()).toBeLessThan(60);
  await page
    .getByRole('navigation', { name: 'Files' })
    .getByRole('button', { name: 'platform/step_199.proto' })
    .click();
  await page.getByRole('table', { name: 'Changes of platform/step_199.proto' }).waitFor();
});

test('an event type is deprecated, and taken back', async () => {
  const page = await open('/events/shop.CartAbandoned');
  await page.evaluate(() => localStorage.setItem('tally-person', 'ann'));
  await page.reload();
  await page.getByRole('button', { name: 'Deprecate' }).click();
  const dialog = page.getByRole('dialog', { name: 'Deprecate' });
  await dialog.getByLabel('Why').fill('Nobody looks at it.');
  await dialog.getByLabel(/instead/).fill('shop.OrderPlaced');
  await dialog.getByRole('button', { name: 'Deprecate' }).click();
  const banner = page.getByRole('region', { name: 'Deprecation' });
  expect(await banner.innerText()).toMatch(/Nobody looks at it[\s\S]*shop.OrderPlaced[\s\S]*ann/);
  await page.goto('/events?q=CartAbandoned');
  await page
    .getByRole('row', { name: /CartAbandoned/ })
    .getByText('deprecated')
    .waitFor();
  await page.goto('/events/shop.CartAbandoned');
  await banner.getByRole('button', { name: 'Reinstate' }).click();
  await banner.waitFor({ state: 'detached' });
});

test('what others merge while one writes is told by the merge, and a new round brings both together', async () => {
  const page = await open('/reviews/new', { expected: /409/ });
  const path = 'platform/step_007.proto';
  const as = (person: string) => ({ headers: { 'Tally-Person': person } });
  const text = page.getByLabel(`Text of ${path}`);
  const mine = '  // Rows that were read.\n  int64 read = 4;\n}\n';
  const theirs = '// One of the steps of the nightly pipeline.';
  await become(page, 'ann');
  await page.getByLabel('Search files').fill('step_007');
  await page.getByRole('button', { name: path }).click();
  await text.waitFor();
  const before = await text.inputValue();
  await text.fill(before.replace(/}\n$/, mine));
  await page.getByLabel('Title').fill('Count what a step read');

  // meanwhile
  const source = before.replace('// One of many steps of the nightly pipeline.', theirs);
  expect(source).not.toBe(before);
  const made = await page.request.post('/api/v1/proposals', {
    ...as('dora'),
    data: { title: 'Say it shorter', files: [{ path, source }] },
  });
  const { proposal } = await made.json();
  const merged = await page.request.post(`/api/v1/proposals/${proposal.id}/merge`, {
    ...as('dora'),
    data: { stage: 'PRODUCTION' },
  });
  expect(merged.status()).toBe(200);

  await page.getByRole('button', { name: 'Propose' }).click();
  await page.waitForURL(/\/reviews\/\d+$/);
  await page.getByText('checks passed').waitFor();
  await page.getByRole('button', { name: 'Merge' }).click();
  const refusal = page.getByRole('region', { name: 'Merge' }).getByRole('alert');
  await expect
    .poll(() => refusal.innerText())
    .toMatch(/others have changed platform[\s\S]*CONFLICT/);

  // both changes are in the text of the new round
  const address = page.url();
  await page.getByRole('link', { name: 'New round' }).click();
  await page.getByText('their change is in the text').waitFor();
  expect(await text.inputValue()).toBe(source.replace(/}\n$/, mine));
  await page.getByRole('button', { name: 'Give round 2' }).click();
  await page.waitForURL(address);
  await page.getByRole('button', { name: 'Merge' }).click();
  await page.getByText('published', { exact: true }).waitFor();
});
