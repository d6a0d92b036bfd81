import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { until } from '../integration/notifications/town';
import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

let world: ConsoleWorld;
let clerk: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock('2026-11-25T10:00:00+08:00') });
  world.gateway.work(['reconciliation']);
  clerk = await world.person('lin');
  const { orderId } = await world.desk.paid('wechat');
  await world.desk.untilRefund(await world.desk.approved(orderId, 2_000), 'succeeded');
  await world.counter.misfit('alipay', 10_000);
});
afterAll(() => world.close());

const DAYS = { from: '2026-11-25', to: '2026-11-25' };
const query = (more: Record<string, string> = {}): string =>
  new URLSearchParams({ ...DAYS, ...more }).toString();

async function fileOf(report: string, more: Record<string, string>) {
  const { html, headers } = await clerk.get(`/console/reports/${report}/file?${query(more)}`);
  const name = /filename="?([^";]+)/.exec(headers.get('content-disposition') ?? '')?.[1];
  return { text: html, name };
}

test('a file of the console says what its page says, in the language of who reads it', async () => {
  const chinese = await fileOf('payment-attempts', { format: 'csv', lang: 'zh-CN', channel: 'wechat' });
  expect(chinese.text).toMatch(/,微信支付,已到账,入账,/);
  expect(chinese.text).toContain('筛选 Filters,起始日: 2026-11-25; 截止日: 2026-11-25; 渠道: 微信支付');
  expect(chinese.text).not.toMatch(/wechat|succeeded|settled/);
  const english = await fileOf('payment-attempts', { format: 'csv', lang: 'en' });
  expect(english.text).toMatch(/,WeChat Pay,Succeeded,Settled,/);
  expect(english.name).not.toBe(chinese.name);
});

test('sums and hash of a told file are those of its own rows', async () => {
  const { text } = await fileOf('payments', { format: 'csv', lang: 'zh-CN' });
  const lines = text.replace('\ufeff', '').split('\r\n');
  const rows = lines.slice(
    1,
    lines.findIndex((line) => line.startsWith('合计')),
  );
  const hashed = createHash('sha256')
    .update(rows.map((row) => `${row}\r\n`).join(''))
    .digest('hex');
  expect(text).toContain(`SHA-256,${hashed}`);
  const amounts = parse(rows.join('\n')).map((row: string[]) => Number(row[7]));
  expect(amounts.length).toBeGreaterThan(1);
  expect(Number(/^合计[^\n]*?([\d.]+),/m.exec(text)?.[1])).toBe(amounts.reduce((sum, one) => sum + one, 0));
});

test('accounts have the name of their channel, in the language of the file alone, and none keeps a code', async () => {
  const { text } = await fileOf('trial-balance', { format: 'csv', lang: 'zh-CN' });
  expect(text).toContain('clearing:wechat,渠道清算,渠道清算 · 微信支付,0.00,');
  const english = await fileOf('trial-balance', { format: 'csv', lang: 'en' });
  expect(english.text).toContain('clearing:wechat,Channel clearing,Channel clearing · WeChat Pay,0.00,');
  const ledger = await fileOf('general-ledger', { format: 'csv', lang: 'en' });
  expect(ledger.text).toContain('clearing:wechat,Channel clearing · WeChat Pay,');
  // Who made and booked a voucher of no person.
  expect(ledger.text).toMatch(/,System,2026-11-25,,,System,2026-11-25,/);
});

test('what the tools of accounting read keeps its codes, whoever takes it', async () => {
  const { text, name } = await fileOf('general-ledger', { format: 'hledger', lang: 'en' });
  expect(text).toMatch(/\(wechat:payment:\w+\) collection/);
  expect(name).toBe('general-ledger_2026-11-25.hledger');
});

test('a file that is made in the background is in the language of who asked for it', async () => {
  await clerk.get('/console/reports?lang=en');
  await clerk.post('/console/reports/payments/export', { ...DAYS, format: 'csv' });
  const file = await until(
    'the export to be ready',
    () => clerk.get('/console/reports'),
    ({ html }) => html.includes('/file"'),
  );
  const href = /href="([^"]+\/exports\/[^"]+\/file)"/.exec(file.html)?.[1] ?? '';
  // Whoever takes it: it was made for one.
  await clerk.get('/console/reports?lang=zh-CN');
  expect((await clerk.get(href)).html).toMatch(/,WeChat Pay,/);
});

test('the reason that the gateway wrote for a refund is read in English as well', async () => {
  await world.gateway.sql(`update refund set reason = '订单已关闭，款项退回'`);
  for (const path of ['/console/refunds?lang=en', `/console/reports/refunds?${query({ lang: 'en' })}`])
    expect((await clerk.get(path)).text).toContain('The order was closed: the money goes back');
  expect((await clerk.get('/console/refunds?lang=zh-CN')).text).toContain('订单已关闭，款项退回');
});
