import { mkdirSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Language } from '../../src/web/shared/language';
import { BrowserWorld, describeInBrowser as describe, press } from './browser-world';
import {
  REVIEWER,
  SUPPORT,
  SUPPORT_WITHOUT_SCRIPT,
  CLERK,
  LEAD,
  TREASURER,
  AUDITOR,
  ADMINISTRATOR,
  NOBODY,
  enter,
  fileOf,
  nameAccounts,
} from './console-people';
import { inspect, pictures } from './inspect';
import { bringBankFile, leaveProposals, paidOrder, payCodeOf, scheduleReports } from './flows';

const world = new BrowserWorld();
const DAY = '2026-02-10';
const known = { order: '', refund: '', payCode: '', difference: '', statement: '', byBank: '', entry: '' };

const visit = (who: BrowserContextOptions, address: string): Promise<Page> => enter(world, who, address);

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
  'console-refund-by-bank': to(LEAD, () => `/refunds/${known.byBank}`),
  'console-confirm': to(REVIEWER, () => '/confirm'),
  'console-suspense': to(REVIEWER, () => '/suspense'),
  'console-claims': to(REVIEWER, () => '/claims'),
  'console-fines': to(REVIEWER, () => '/fines'),
  'console-events': to(REVIEWER, () => '/events'),
  'console-reconciliation': to(REVIEWER, () => `/reconciliation?day=${DAY}`),
  'console-statements': to(CLERK, () => '/statements'),
  'console-statement': to(CLERK, () => `/statements/${known.statement}`),
  'console-bank-files': to(CLERK, () => '/bank-files'),
  'console-bank-entries': to(CLERK, () => '/bank-entries'),
  'console-bank-entry': to(CLERK, () => `/bank-entries/${known.entry}`),
  'console-runs': to(CLERK, () => '/runs'),
  'console-differences': to(CLERK, () => '/differences'),
  'console-picked': to(CLERK, () => '/differences?state=open&pick=all'),
  'console-difference': to(CLERK, () => `/differences/${known.difference}`),
  'console-resolutions': to(REVIEWER, () => '/resolutions'),
  'console-proposals': to(REVIEWER, () => '/proposals'),
  'console-days': to(CLERK, () => '/days'),
  'console-day': to(CLERK, () => `/days/${DAY}`),
  'console-settlement': to(TREASURER, () => '/settlement'),
  'console-remittances': to(TREASURER, () => '/remittances'),
  'console-treasury': to(TREASURER, () => '/treasury'),
  'console-schedules': to(CLERK, () => '/schedules'),
  'console-staff': to(ADMINISTRATOR, () => '/staff'),
  'console-reports': to(CLERK, () => '/reports'),
  'console-report': to(CLERK, () => '/reports/collection-daily'),
  'console-ledger': to(AUDITOR, () => `/reports/general-ledger?from=${DAY}&to=${DAY}`),
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
    known.byBank = await world.leftToPerson(await paidOrder(world));
    known.payCode = await payCodeOf(world, order);
    known.entry = await bringBankFile(world);
    world.clock.moveTo('2026-02-11T12:00:00+08:00');
    known.difference = await world.findSpoilt(order);
    const [file] = await world.gateway.sql<{ id: string }>('select id from statement limit 1');
    known.statement = file?.id ?? '';
    await leaveProposals(world, known.difference);
    await scheduleReports(world);
    await world.gateway.sql(`insert into treasury_figure values
      ('2026-02', '10101', 120000, 'system', now()), ('2026-02', '10201', 0, 'system', now())`);
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
    const buffer = Buffer.from('%PDF-1.7');
    await clerk.setInputFiles('#attachment', { name: '来函.pdf', mimeType: 'application/pdf', buffer });
    await press(clerk, '提出处理');
    expect(await clerk.getByRole('button', { name: '批准' }).count()).toBe(0);
    const reviewer = await visit(REVIEWER, '/console/resolutions?status=proposed&pick=all&lang=zh-CN');
    expect(await fileOf(reviewer, '附件')).toBe('%PDF-1.7');
    await press(reviewer, '批准所选');
    await reviewer.goto('/console/resolutions?status=approved');
    await reviewer.locator('td', { hasText: '已批准' }).first().waitFor();
    const closed = await visit(REVIEWER, '/console/differences?state=closed&lang=zh-CN');
    expect(await closed.locator(`a[href$="${known.difference}"]`).count()).toBe(1);
  });

  test('a clerk proposes to close the day, the finance lead closes it, and takes its certificate', async () => {
    const clerk = await visit(CLERK, `/console/days/${DAY}?lang=zh-CN`);
    await clerk.getByText('缺少该渠道的对账单').waitFor();
    expect(await clerk.getByRole('button', { name: '提出关账' }).count()).toBe(0);
    await world.reconcile('alipay', DAY);
    await clerk.reload();
    await press(clerk, '提出关账');
    await clerk.getByText('等待另一位财务负责人关账').waitFor();
    const lead = await visit(LEAD, `/console/days/${DAY}?lang=zh-CN`);
    await press(lead, '关账并封存');
    await lead.getByText('已关账').first().waitFor();
    await inspect(lead, 'console-day-closed', 'zh-CN');
    expect(await fileOf(lead, '下载关账证明（PDF）')).toMatch(/^%PDF/);
  });

  test('a treasury officer makes a batch of the closed day, the finance lead checks it, and the bank answers', async () => {
    await nameAccounts(world);
    const officer = await visit(TREASURER, '/console/remittances?lang=zh-CN');
    await press(officer, `上缴国库（截至 ${DAY}）`);
    await officer.getByRole('heading', { level: 1, name: /上缴批次/ }).waitFor();
    expect(await officer.getByRole('button', { name: '复核通过' }).count()).toBe(0);
    const lead = await visit(LEAD, officer.url());
    await press(lead, '复核通过');
    await officer.reload();
    await press(officer, '导出银行文件');
    expect(await fileOf(officer, '下载银行文件')).toContain('240.00');
    await officer.getByLabel('回单号').fill('0098-2026');
    await press(officer, '登记银行回单');
    await officer.getByText('银行已回单').waitFor();
    await inspect(officer, 'console-remittance', 'zh-CN');
  });

  test('a clerk narrows a report down and takes just these rows away', async () => {
    const page = await visit(
      CLERK,
      `/console/reports/payments?from=${DAY}&to=${DAY}&channel=alipay&lang=zh-CN`,
    );
    expect(await page.locator('main').textContent()).toContain('没有');
    await page.getByLabel('渠道').selectOption('wechat');
    await press(page, /^筛选$/);
    expect(await page.locator('tbody tr').count()).toBe(3);
    const file = await fileOf(page, /^CSV$/);
    expect(file.match(/pay_/g)).toHaveLength(3);
  });

  test('an auditor finds what was done to an order, sees that the log holds, and can change nothing', async () => {
    const page = await visit(AUDITOR, '/console/audit?lang=zh-CN');
    await page.getByText('哈希链完整').waitFor();
    await page.getByLabel('操作', { exact: true }).selectOption('order.viewed');
    await press(page, /^筛选$/);
    await page.locator('tbody a', { hasText: known.order }).first().click();
    await page.locator('tbody tr').first().waitFor();
    expect(page.url()).toContain(`subject=${known.order}`);
    const lists = ['/differences', '/resolutions', '/suspense', '/statements', '/schedules'];
    for (const address of [`/orders/${known.order}`, ...lists]) {
      await page.goto(`/console${address}`);
      expect(await page.locator('main form[method=post]:not([action^="/console/views"])').count()).toBe(0);
    }
  });

  test('an administrator makes a break-glass account, whose secrets are shown once, and disables it', async () => {
    const page = await visit(ADMINISTRATOR, '/console/staff?lang=zh-CN');
    await page.getByText('添加人员').click();
    await page.getByLabel('姓名或账号').fill('glass-1');
    await page.getByLabel('登录方式').selectOption('password');
    await page.getByLabel('财务负责人').first().check();
    await press(page, /^添加$/);
    await page.getByText('请立即抄存').waitFor();
    await inspect(page, 'console-staff-made', 'zh-CN');
    await page.goto('/console/staff');
    expect(await page.textContent('main')).not.toContain('otpauth');
    await page.getByText('更改 glass-1').click();
    const row = page.locator('tr', { hasText: 'glass-1' });
    await Promise.all([
      page.waitForEvent('domcontentloaded'),
      row.getByRole('button', { name: '停用' }).click(),
    ]);
    expect(await page.locator('tr', { hasText: 'glass-1' }).textContent()).toContain('已停用');
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
