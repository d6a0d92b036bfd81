import type { BrowserContextOptions, Page } from 'playwright-core';
import { type BrowserWorld, DESKTOP, press } from './browser-world';

/** Each has a browser of their own, since they stay logged in. */
export const REVIEWER: BrowserContextOptions = { ...DESKTOP };
export const SUPPORT: BrowserContextOptions = { ...DESKTOP };
export const SUPPORT_WITHOUT_SCRIPT: BrowserContextOptions = { ...DESKTOP, javaScriptEnabled: false };
export const CLERK: BrowserContextOptions = { ...DESKTOP };
export const LEAD: BrowserContextOptions = { ...DESKTOP };
export const TREASURER: BrowserContextOptions = { ...DESKTOP };
export const AUDITOR: BrowserContextOptions = { ...DESKTOP };
export const ADMINISTRATOR: BrowserContextOptions = { ...DESKTOP };
export const NOBODY: BrowserContextOptions = { ...DESKTOP };
const NAMES = new Map([
  [REVIEWER, '王芳'],
  [SUPPORT, '吴婷'],
  [SUPPORT_WITHOUT_SCRIPT, '吴婷'],
  [CLERK, '林晓'],
  [LEAD, '陈刚'],
  [TREASURER, '周洁'],
  [AUDITOR, '孙立'],
  [ADMINISTRATOR, '郑浩'],
]);

/** Comes to a page of the console, logging in on the way where that is needed. */
export async function enter(world: BrowserWorld, who: BrowserContextOptions, address: string): Promise<Page> {
  const page = await world.visit(who, address);
  const name = NAMES.get(who);
  if (name === undefined || !page.url().includes('/console/login')) return page;
  await Promise.all([
    page.waitForEvent('domcontentloaded'),
    page.getByRole('link', { name: /统一身份认证|city’s identity/ }).click(),
  ]);
  await press(page, name);
  await page.locator('.rail').waitFor();
  return page;
}

/** Says of everything that was ordered to which account of the treasury it goes. */
export async function nameAccounts({ gateway }: BrowserWorld): Promise<void> {
  const items = await gateway.sql<{ agency: string; item: string }>(
    'select distinct agency_code as agency, income_item_code as item from order_item',
  );
  for (const { agency, item } of items)
    await gateway.database.stores.remittanceRules.putTarget({
      ...{ agencyCode: agency, incomeItemCode: item, destination: 'treasury' },
      ...{ accountName: '市国库', accountNo: `0200-${item}`, bankName: null },
    });
}

/** What a link on the page gives to take away. */
export async function fileOf(page: Page, name: string | RegExp): Promise<string> {
  const address = await page.getByRole('link', { name }).getAttribute('href');
  const answer = await page.request.get(new URL(address ?? '', page.url()).href);
  expect(answer.status()).toBe(200);
  return (await answer.body()).toString('utf8');
}
