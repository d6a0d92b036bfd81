import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import type { Language } from '../../src/web/shared/language';
import { BrowserWorld, describeInBrowser as describe, DESKTOP } from './browser-world';
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
  await page.evaluate(`if (window.axe === undefined) { ${axe.source} }`);
  return page.evaluate(async (how) => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      preload: false,
      ...how,
    });
    return found.violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
  }, options);
}

/** On the wire behind a server that compresses. */
const sizeOf = async (answer: Response): Promise<number> =>
  gzipSync(await answer.body()).length + JSON.stringify(await answer.allHeaders()).length;

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
}

describe('the pages in a browser', () => {
  beforeAll(async () => {
    await world.open();
    await tellFines(world);
    if (pictures) mkdirSync(pictures, { recursive: true });
  });
  afterAll(async () => {
    await world.close();
    if (pictures) console.info(`The pictures are in ${path.resolve(pictures)}`);
  });

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

  test('the number of a decision is read from a photograph of its code, where the browser reads codes', async () => {
    const page = await (await world.visit(DESKTOP, '/help')).context().newPage();
    await page.goto('/fines');
    expect(await page.locator('#scan').isVisible()).toBe(false);
    await page.addInitScript(() => {
      let codes = [{ rawValue: 'https://122.example/d?no=123' }];
      Object.assign(window, {
        createImageBitmap: () => Promise.resolve({}),
        BarcodeDetector: class {
          detect() {
            const read = codes;
            codes = [{ rawValue: 'https://122.example/d?no=3101151900007774&v=1' }];
            return Promise.resolve(read);
          }
        },
      });
    });
    await page.reload();
    const photograph = { name: 'decision.png', mimeType: 'image/png', buffer: Buffer.from('any') };
    await page.setInputFiles('#picture', photograph);
    await page.locator('#scan [role=status]:not(:empty)').waitFor();
    expect(await page.inputValue('#number')).toBe('');
    await page.setInputFiles('#picture', { ...photograph, name: 'again.png' });
    await page.waitForFunction(() => document.activeElement?.id === 'number');
    expect(await page.inputValue('#number')).toBe('3101151900007774');
    expect(await page.locator('#scan [role=status]').textContent()).toBe('');
    await page.close();
  });

  test('the cashier with all it loads is under 30 KB compressed, all of it ours and named by the page itself', async () => {
    const { page: address } = await world.order();
    const page = await world.visit(DESKTOP, '/help');
    const answers: Response[] = [];
    page.on('response', (answer) => answers.push(answer));
    await page.goto(address);
    await page.waitForLoadState('load');
    page.removeAllListeners('response');
    const loaded = answers.filter((answer) => !/\/(status\.json|events)\b/.test(answer.url()));
    const html = (await loaded[0]?.text()) ?? '';
    expect(loaded.map((answer) => new URL(answer.url()).origin)).toEqual(Array(3).fill(world.gateway.url));
    // One chain deep: whatever is loaded stands in the page, and loads nothing more.
    for (const answer of loaded.slice(1)) expect(html).toContain(new URL(answer.url()).pathname);
    const sizes = await Promise.all(loaded.map(sizeOf));
    expect(sizes.reduce((sum, bytes) => sum + bytes)).toBeLessThan(CASHIER_LIMIT_BYTES);
  });

  test('the policy of a page allows nothing inline and nothing foreign, and the browser holds to it', async () => {
    const page = await world.visit(DESKTOP, '/help');
    const policy = (await page.request.get('/help')).headers()['content-security-policy'] ?? '';
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const hasRun = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.hasRun = true';
      document.head.append(script);
      return 'hasRun' in window;
    });
    expect(hasRun).toBe(false);
    world.complaints.length = 0;
  });
});
