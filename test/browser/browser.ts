import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const PLACES = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** A browser of this machine's. */
export function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined)
    throw new Error('no Chromium here: apt-get install chromium, or name its program in CHROMIUM');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };

/** A page of its own, as a person opens it, and what went wrong in it. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    // What the server refuses is told by the test that expects it.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  return { page, errors, close: () => context.close() };
}

/** Keeps a picture where SCREENSHOTS says, for a person to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Contrast, labels, roles and the rest that a program can judge, by WCAG 2.2 AA. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: unknown): Promise<AxeResults> } };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run({ runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  });
  expect(found).toEqual([]);
}

/** No sideways scrolling of the page, nor of anything in it. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await page
    .locator('html, body *:not(svg *)')
    .evaluateAll((all) =>
      all
        .filter((each) => each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1)
        .map(
          (each) =>
            `${each.tagName} ${each.id} ${each.className}: ${each.scrollWidth} in ${each.clientWidth}`,
        ),
    );
  expect(wide).toEqual([]);
}

/** The ids of the rows, in their order. */
export const ids = (page: Page): Promise<string[]> => page.locator('#rows .id').allTextContents();

/** Opens an address of the page, with its rows or what stands in their place. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('#rows tr, #none:not([hidden]), #sign-in:not([hidden])').first().waitFor();
}
