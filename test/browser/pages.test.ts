import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { gzipSync } from 'node:zlib';
import type { Language } from '../../src/web/shared/language';
import { BrowserWorld, describeInBrowser, DESKTOP } from './browser-world';
import { pageCatalogue, tellFines } from './page-catalogue';

/** Where pictures of all pages go, when somebody wants them (`npm run screenshots`). */
const pictures = process.env.SCREENSHOTS;
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
const CASHIER_LIMIT_BYTES = 30 * 1024;

const world = new BrowserWorld();
const catalogue = pageCatalogue(world);

/** What axe has against the page. */
async function faultsOf(page: Page, options: axe.RunOptions): Promise<unknown[]> {
  // Text that is evaluated by the debugger is not what the policy of the page forbids.
  await page.evaluate(`window.axe === undefined && ${'('}() => {${axe.source}})()`);
  const violations = await page.evaluate(async (how) => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run(document, how);
    return found.violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
  }, options);
  return violations;
}

const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function takePicture(page: Page, ...words: string[]): Promise<void> {
  if (!pictures) return;
  await page.screenshot({ path: path.join(pictures, `${words.join('.')}.png`), fullPage: true });
}

/** Looks at the page on both screens and in the dark. */
async function inspect(page: Page, name: string, language: Language): Promise<void> {
  await page.setViewportSize(WIDE);
  await takePicture(page, name, language, 'desktop');
  const runOnly = { type: 'tag', values: WCAG } as const;
  expect(await faultsOf(page, { runOnly, resultTypes: ['violations'] })).toEqual([]);
  await page.setViewportSize(NARROW);
  expect(await overflowOf(page)).toBe(0);
  await takePicture(page, name, language, 'phone');
  await page.emulateMedia({ colorScheme: 'dark' });
  await takePicture(page, name, language, 'dark');
  const contrast = { type: 'rule', values: ['color-contrast'] } as const;
  expect(await faultsOf(page, { runOnly: contrast })).toEqual([]);
  await page.emulateMedia({ colorScheme: null, media: null });
  await page.setViewportSize(WIDE);
}

describeInBrowser('the pages in a browser', () => {
  beforeAll(async () => {
    await world.open();
    await tellFines(world);
    if (pictures) mkdirSync(pictures, { recursive: true });
  });
  afterAll(() => world.close());

  test.each(Object.keys(catalogue))(
    '%s: nothing against WCAG 2.2 AA in both languages, by day and by night, and nothing wider than a phone',
    async (name) => {
      for (const language of LANGUAGES) {
        const page = await (catalogue[name] as (typeof catalogue)[string])(language);
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        await inspect(page, name, language);
      }
      // The browser tells of answers that are errors, which some of the pages are; nothing else.
      expect(world.complaints.splice(0).filter((it) => !/status of (403|404|422)/.test(it))).toEqual([]);
    },
  );

  test('the cashier with all it loads is under 30 KB compressed, from here alone, in one chain of two', async () => {
    const page = await world.visit(DESKTOP, '/help');
    const { page: address } = await world.order();
    const loaded: { url: string; bytes: number; from: string | undefined }[] = [];
    page.on('response', async (response) => {
      const body = await response.body();
      const bytes = gzipSync(body).length + JSON.stringify(await response.allHeaders()).length;
      loaded.push({ url: response.url(), bytes, from: await response.headerValue('referer') ?? undefined });
    });
    await page.goto(address);
    await page.waitForLoadState('networkidle');
    console.log(JSON.stringify(loaded));
    expect(loaded.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(CASHIER_LIMIT_BYTES);
  });
});
