import { Readable } from 'node:stream';
import { createBankService } from '../../src/reconciliation/bank/bank.service';
import { bankMappingIn, toBankMapping } from '../../src/reconciliation/bank/bank.schema';
import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const MAPPING = bankMappingIn.parse({
  columns: {
    ...{ date: '日期', credit: '收入', debit: '支出', counter_account: '对方账号', reference: '摘要' },
  },
  account: '1001',
  channels: { wechat: { counter_account: 'TENPAY' } },
});
const clock = new MovedClock('2026-11-25T10:00:00+08:00');
const system = {
  id: 'system',
  name: 'test',
  permissions: new Set(['books.read', 'statements.upload'] as const),
};

let world: ConsoleWorld;
let clerk: Visitor;
let refund: string;
let imported: (name: string, rows: readonly string[]) => Promise<string>;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
  clerk = await world.person('lin');
  const bank = createBankService({ database: world.gateway.database, clock });
  await bank.putMapping(system, toBankMapping('icbc', MAPPING));
  imported = async (name, rows) => {
    const text = ['日期,收入,支出,对方账号,摘要', ...rows].join('\n');
    const open = () => Readable.from([Buffer.from(text)]);
    return (await bank.importFile(system, { name, mapping: 'icbc', open })).file.id;
  };
  const { orderId } = await world.desk.paid('wechat');
  refund = await world.desk.approved(orderId, 1_000);
  await world.desk.untilRefund(refund, 'succeeded');
  await world.gateway.sql(`update refund set bank_reference = 'ICBC-5' where id = $1`, [refund]);
  await world.gateway.sql(
    `insert into remittance_batch (id, destination, up_to, status, amount_fen, made_by, checked_by, file_sha256, file, bank_reference,
       acknowledged_on, created_at, updated_at)
     values ('rem_1', 'treasury', '2026-11-23', 'acknowledged', 70000, 'x', 'y', 'z', 'z', 'SK-9', '2026-11-24', now(), now())`,
  );
  await world.gateway.sql(
    `insert into remittance_line (batch_id, agency_code, income_item_code, business_day, collected_fen, refunded_fen,
       amount_fen, account_no) select 'rem_1', '310101', item, '2026-11-23', fen, 0, fen, account
     from (values ('1', 30000, '0200-1'), ('2', 10000, '0200-1'), ('3', 30000, '0200-3')) l(item, fen, account)`,
  );
  await world.gateway.sql(
    `insert into fee_invoice values ('wechat', 'FP-77', '2026-11-23', 120, 'x', now())`,
  );
});
afterAll(() => world.close());

const rowsOf = ({ html }: { html: string }): string[] =>
  [...(html.match(/<tbody>[\s\S]*?<\/tbody>/)?.[0] ?? '').matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(
    ([, row = '']) =>
      row
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
  );

test('each row of a bank’s file says what it was taken for; nothing passes for what it is not', async () => {
  const file = await imported('icbc.csv', [
    '2026-11-24,200.00,,TENPAY,财付通结算',
    '2026-11-24,,10.00,62220212,退款 ICBC-5',
    '2026-11-24,,700.00,0200-9,上缴 SK-9',
    '2026-11-24,,400.00,0200-1,上缴',
    '2026-11-24,,1.20,TENPAY,发票 FP-77',
    '2026-11-24,,10.01,62220212,退款 ICBC-5',
    '2026-11-24,10.00,,62220212,退回 ICBC-5',
    '2026-11-24,,30.00,0200-1,上缴',
    '2026-11-24,5.00,,,利息',
  ]);
  const page = await clerk.get(`/console/bank-entries?file=${file}`);
  const uses = rowsOf(page).map((row) => row.replace(/^.* — /, ''));
  expect(uses).toEqual([
    '微信支付 2026-11-23 结算',
    `银行退款 ${refund}`,
    ...['上缴 rem_1', '上缴 rem_1'],
    '微信支付 手续费发票 FP-77',
    ...['待说明', '待说明', '待说明', '待说明'],
  ]);
  expect(page.html).toContain(`href="/console/refunds/${refund}"`);
  const explained = await clerk.get(`/console/bank-entries?file=${file}&state=explained`);
  expect(rowsOf(explained).length).toBe(5);
  // A citizen may have given it for his refund; a payee of a remittance is no secret.
  const report = await clerk.get('/console/reports/bank-movements?from=2026-11-24&to=2026-11-24');
  for (const { text } of [page, report]) {
    expect(text).not.toContain('62220212');
    expect(text).toMatch(/\*{4}0212[\s\S]*0200-9/);
  }
});

test('what nobody explains is counted on the first page and beside its file, as many as the lists have', async () => {
  // Told again by another file: it stays with the first.
  await imported('again.csv', ['2026-11-24,5.00,,,利息', '2026-11-25,6.00,,,利息']);
  const lists = [await clerk.get('/console'), await clerk.get('/console/bank-files')];
  const links = lists.flatMap(({ html }) => [
    ...html.matchAll(/href="(\/console\/bank-entries\?[^"]*state=unexplained)">(?:<strong>)?(\d+)</g),
  ]);
  const counted = links.map(
    ([, href = '', count]) => [href.replaceAll('&amp;', '&'), Number(count)] as const,
  );
  expect(counted.map(([, count]) => count)).toEqual([5, 1, 4]);
  for (const [href, count] of counted) expect(rowsOf(await clerk.get(href)).length).toBe(count);
});

test('a clerk says what a row is: it is open no longer, keeps its place, and the log has who said it', async () => {
  const open = await clerk.get('/console/bank-entries?state=unexplained');
  const path = /href="(\/console\/bank-entries\/\w{64})"/.exec(open.html)?.[1] ?? '';
  expect(await clerk.post(`${path}/note`, { note: ' ' })).toMatchObject({ status: 422 });
  const after = await clerk.post(`${path}/note`, { note: '活期利息，已通知财务' });
  expect(after.url.pathname).toBe(path);
  expect(after.text).toMatch(/说明 活期利息，已通知财务 说明人 林晓/);
  expect(rowsOf(await clerk.get('/console/bank-entries?state=unexplained')).length).toBe(4);
  expect(rowsOf(await clerk.get('/console/bank-entries?state=explained')).join()).toContain('活期利息');
  expect(await world.audit(path.split('/').at(-1) ?? '')).toMatchObject([
    { action: 'bank_entry.noted', actor_name: '林晓', details: { note: '活期利息，已通知财务' } },
  ]);
  const auditor = await world.person('sun');
  expect((await auditor.get(path)).html).not.toContain('name="note"');
});

test('the page of a file says that it was there already, where the upload brought it again', async () => {
  const file = await imported('again.csv', ['2026-11-25,5.00,,,又一笔']);
  expect((await clerk.get(`/console/bank-entries?file=${file}`)).text).not.toContain('此前已导入');
  const again = await clerk.get(`/console/bank-entries?file=${file}&again=1`);
  expect(again.text).toContain('这份文件此前已导入');
});

test('a long file goes on page by page in its own order, and every row is there once', async () => {
  const file = await imported(
    'long.csv',
    Array.from({ length: 120 }, (_, i) => `2026-11-25,${i + 1}.00,,,第${i + 1}笔`),
  );
  const seen: string[] = [];
  for (let href = `/console/bank-entries?file=${file}`; href !== ''; ) {
    const page = await clerk.get(href);
    seen.push(...rowsOf(page).map((row) => / 第(\d+)笔 /.exec(row)?.[1] ?? ''));
    href = (/rel="next" href="([^"]+)"/.exec(page.html)?.[1] ?? '').replaceAll('&amp;', '&');
    expect(href === '' || href.includes(`file=${file}`)).toBe(true);
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => String(i + 1)));
  expect(await clerk.get('/console/bank-entries?file=bkf_nothing')).toMatchObject({ status: 404 });
});

test('what the bank itself took is proposed with its journal on the page of the row, and another books it', async () => {
  const file = await imported('charge.csv', ['2026-11-25,,12.00,ICBC,账户管理费']);
  const list = await clerk.get(`/console/bank-entries?file=${file}`);
  const path = /href="(\/console\/bank-entries\/\w{64})"/.exec(list.html)?.[1] ?? '';
  const page = await clerk.get(path);
  expect(page.text).toMatch(
    /银行收费批准后入账[\s\S]*银行收费 bank_charge[\s\S]*清算银行 bank[\s\S]*¥12\.00/,
  );
  expect(page.text).toMatch(/银行利息批准后入账[\s\S]*应缴 treasury interest/);
  const proposed = await clerk.post(`${path}/bank-charge`, { reason: '11 月账户管理费' });
  expect(proposed.text).toMatch(/待审批 11 月账户管理费[\s\S]*撤回/);
  expect(proposed.html).not.toContain('bank-charge"');
  const reviewer = await world.person('wang');
  const approve = /action="(\/console\/proposals\/\w+\/approve)"/.exec((await reviewer.get(path)).html);
  const booked = await reviewer.post(approve?.[1] ?? '');
  expect(booked.text).toMatch(/去向 银行收费[\s\S]*冲销批准后入账[\s\S]*已批准/);
  const report = await clerk.get(
    '/console/reports/bank-movements?from=2026-11-25&to=2026-11-25&state=explained',
  );
  expect(report.text).toMatch(/账户管理费[\s\S]*银行收费/);
});

test('an import that was a mistake is taken back by two on its page, and says so in the list of files', async () => {
  const file = await imported('wrong.csv', ['2026-11-25,,77.00,ICBC,错账户']);
  const page = `/console/bank-entries?file=${file}`;
  const proposed = await clerk.post(`/console/bank-files/${file}/take-back`, { reason: '选错账户' });
  expect(proposed.text).toMatch(/撤销银行流水导入[\s\S]*wrong\.csv[\s\S]*待审批 选错账户/);
  const reviewer = await world.person('wang');
  const approve = /action="(\/console\/proposals\/\w+\/approve)"/.exec((await reviewer.get(page)).html);
  expect((await reviewer.post(approve?.[1] ?? '')).text).not.toContain('错账户 —');
  expect((await clerk.get('/console/bank-files')).text).toMatch(/wrong\.csv 已撤销/);
  expect((await clerk.get(page)).html).not.toContain('take-back"');
});
