import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ids, openBrowser, openPage, picture, visit } from './browser.ts';
import { embedded } from './world.ts';

let world: Awaited<ReturnType<typeof embedded>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let tab: Awaited<ReturnType<typeof openPage>>;
beforeAll(async () => {
  [browser, world] = await Promise.all([openBrowser(), embedded(1000)]);
  const body = { name: 'New Garage', ownerEmail: 'a@b.example', tier: 'professional', mechanics: 3 };
  expect(await world.admin('POST', '', body)).toBe(201);
  expect(await world.admin('POST', '/new-garage/suspend')).toBe(200);
  expect(await world.admin('POST', '/new-garage/confirm')).toBe(409);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});
beforeEach(async () => {
  tab = await openPage(browser);
});
afterEach(async () => {
  expect(tab.errors).toEqual([]);
  await tab.close();
});

const HATCH = ['hatch-archived', 'hatch-demo', 'hatch-leaving', 'hatch-purging', 'hatch-many'];
const chip = (name: string) => tab.page.getByRole('button', { name: new RegExp(`^${name} [\\d,]+$`) });
const query = () => new URL(tab.page.url()).search;

it('shows all of a thousand tenants and a summary, without a token in development', async () => {
  const { page } = tab;
  await visit(page, world.url);
  await picture(page, 'desktop-light');
  // One of 1,001 is purged: a tombstone is shown only if the filter asks for it.
  expect(await page.locator('#rows tr').count()).toBe(1000);
  expect(await page.locator('#shown').textContent()).toBe('1,000 tenants; 1 purged not shown');
  expect(await page.locator('#tiles').textContent()).toMatch(
    /Tenants1,000 \d+ active.*Free-tier places\d+ of 120/,
  );
  expect(await page.title()).toBe('Fleet mechanicbuddy.app');
  expect(await page.locator('#seen').textContent()).toMatch(/^commit [0-9a-f]{10}, seen at \d\d:\d\d:\d\d$/);
  expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  await expect.poll(() => chip('suspended').textContent()).toMatch(/suspended \d\d/);
});

it('searches ids, names and domains while typing, ignoring accents and case', async () => {
  const { page } = tab;
  await visit(page, world.url);
  const search = page.getByLabel('Search');
  await search.pressSequentially('HATCH');
  await expect.poll(() => ids(page)).toEqual(HATCH);
  expect(await page.locator('#shown').textContent()).toBe('5 of 1,000 tenants; 1 purged not shown');
  expect(query()).toBe('?q=HATCH');
  await search.fill('hatch second.hatch.example');
  await expect.poll(() => ids(page)).toEqual(['hatch-many']);
  await search.fill('hatch nowhere');
  await expect.poll(() => page.locator('#none').textContent()).toBe('No tenant is like that.');
  await search.press('Escape');
  expect(await search.inputValue()).toBe('');
  await expect.poll(() => page.locator('#rows tr').count()).toBe(1000);
  expect(query()).toBe('');
});

it('filters by tier, status, release and channel, with counts, and Back removes a filter', async () => {
  const { page } = tab;
  await visit(page, `${world.url}/?q=hatch`);
  await chip('enterprise').click();
  await expect.poll(() => ids(page)).toEqual(['hatch-archived', 'hatch-many']);
  expect(await chip('enterprise').getAttribute('aria-pressed')).toBe('true');
  // A count says how many tenants a press would show.
  expect(await chip('professional').textContent()).toBe('professional 2');
  expect(await chip('archived').textContent()).toBe('archived 1');
  await chip('archived').click();
  await expect.poll(() => ids(page)).toEqual(['hatch-archived']);
  expect(query()).toBe('?q=hatch&tier=enterprise&status=archived');
  await page.goBack();
  await expect.poll(() => ids(page)).toEqual(['hatch-archived', 'hatch-many']);
  await page.goBack();
  await expect.poll(() => ids(page)).toEqual(HATCH);
  await page.getByLabel('Release').selectOption('v1.3.0');
  await expect.poll(() => ids(page)).toEqual(['hatch-many']);
  await page.getByLabel('Release').selectOption('');
  await page.getByLabel('Follows').selectOption('channel canary');
  await expect.poll(() => ids(page)).toEqual(['hatch-many']);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect.poll(() => page.locator('#rows tr').count()).toBe(1000);
  await chip('purged').click();
  await expect.poll(() => ids(page)).toEqual(['hatch-purged']);
});

it('sorts by any column in both directions, and tells screen readers', async () => {
  const { page } = tab;
  await visit(page, `${world.url}/?q=hatch`);
  const heading = (name: string) => page.getByRole('columnheader', { name });
  expect(await heading('Tenant').getAttribute('aria-sort')).toBe('ascending');
  await heading('Next').getByRole('button').click();
  const byDate = ['hatch-purging', 'hatch-demo', 'hatch-leaving', 'hatch-archived', 'hatch-many'];
  await expect.poll(() => ids(page)).toEqual(byDate);
  expect(await heading('Next').getAttribute('aria-sort')).toBe('ascending');
  expect(await heading('Tenant').getAttribute('aria-sort')).toBe(null);
  await heading('Next').getByRole('button').click();
  // Tenants without a date stay last.
  await expect.poll(() => ids(page)).toEqual([...byDate.slice(0, 4).reverse(), 'hatch-many']);
  expect(query()).toBe('?q=hatch&sort=-next');
});

it('shows the same view by a link, with a tenant’s details open', async () => {
  const { page } = tab;
  await visit(page, `${world.url}/?q=hatch&tier=demo,enterprise&sort=-tier&tenant=hatch-many`);
  expect(await ids(page)).toEqual(['hatch-archived', 'hatch-many', 'hatch-demo']);
  const detail = page.getByRole('dialog');
  expect(await detail.getByRole('heading', { level: 2 }).textContent()).toContain('Hätch with many Domains');
  await detail.getByText('What is rendered now').waitFor();
  await picture(page, 'detail');
  const links = await detail
    .getByRole('link')
    .evaluateAll((all) => all.map((each) => each.getAttribute('href')));
  expect(links.slice(0, 2)).toEqual([
    'https://hatch-many.mechanicbuddy.app',
    'https://workshop-with-a-long-name.hatch-many-domains.example',
  ]);
  expect(links.at(-1)).toMatch(/^https:\/\/github\.com\/your-org\/mechanicbuddy\/commit\/[0-9a-f]{40}$/);
  expect(await detail.textContent()).toContain('channel canary (record)');
  expect(await page.title()).toBe('hatch-many, fleet mechanicbuddy.app');
  await detail.getByRole('button', { name: 'Close' }).click();
  await expect.poll(query).toBe('?q=hatch&tier=demo,enterprise&sort=-tier');
  await page.goBack();
  await detail.waitFor();
  expect(query()).toContain('tenant=hatch-many');
});

it('shows a tenant’s last commits, what is due, and what is unknown', async () => {
  const { page } = tab;
  await visit(page, `${world.url}/?q=new-garage`);
  await page.getByRole('link', { name: 'New Garage' }).first().click();
  const detail = page.getByRole('dialog');
  await detail.getByText('Last commits').waitFor();
  const commits = await detail.locator('.activity > li').allTextContents();
  expect(commits.length).toBe(2);
  expect(commits[0]).toMatch(/^changed suspend.*· [0-9a-f]{10} · by admin:developeradmin-[0-9a-f-]+$/);
  expect(commits[1]).toContain('add professional');
  expect(await detail.textContent()).toContain('tenant resume new-garage');
  await page.goto(`${world.url}/?tenant=nobody`);
  await expect.poll(() => detail.textContent()).toContain('There is no such tenant.');
});

it('shows the last commits with their trailers, and what was rejected since the start', async () => {
  const { page } = tab;
  await visit(page, world.url);
  const [first, second, third, last] = await page.locator('aside .activity > li').allTextContents();
  expect(first).toMatch(/^refused confirmnew-garage has no move.*by admin:developernew-garage admin-/);
  expect(second).toMatch(/^changed tenant\(new-garage\): suspend/);
  expect(third).toMatch(/^changed tenant\(new-garage\): add professional/);
  expect(last).toMatch(/^changed the fleet of the work tree.*by a person$/);
  await page
    .locator('aside .activity')
    .getByRole('link', { name: 'new-garage', exact: true })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();
  expect(query()).toBe('?tenant=new-garage');
});

it('can be used with the keyboard only', async () => {
  const { page } = tab;
  const focused = () =>
    page.evaluate<string>('((e) => e.id || e.textContent.trim() || e.tagName)(document.activeElement)');
  await visit(page, world.url);
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to the tenants');
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('search');
  await page.keyboard.press('Tab');
  expect(await focused()).toMatch(/^free \d+$/);
  await page.keyboard.press('Shift+Tab');
  await page.evaluate('document.activeElement.blur()');
  await page.keyboard.press('/');
  expect(await focused()).toBe('search');
  await page.keyboard.type('hatch/');
  expect(await page.getByLabel('Search').inputValue()).toBe('hatch/');
  await page.keyboard.press('Backspace');
  await expect.poll(() => ids(page)).toEqual(HATCH);
  // Tab past the filters and the headings to the first row.
  const order: string[] = [];
  while (order.at(-1) !== 'Hatch Archived' && order.length < 40) {
    await page.keyboard.press('Tab');
    order.push(await focused());
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline, order.at(-1)).toBe('solid');
  }
  expect(order.filter((name) => /^(Tenant|Tier|Status|Release|Domains|Next)$/.test(name))).toHaveLength(6);
  await page.keyboard.press('Enter');
  const detail = page.getByRole('dialog');
  await detail.waitFor();
  expect(await focused()).toBe('detail-heading');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('detail-close');
  await page.keyboard.press('Escape');
  await expect.poll(() => detail.count()).toBe(0);
  expect(await focused()).toBe('Hatch Archived');
  await expect.poll(query).toBe('?q=hatch');
});
