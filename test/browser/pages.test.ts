import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import type { Language } from '../../src/web/shared/language';
import { BrowserWorld, describeInBrowser as describe, DESKTOP } from './browser-world';
import { inspect, pictures } from './inspect';
import { pageCatalogue, tellFines } from './page-catalogue';

const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
const CASHIER_LIMIT_BYTES = 30 * 1024;

const world = new BrowserWorld();
const catalogue = pageCatalogue(world);

/** On the wire behind a server that compresses. */
const sizeOf = async (answer: Response): Promise<number> =>
  gzipSync(await answer.body()).length + JSON.stringify(await answer.allHeaders()).length;

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
    const size = sizes.reduce((sum, bytes) => sum + bytes);
    if (pictures) console.info(`The cashier is ${size} bytes compressed, with its headers`);
    expect(size).toBeLessThan(CASHIER_LIMIT_BYTES);
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
