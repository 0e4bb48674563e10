import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { TOKEN } from '../fixtures/service.ts';
import { ids, openBrowser, openPage, picture, visit } from './browser.ts';
import { onTheWay } from './figures.ts';
import { embedded, guarded } from './world.ts';

let world: Awaited<ReturnType<typeof embedded>>;
let closed: Awaited<ReturnType<typeof guarded>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let tab: Awaited<ReturnType<typeof openPage>>;
beforeAll(async () => {
  [browser, world] = await Promise.all([openBrowser(), embedded(20)]);
  closed = await guarded(world.dir);
});
afterAll(async () => {
  await browser?.close();
  await closed?.close();
  await world?.close();
});
beforeEach(async () => {
  tab = await openPage(browser);
});
afterEach(async () => {
  expect(tab.errors).toEqual([]);
  await tab.close();
});

const stored = () => tab.page.evaluate('[...Object.values(sessionStorage), ...Object.values(localStorage)]');
const field = () => tab.page.getByLabel('Administrator’s token');
const notice = () => tab.page.locator('#trouble');

async function signIn(url: string): Promise<void> {
  await visit(tab.page, url);
  await field().fill(TOKEN);
  await field().press('Enter');
  await tab.page.locator('#rows tr').first().waitFor();
}

it('asks for the token once for each session and tab, and forgets it after signing out', async () => {
  const { page } = tab;
  await visit(page, `${closed.url}/?q=hatch-demo`);
  expect(await page.evaluate('document.activeElement.id')).toBe('token');
  await field().fill('token-of-mallory-012345');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect
    .poll(() => page.getByRole('alert').textContent())
    .toBe('The service does not take this token.');
  expect(await stored()).toEqual([]);
  await field().fill('tøken with a space');
  await field().press('Enter');
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('No token has a space');
  await field().fill(TOKEN);
  await field().press('Enter');
  await expect.poll(() => ids(page)).toEqual(['hatch-demo']);
  expect(await page.evaluate('document.activeElement.id')).toBe('fleet-heading');
  expect(await field().inputValue()).toBe('');
  await page.reload();
  await expect.poll(() => ids(page)).toEqual(['hatch-demo']);
  const other = await openPage(browser);
  await visit(other.page, closed.url);
  await other.page.getByLabel('Administrator’s token').waitFor();
  await other.close();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await field().waitFor();
  expect(await stored()).toEqual([]);
  expect(await page.locator('body').textContent()).not.toContain('hatch');
});

it('asks for the token again when it is rejected, and hides the fleet', async () => {
  const { page } = tab;
  await signIn(`${closed.url}/?tenant=hatch-demo`);
  await page.getByRole('dialog').waitFor();
  await page.route('**/api/**', (route) => route.fulfill({ status: 401, json: { status: 401 } }));
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await field().waitFor();
  expect(await page.getByRole('alert').textContent()).toBe('The service does not take this token.');
  expect(await page.locator('body').textContent()).not.toContain('Hatch');
  await page.unroute('**/api/**');
  await field().fill(TOKEN);
  await field().press('Enter');
  // The page is where the person was before.
  await page.getByRole('dialog').waitFor();
  expect(new URL(page.url()).search).toBe('?tenant=hatch-demo');
});

it('keeps its data while the service is unreachable, says so, and continues when it is back', async () => {
  const { page } = tab;
  await visit(page, world.url);
  const before = await ids(page);
  await page.route('**/api/**', (route) => route.abort());
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await expect
    .poll(() => notice().textContent())
    .toMatch(/the service does not answer\. This is the fleet as it was at \d/);
  await picture(page, 'gone');
  expect(await ids(page)).toEqual(before);
  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect.poll(() => notice().isHidden()).toBe(true);
});

it('shows the service’s message if there is nothing to show yet', async () => {
  const { page } = tab;
  const problem = {
    status: 503,
    title: 'Service Unavailable',
    detail: 'platform.yaml:3: domain: is missing',
  };
  await page.route('**/api/**', (route) => route.fulfill({ status: 503, json: problem }));
  await page.goto(world.url);
  await expect.poll(() => notice().textContent()).toContain('platform.yaml:3: domain: is missing');
  expect(await page.locator('#loading').isHidden()).toBe(true);
});

it('says that Git is unreachable, and since when', async () => {
  const { page } = tab;
  await onTheWay(page, (fleet) => {
    fleet.stale = true;
    fleet.at = '2026-11-23T09:00:00Z';
  });
  await visit(page, world.url);
  await expect
    .poll(() => notice().textContent())
    .toContain('Git is out of reach. This is the fleet as it was at 09:00:00.');
});

it('refreshes every half minute while it is visible, cheaply, and keeps the focus', async () => {
  const { page } = tab;
  const answers: number[] = [];
  page.on('response', (response) => response.url().endsWith('/api/fleet') && answers.push(response.status()));
  await page.clock.install();
  await visit(page, world.url);
  await page.clock.runFor(30_000);
  await expect.poll(() => answers).toEqual([200, 304]);
  await page.getByRole('link', { name: 'Hatch Demo' }).focus();
  const body = { name: 'A Newcomer', ownerEmail: 'a@b.example', tier: 'professional', mechanics: 3 };
  expect(await world.admin('POST', '', body)).toBe(201);
  await page.clock.runFor(30_000);
  await expect.poll(() => ids(page)).toContain('a-newcomer');
  expect(answers).toEqual([200, 304, 200]);
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Hatch Demo');
  const seen = (isHidden: boolean) =>
    page.evaluate(
      `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });` +
        `document.dispatchEvent(new Event('visibilitychange'));`,
    );
  await seen(true);
  await page.clock.runFor(300_000);
  expect(answers).toHaveLength(3);
  await seen(false);
  await expect.poll(() => answers).toEqual([200, 304, 200, 304]);
});

it('lists records that cannot be rendered', async () => {
  const { page } = tab;
  await onTheWay(page, (fleet) => {
    const [first] = fleet.tenants;
    if (first !== undefined) first.fault = 'channel beta is not in platform.yaml';
    fleet.unreadable = ['broken'];
  });
  await visit(page, world.url);
  const text = await page.locator('#unreadable').textContent();
  expect(text).toMatch(/^2 records cannot be rendered: broken, [\w-]+\. mechanicbuddy validate says why\.$/);
  expect(await page.locator('#rows').textContent()).toContain('channel beta is not in platform.yaml');
});

it('explains how to add the first tenant to an empty fleet', async () => {
  const empty = await embedded(0);
  try {
    const { page } = tab;
    await visit(page, empty.url);
    expect(await page.locator('#none').textContent()).toContain('There are no tenants yet');
    expect(await page.locator('#shown').textContent()).toBe('0 tenants');
    expect(await page.locator('#tiles').textContent()).toContain('0 of 120');
    await picture(page, 'empty');
  } finally {
    await empty.close();
  }
});
