import { mkdirSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Language } from '../../src/web/shared/language';
import { BrowserWorld, describeInBrowser as describe, DESKTOP, press } from './browser-world';
import { inspect, pictures } from './inspect';
import { paidOrder } from './flows';

/** Each has a browser of their own, since they stay logged in. */
const REVIEWER: BrowserContextOptions = { ...DESKTOP };
const SUPPORT: BrowserContextOptions = { ...DESKTOP };
const SUPPORT_WITHOUT_SCRIPT: BrowserContextOptions = { ...DESKTOP, javaScriptEnabled: false };
const CLERK: BrowserContextOptions = { ...DESKTOP };
const AUDITOR: BrowserContextOptions = { ...DESKTOP };
const NOBODY: BrowserContextOptions = { ...DESKTOP };
const NAMES = new Map([
  [REVIEWER, '王芳'],
  [SUPPORT, '吴婷'],
  [SUPPORT_WITHOUT_SCRIPT, '吴婷'],
  [CLERK, '林晓'],
  [AUDITOR, '孙立'],
]);

const world = new BrowserWorld();
const known = { order: '', refund: '', payCode: '', difference: '' };

/** Comes to a page of the console, logging in on the way where that is needed. */
async function visit(who: BrowserContextOptions, address: string): Promise<Page> {
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

const to =
  (who: BrowserContextOptions, address: () => string) =>
  async (language: Language): Promise<Page> => {
    const [path = '', query] = address().split('?');
    return visit(who, `/console${path}?lang=${language}${query ? `&${query}` : ''}`);
  };

async function search(page: Page, number: string): Promise<Page> {
  await page.fill('#number', number);
  await page.fill('#reason', '工单 1024');
  await Promise.all([page.waitForEvent('domcontentloaded'), page.locator('.filter button').click()]);
  return page;
}

const catalogue: Readonly<Record<string, (language: Language) => Promise<Page>>> = {
  'console-login': to(NOBODY, () => '/login'),
  'console-home': to(REVIEWER, () => ''),
  'console-orders': to(REVIEWER, () => '/orders?status=paid'),
  'console-order': to(REVIEWER, () => `/orders/${known.order}`),
  'console-payments': to(REVIEWER, () => '/payments'),
  'console-transactions': to(REVIEWER, () => '/transactions'),
  'console-refunds': to(REVIEWER, () => '/refunds'),
  'console-refund': to(REVIEWER, () => `/refunds/${known.refund}`),
  'console-confirm': to(REVIEWER, () => '/confirm'),
  'console-suspense': to(REVIEWER, () => '/suspense'),
  'console-claims': to(REVIEWER, () => '/claims'),
  'console-fines': to(REVIEWER, () => '/fines'),
  'console-reconciliation': to(REVIEWER, () => '/reconciliation?day=2026-02-10'),
  'console-differences': to(CLERK, () => '/differences'),
  'console-difference': to(CLERK, () => `/differences/${known.difference}`),
  'console-resolutions': to(REVIEWER, () => '/resolutions'),
  'console-audit': to(AUDITOR, () => '/audit'),
  'console-nothing': to(REVIEWER, () => '/refunds?status=failed'),
  'console-refused': to(REVIEWER, () => '/audit'),
  'console-search': async (language) =>
    search(await visit(SUPPORT, `/console/search?lang=${language}`), known.payCode),
};

describe('the console in a browser', () => {
  beforeAll(async () => {
    await world.open();
    const order = await paidOrder(world);
    await paidOrder(world, { amount: 100 });
    known.order = order.id;
    known.refund = await world.askForRefund(order, 12_000);
    const [row] = await world.gateway.sql<{ pay_code: string }>('select pay_code from orders where id = $1', [
      order.id,
    ]);
    known.payCode = row?.pay_code ?? '';
    world.clock.moveTo('2026-02-11T12:00:00+08:00');
    known.difference = await world.findSpoilt(order);
    if (pictures) mkdirSync(pictures, { recursive: true });
  });
  afterEach(() => expect(world.complaints.splice(0).filter((it) => !/status of 403/.test(it))).toEqual([]));
  afterAll(() => world.close());

  test.each(Object.keys(catalogue))(
    '%s: nothing against WCAG 2.2 AA in both languages, by day and by night, and nothing wider than a phone',
    async (name) => {
      for (const language of ['zh-CN', 'en'] as const) {
        const page = await (catalogue[name] as (typeof catalogue)[string])(language);
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        await inspect(page, name, language);
      }
    },
  );

  test('a reviewer goes from the first page to what waits, approves it, and sees that it goes', async () => {
    const page = await visit(REVIEWER, '/console?lang=zh-CN');
    await page.getByRole('link', { name: '退款待审批' }).click();
    await page.getByRole('link', { name: known.refund }).click();
    await page.getByRole('heading', { level: 1, name: known.refund }).waitFor();
    await press(page, '批准退款');
    await page.locator('dd', { hasText: /已批准|已发送|渠道处理中|已退款/ }).waitFor();
    expect(await page.getByRole('button', { name: '批准退款' }).count()).toBe(0);
  });

  test('a clerk explains a difference and proposes; a reviewer approves, and it is closed', async () => {
    const clerk = await visit(CLERK, '/console/differences?lang=zh-CN');
    await clerk.locator(`a[href$="${known.difference}"]`).click();
    await clerk.getByText('双方金额不一致').waitFor();
    expect(await clerk.getByText('按建议将入账的分录').count()).toBe(1);
    await clerk.getByLabel('理由').fill('渠道对账单金额有误，已电话确认');
    await press(clerk, '提出处理');
    expect(await clerk.getByRole('button', { name: '批准' }).count()).toBe(0);
    const reviewer = await visit(REVIEWER, '/console/resolutions?status=proposed&lang=zh-CN');
    await press(reviewer, '批准');
    await reviewer.getByText('已批准').waitFor();
    const closed = await visit(REVIEWER, '/console/differences?state=closed&lang=zh-CN');
    expect(await closed.locator(`a[href$="${known.difference}"]`).count()).toBe(1);
  });

  test('the hotline finds an order without JavaScript, and holds it', async () => {
    const page = await search(
      await visit(SUPPORT_WITHOUT_SCRIPT, '/console/search?lang=zh-CN'),
      known.payCode,
    );
    expect(await page.textContent('main')).toContain('李*');
    expect(await page.textContent('main')).not.toContain('李明');
    await page.getByLabel('争议原因').fill('本人称未办理');
    await press(page, '设置争议冻结');
    await search(page, known.payCode);
    expect(await page.textContent('main')).toContain('已设置争议冻结');
  });

  test('with the keyboard alone: the first stop leads past the navigation', async () => {
    const page = await visit(REVIEWER, '/console/orders?lang=zh-CN');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到主要内容');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('f-number');
  });
});
