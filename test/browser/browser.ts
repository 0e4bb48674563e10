import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const PLACES = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Starts this machine's browser. */
export function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined)
    throw new Error('Chromium is not installed: apt-get install chromium, or set CHROMIUM to its path');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };

/** Opens a page in a new session, and collects its errors. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    // Tests that expect a rejected request check it themselves.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  return { page, errors, close: () => context.close() };
}

/** Saves a screenshot in the folder SCREENSHOTS, if it is set. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Checks contrast, labels, roles and the other rules of WCAG 2.2 AA that a program can check. */
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

/** Checks that neither the page nor anything in it scrolls sideways. */
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

/** Returns the ids of the rows in order. */
export const ids = (page: Page): Promise<string[]> => page.locator('#rows .id').allTextContents();

/** Opens an address of the page and waits for its rows, or for the text in their place. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('#rows tr, #none:not([hidden]), #sign-in:not([hidden])').first().waitFor();
}
