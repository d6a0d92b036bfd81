import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { BrowserWorld, describeInBrowser as describe } from './browser-world';
import { AUDITOR, enter } from './console-people';
import { paidOrder } from './flows';
import { pictures } from './inspect';

const world = new BrowserWorld();
const DAY = '2026-02-10';
/** A4, turned, without its margins. */
const SHEET = { width: Math.floor(((297 - 20) / 25.4) * 96), height: 700 };

/** The heads and cells of which a part would not be on the sheet. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('th, td')]
      .filter((cell) => {
        const { left, right } = cell.getBoundingClientRect();
        return left < 0 || right > window.innerWidth || cell.scrollWidth > cell.clientWidth + 1;
      })
      .map((cell) => cell.textContent ?? ''),
  );

describe('a report on paper', () => {
  beforeAll(async () => {
    await world.open();
    if (pictures) mkdirSync(pictures, { recursive: true });
    await world.askForRefund(await paidOrder(world), 12_000);
  });
  afterAll(() => world.close());

  test.each([
    ['account-statement', '&account=clearing:wechat'],
    ['general-ledger', ''],
    ['refunds', ''],
    ['payments', ''],
  ])('%s has all of its columns on a sheet, which is turned', async (code, filter) => {
    for (const language of ['zh-CN', 'en']) {
      const address = `/console/reports/${code}?from=${DAY}&to=${DAY}${filter}&lang=${language}`;
      const page = await enter(world, AUDITOR, address);
      expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
      const sheets = await page.pdf({ preferCSSPageSize: true });
      if (pictures) writeFileSync(path.join(pictures, `${code}.${language}.pdf`), sheets);
      const sizes = [...sheets.toString('latin1').matchAll(/\/MediaBox \[0 0 (\d+)[.\d]* (\d+)[.\d]*\]/g)];
      expect(sizes.map(([, width, height]) => `${width} ${height}`)).toContain('841 594');
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize(SHEET);
      expect(await cutOff(page)).toEqual([]);
      await page.emulateMedia({ media: null });
    }
  });
});
