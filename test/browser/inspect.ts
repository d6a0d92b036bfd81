import type axe from 'axe-core';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Language } from '../../src/web/shared/language';

/** Where pictures of all pages go, when somebody wants them (`npm run screenshots`). */
export const pictures = process.env.SCREENSHOTS;
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };

/** Without its comments, since every page is sent it anew, and reads it. */
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe has against the page. */
async function faultsOf(page: Page, options: axe.RunOptions): Promise<unknown[]> {
  // Text that is evaluated by the debugger is not what the policy of the page forbids.
  await page.evaluate(`if (window.axe === undefined) { ${AXE} }`);
  return page.evaluate(async (how) => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      preload: false,
      ...how,
    });
    return found.violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
  }, options);
}

const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function takePicture(page: Page, ...words: string[]): Promise<void> {
  if (!pictures) return;
  await page.screenshot({ path: path.join(pictures, `${words.join('.')}.png`), fullPage: true });
}

/** Looks at the page on both screens and in the dark. */
export async function inspect(page: Page, name: string, language: Language): Promise<void> {
  await page.setViewportSize(WIDE);
  await takePicture(page, name, language, 'desktop');
  // The elements are the same in both languages; in Chinese by day, in English by night.
  const runOnly: axe.RunOnly = { type: 'tag', values: WCAG };
  const byDay = { runOnly, resultTypes: ['violations' as const] };
  if (language === 'zh-CN' || pictures) expect(await faultsOf(page, byDay)).toEqual([]);
  await page.setViewportSize(NARROW);
  expect(await overflowOf(page)).toBe(0);
  await takePicture(page, name, language, 'phone');
  await page.emulateMedia({ colorScheme: 'dark' });
  await takePicture(page, name, language, 'dark');
  const contrast: axe.RunOnly = { type: 'rule', values: ['color-contrast'] };
  if (language === 'en' || pictures) expect(await faultsOf(page, { runOnly: contrast })).toEqual([]);
  await page.emulateMedia({ colorScheme: null, media: null });
  await page.setViewportSize(WIDE);
  if (!pictures) return;
  // As a printer would have it.
  await page.emulateMedia({ media: 'print' });
  await takePicture(page, name, language, 'print');
  await page.emulateMedia({ media: null });
}
