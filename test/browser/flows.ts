import type { Page } from 'playwright-core';
import type { Language } from '../../src/web/shared/language';
import { type BrowserWorld, DESKTOP, DESKTOP_WITHOUT_SCRIPT, type Ordered } from './browser-world';

/** Comes to a page as a citizen does. */
export type Visit = (language: Language) => Promise<Page>;

/** Where the page of a paid order leads, once its receipts are there. */
export async function receiptsPath(world: BrowserWorld, page: string): Promise<string> {
  const cashier = await world.visit(DESKTOP, page);
  const link = cashier.locator('a[href^="/receipts/"]');
  while ((await link.count()) === 0) await cashier.reload();
  return new URL((await link.getAttribute('href')) ?? '', world.gateway.url).pathname;
}

/** @param how in the wallet, as in the control API */
export async function paidOrder(world: BrowserWorld, how: object = {}, more: object = {}): Promise<Ordered> {
  const order = await world.order(more);
  const page = await world.visit(DESKTOP_WITHOUT_SCRIPT, order.page);
  await submit(page, '.channels button');
  await world.scan(order, how);
  await submit(page, 'form[action*="/check"] button');
  await page.locator('.result').waitFor();
  return order;
}

/** Presses the first of these buttons, and comes to the page that it leads to. */
export async function submit(page: Page, button: string): Promise<void> {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.locator(button).first().click()]);
}
