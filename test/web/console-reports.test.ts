import { until } from '../integration/notifications/town';
import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

let world: ConsoleWorld;
let clerk: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock('2026-11-25T10:00:00+08:00') });
  clerk = await world.person('lin');
  const { orderId } = await world.desk.paid('wechat');
  await world.desk.untilRefund(await world.desk.approved(orderId, 2_000), 'succeeded');
  await world.counter.misfit('alipay', 10_000);
});
afterAll(() => world.close());

const DAYS = { from: '2026-11-25', to: '2026-11-25' };
const query = (filter: Record<string, string>): string =>
  new URLSearchParams({ ...DAYS, ...filter }).toString();

test('a second press on an export in the background leads to the file that is being made', async () => {
  const press = (more: Record<string, string> = {}, by = clerk) =>
    by.post('/console/reports/payments/export', { ...DAYS, format: 'csv', ...more });
  const made = async () =>
    (await world.gateway.sql<{ n: number }>('select count(*)::int as n from export_job'))[0]?.n;
  const pages = await Promise.all([press(), press(), press()]);
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await made()).toBe(1);
  expect(await world.audit('payments')).toHaveLength(1);
  // Anything else is another file: of other rows, of another form, for somebody else.
  await press({ channel: 'wechat' });
  await press({ format: 'xlsx' });
  await press({}, await world.person('wang'));
  expect(await made()).toBe(4);
  await world.gateway.sql(`update export_job set status = 'running'`);
  await press();
  expect(await made()).toBe(4);
  await world.gateway.sql(`update export_job set status = 'failed', error = 'x'`);
  await press();
  expect(await made()).toBe(5);
});

test('the books of one account are not offered to the tools of accounting, which take them whole', async () => {
  const formats = async (filter: Record<string, string>) => {
    const { html } = await clerk.get(`/console/reports/general-ledger?${query(filter)}`);
    return [...html.matchAll(/general-ledger\/file\?[^"]*format=(\w+)/g)].map(([, format]) => format);
  };
  expect(await formats({})).toEqual(['csv', 'xlsx', 'hledger', 'beancount']);
  expect(await formats({ account: 'clearing:wechat' })).toEqual(['csv', 'xlsx']);
});

test('where a file is refused, the way back leads to its report with the same filter', async () => {
  const filter = query({ account: 'clearing:wechat' });
  const refused = await clerk.get(`/console/reports/general-ledger/file?${filter}&format=hledger`);
  expect(refused.status).toBe(422);
  const back = /<a href="([^"]+)">返回/.exec(refused.html)?.[1]?.replaceAll('&amp;', '&');
  expect(back).toBe(`/console/reports/general-ledger?${filter}`);
  expect((await clerk.get(String(back))).text).toContain('渠道清算 · 微信支付');
});

test('a form of file that there is not is refused, not given as another', async () => {
  const refused = await clerk.get(`/console/reports/orders/file?${query({})}&format=pdf`);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('格式 · 须为以下之一：csv, xlsx');
  expect(await clerk.post('/console/reports/orders/export', { ...DAYS, format: 'pdf' })).toMatchObject({
    status: 422,
  });
});

test('a printed report says how many rows there are, and that a file has all of them', async () => {
  await world.gateway.sql(`insert into difference (id, channel, business_day, type, kind, ours_fen, ours_status,
      first_seen_at)
    select 'dif_' || n, 'wechat', '2026-11-25', 'ours_only', 'payment', 100, 'succeeded', now()
    from generate_series(1000, 1119) n`);
  const printed = async (address: string, language = 'zh-CN') => {
    const { html } = await clerk.get(`${address}&lang=${language}`);
    const next = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    return { said: /<p class="print-only">([^<]*行。?[^<]*文件。|Printed[^<]*)<\/p>/.exec(html)?.[1], next };
  };
  const first = await printed(`/console/reports/differences?${query({})}`);
  expect(first.said).toBe('共 120 行，此处仅打印 100 行。全部行请导出 Excel 或 CSV 文件。');
  expect((await printed(first.next)).said).toBe('此处仅打印 20 行。全部行请导出 Excel 或 CSV 文件。');
  expect((await printed(first.next, 'en')).said).toContain('Printed here: 20 rows.');
  expect((await printed(`/console/reports/payments?${query({})}`)).said).toBeUndefined();
});

test('each figure of a day leads to the vouchers that it adds up', async () => {
  await world.gateway.database.stores.ledger.rollUpBalances();
  const { html } = await clerk.get('/console/days/2026-11-25');
  const figures = [...html.matchAll(/<dd><a href="([^"]+)"><span class="num">¥([\d,.]+)</g)];
  const amounts = figures.map(([, , amount = '']) => amount);
  expect(amounts).toEqual(['120.00', '100.00', '20.00', '0.00', '0.00', '0.00']);
  for (const [, href = '', amount = ''] of figures) {
    const list = await clerk.get(href.replaceAll('&amp;', '&'));
    expect(list.status).toBe(200);
    const sum = /<tfoot>[\s\S]*¥([\d,.]+)/.exec(list.html)?.[1] ?? '0.00';
    expect({ href, sum }).toEqual({ href, sum: amount });
  }
});

test('codes of the reports are told in words: how old money is, and from where a refund came', async () => {
  const ageing = await clerk.get('/console/reports/suspense-ageing');
  expect(ageing.text).toMatch(/0–1 天 支付宝 金额不符/);
  const attempts = await clerk.get(`/console/reports/payment-attempts?${query({})}`);
  expect(attempts.text).toContain('微信支付 已到账');
  expect(attempts.text).not.toContain('已退款');
  const refunds = await clerk.get(`/console/reports/refunds?${query({})}`);
  expect(refunds.text).toContain('微信支付 申请退款');
});

test('where the list of the suspense does not come to what the ledger holds, it says what else counts', async () => {
  const agreeing = await clerk.get('/console/suspense');
  expect(agreeing.text).not.toContain('账上待查收入');
  const { paymentId } = await world.desk.paid('alipay');
  const body = { channel: 'alipay', out_trade_no: paymentId, amount: 100 };
  await world.gateway.control('POST', '/refund', body);
  const { text, html } = await until(
    'the refund of the channel',
    () => clerk.get('/console/suspense'),
    (page) => page.text.includes('账上待查收入'),
  );
  expect(text).toContain('合计 ¥100.00；账上待查收入为 ¥99.00，相差 ¥-1.00');
  const hrefs = [...html.matchAll(/<a href="(\/console\/reports\/suspense-[^"]+)"/g)].map(
    ([, href = '']) => href,
  );
  const sums = await Promise.all(
    hrefs.map(async (href) => /<tfoot>[\s\S]*?(¥[-\d,.]+)/.exec((await clerk.get(href)).html)?.[1]),
  );
  expect(sums).toEqual(['¥-1.00', '¥99.00']);
});

test.each(['general-ledger', 'account-statement?account=clearing%3Awechat', 'trial-balance'])(
  'the accounts of %s have their English names on the page in English',
  async (report) => {
    const path = `/console/reports/${report}${report.includes('?') ? '&' : '?'}${query({})}`;
    const cells = async (lang: string) =>
      /<tbody[^>]*>(.*?)<\/tbody>/s.exec((await clerk.get(`${path}&lang=${lang}`)).html)?.[1] ?? '';
    expect(await cells('en')).toMatch(/Payable \d+/);
    expect(await cells('en')).not.toMatch(/应缴|渠道清算/);
    expect(await cells('zh-CN')).toMatch(/应缴 \d+/);
  },
);

test('the statement of an account that is owed says what its negative balance means', async () => {
  const { html } = await clerk.get('/console/settlement');
  const links = html.matchAll(/href="([^"]+account=payable[^"]+)"><span class="num">¥([\d.,]+)/g);
  const [, href = '', owed] = [...links].find(([link]) => !link.includes('movement')) ?? [];
  const { text } = await clerk.get(href.replaceAll('&amp;', '&'));
  expect(text).toContain(`¥-${owed}`);
  expect(text).toContain('贷方余额以负数表示');
});
