import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  ids,
  openBrowser,
  openPage,
  PHONE,
  picture,
  visit,
} from './browser.ts';
import { withFigures } from './figures.ts';
import { HOSTILE } from './fleet.ts';
import { embedded, guarded } from './world.ts';

let world: Awaited<ReturnType<typeof embedded>>;
let closed: Awaited<ReturnType<typeof guarded>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => {
  [browser, world] = await Promise.all([openBrowser(), embedded(1000)]);
  closed = await guarded(world.dir);
});
afterAll(async () => {
  await browser?.close();
  await closed?.close();
  await world?.close();
});

const SCHEMES = ['light', 'dark'] as const;

it.each(SCHEMES)('is readable in the %s: contrast, names, roles', async (colorScheme) => {
  const { page, errors, close } = await openPage(browser, { colorScheme });
  await withFigures(page);
  await visit(page, world.url);
  await picture(page, `figures-${colorScheme}`);
  const ground = await page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
  const brightness = (/\d+/g.exec(ground) ?? []).map(Number)[0] ?? 128;
  expect(brightness < 128).toBe(colorScheme === 'dark');
  await visit(page, `${world.url}/?q=hatch&status=active,archived`);
  await expectAccessible(page);
  await visit(page, `${world.url}/?q=hatch&tenant=hatch-many`);
  await page.getByText('Last commits').waitFor();
  await expectAccessible(page);
  await visit(page, closed.url);
  await picture(page, `sign-in-${colorScheme}`);
  await expectAccessible(page);
  expect(errors).toEqual([]);
  await close();
});

it('fits a phone: no sideways scrolling, fewer columns, the others after a tap', async () => {
  const { page, errors, close } = await openPage(browser, {
    viewport: PHONE,
    hasTouch: true,
    isMobile: true,
  });
  await withFigures(page);
  await visit(page, world.url);
  await picture(page, 'phone');
  await expectNoSidewaysScroll(page);
  const seen = await page.getByRole('columnheader').allTextContents();
  expect(seen.slice(0, 2)).toEqual(['Tenant', 'Status']);
  expect(await page.getByRole('columnheader', { name: 'Release' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Filters' }).tap();
  await page.getByRole('button', { name: /^demo/ }).tap();
  await expect.poll(() => ids(page)).toEqual(['hatch-demo']);
  expect(await page.locator('#rows tr').innerText()).toMatch(/demo · v1\.2\.3 stable\s+next .*, in \d days/);
  await picture(page, 'phone-filters');
  await expectNoSidewaysScroll(page);
  await page.getByLabel('Sort by').selectOption('-next');
  await page.getByRole('link', { name: 'Hatch Demo' }).tap();
  await page.getByText('Last commits').waitFor();
  await picture(page, 'phone-detail');
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await visit(page, `${world.url}/?q=zz-hostile`);
  await expectNoSidewaysScroll(page);
  await visit(page, closed.url);
  await expectNoSidewaysScroll(page);
  expect(errors).toEqual([]);
  await close();
});

it('shows what customers typed as plain text', async () => {
  const { page, errors, close } = await openPage(browser);
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await visit(page, `${world.url}/?q=zz-hostile&tenant=zz-hostile`);
  await page.getByText('Last commits').waitFor();
  expect(await page.locator('#rows a').textContent()).toBe(HOSTILE);
  expect(await page.locator('#detail-heading').textContent()).toBe(HOSTILE);
  expect(await page.locator('main img, main script, dialog img, dialog script').count()).toBe(0);
  expect(await page.title()).toBe('zz-hostile, fleet mechanicbuddy.app');
  expect(requested.filter((url) => !url.startsWith(world.url))).toEqual([]);
  const evil = '?q=%3Cimg%20src%3Dx%3E&tier=%3Cb%3E&sort=__proto__&release=%22%3E&tenant=../../metrics';
  await visit(page, `${world.url}/${evil}`);
  await expect.poll(() => page.getByRole('dialog').textContent()).toContain('There is no such tenant.');
  expect(errors).toEqual([]);
  await close();
});

it('draws capacity and cost if the service reports them, with the numbers beside', async () => {
  const { page, errors, close } = await openPage(browser);
  await withFigures(page);
  await visit(page, world.url);
  expect(await page.locator('#tiles').textContent()).toContain(
    'Revenue a month$92,000Cost a month$60,700Margin34 %',
  );
  const table = await page.locator('#capacity table tfoot').innerText();
  expect(table.split(/\s+/)).toEqual(['All', '4,178', '8,356', '133,200']);
  expect(await page.locator('#cost table').innerText()).toMatch(
    /professional\s+\$62,000\s+\$40,000\s+\$22,000/,
  );
  const widths = await page
    .locator('#capacity .share')
    .first()
    .locator('rect')
    .evaluateAll((all) => all.map((rect) => Number(rect.getAttribute('width'))));
  expect(widths[2]).toBeGreaterThan(3 * (widths[3] ?? 0));
  await visit(page, `${world.url}/?q=hatch&sort=-cost`);
  // Tenants without a cost are last.
  expect(await ids(page)).toEqual([
    'hatch-leaving',
    'hatch-purging',
    'hatch-archived',
    'hatch-demo',
    'hatch-many',
  ]);
  expect(await page.locator('#rows tr').first().innerText()).toContain('$61');
  expect(errors).toEqual([]);
  await close();
});
