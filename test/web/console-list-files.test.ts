import { newId } from '../../src/kernel/ids';
import { until } from '../integration/notifications/town';
import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const DIFFERENCES = `insert into difference (id, channel, business_day, type, kind, ours_fen, ours_status, owner_id,
    first_seen_at, closed_at)
  select 'dif_' || n, 'wechat', date '2026-11-25' - n, case n % 2 when 0 then 'ours_only' else 'duplicate' end, 'payment',
    100, 'succeeded', case n when 1 then 'stf_gone' end, now(), case when n > 4 then now() end
  from generate_series(0, 6) n`;
/** One that the register refused, one that it should know of by now, and one that is just paid. */
const REPORTS = `insert into fine_report (id, decision_no, order_id, amount_fen, paid_at, status, reason, created_at,
    updated_at)
  select id, '31011519000012' || n, 'ord_none' || n, 20000, '2026-11-25 10:00+08'::timestamptz - (3 - n) * interval '12 min',
    case n when 1 then 'refused' else 'paid' end, case n when 1 then 'amount_short' end, now(), now()
  from unnest($1::text[]) with ordinality as r(id, n)`;
/** What is proposed, sent on, compared and brought in, and what a service was told in vain. */
const DESK = [
  `insert into difference_resolution (id, difference_id, action, status, reason, postings, basis, proposed_by,
      decided_by, decided_at, proposed_at, updated_at)
    select id, 'dif_' || n, 'write_off', case n when 1 then 'proposed' else 'refused' end, '无法收回',
      '[{"debit":"write_off:wechat","credit":"clearing:wechat","amountFen":"100"}]', 'x', 'stf_gone', case n when 2 then 'stf_other' end,
      case n when 2 then now() end, now(), now()
    from unnest($1::text[]) with ordinality as r(id, n)`,
  `insert into remittance_batch (id, destination, up_to, status, amount_fen, made_by, created_at, updated_at)
    select id, 'treasury', '2026-11-23', case n when 1 then 'drafted' else 'returned' end, 700, 'stf_gone', now(), now()
    from unnest($1::text[]) with ordinality as r(id, n)`,
  `insert into statement (id, channel, business_day, version, sha256, line_count, paid_fen, refunded_fen, fetched_at)
    select id, 'wechat', '2026-11-23', n, 'hash' || n, 5, 500, 0, now() + n * interval '1 s'
    from unnest($1::text[]) with ordinality as r(id, n)`,
  `insert into reconciliation (id, channel, business_day, trigger, status, statement_id, reason, created_at, updated_at)
    select id, 'wechat', date '2026-11-22' + n::int, 'request', case n when 1 then 'failed' else 'balanced' end, 'stm_1',
      case n when 1 then 'STATEMENT_REFUSED, reason row, row 3' end, now(), now()
    from unnest($1::text[]) with ordinality as r(id, n)`,
  `insert into event (id, service_id, type, subject_id, body, created_at, attempts, exhausted_at, last_result)
    select r.id, s.id, 'order.paid', 'ord_none' || n, '{}', now(), 9, now(), 'timeout'
    from unnest($1::text[]) with ordinality as r(id, n), (select id from service limit 1) s`,
  `insert into finance_proposal (id, kind, subject, status, reason, facts, postings, note, proposed_by, decided_by, decided_at,
      proposed_at, updated_at)
    select id, 'remittance_return', 'rmt_' || n, case n when 1 then 'proposed' else 'refused' end, '账号有误', '{}', '[]',
      null, 'stf_gone', case n when 2 then 'stf_other' end, case n when 2 then now() end, now(), now()
    from unnest($1::text[]) with ordinality as r(id, n)`,
];
const BANK_FILE = `insert into bank_file (id, name, mapping, sha256, row_count, known_count, credit_fen, debit_fen,
    imported_by, imported_at)
  values ('bkf_1', 'icbc.csv', 'icbc', 'hash', 4, 0, 0, 0, 'stf_gone', now())`;
/** One that settles a channel, a refund by its number, what a person explained, and what nobody knows. */
const BANK_ENTRIES = [
  `insert into bank_entry (key, file_id, line, account, booked_on, direction, amount_fen, reference, channel, settles_day)
    values ('key_1', 'bkf_1', 1, '1001', '2026-11-24', 'credit', 20000, '财付通', 'wechat', '2026-11-23'),
      ('key_2', 'bkf_1', 2, '1001', '2026-11-24', 'debit', 1234, '退款 ICBC-5', null, null),
      ('key_3', 'bkf_1', 3, '1001', '2026-11-24', 'credit', 5, '利息', null, null),
      ('key_4', 'bkf_1', 4, '1001', '2026-11-25', 'debit', 9, '不明', null, null)`,
  `insert into bank_entry_note values ('key_3', '活期利息', 'stf_gone', now())`,
  `insert into fee_invoice values ('wechat', 'ICBC-5', '2026-11-23', 1234, 'stf_gone', now())`,
];
let world: ConsoleWorld;
let reviewer: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock('2026-11-25T10:00:00+08:00') });
  reviewer = await world.person('wang');
  await world.desk.paid('wechat');
  await world.desk.paid('alipay');
  const { orderId } = await world.waiting();
  await world.counter.misfit('wechat', 24_000);
  await world.counter.claim(await world.counter.misfit('alipay', 24_000), await world.counter.order(2));
  await refundTwice(orderId);
  await world.gateway.sql(DIFFERENCES);
  await world.gateway.sql(`update difference set owner_id = (select id from staff_member where subject = 'wang')
    where id = 'dif_2'`);
  await world.gateway.sql(`update difference set statement_id = 'sta_1' where id = 'dif_2'`);
  const ids = [0, 1, 2].map(() => newId('frp', new Date('2026-11-25T10:00:00+08:00')));
  await world.gateway.sql(REPORTS, [ids]);
  await fillDesk();
});
afterAll(async () => {
  // They are of no order, so that no register and no service would ever hear of them; nobody decided.
  await world.gateway.sql(`delete from fine_report where order_id like 'ord_none%'`);
  await world.gateway.sql(`delete from event where subject_id like 'ord_none%'`);
  await world.gateway.sql(`delete from difference_resolution where decided_by = 'stf_other'`);
  await world.close();
});

/** One that the channel made by itself, and one of ours. */
async function refundTwice(orderId: string): Promise<void> {
  await world.desk.untilRefund(await world.desk.approved(orderId, 2_000), 'succeeded');
  const { paymentId } = await world.desk.paid('alipay');
  const body = { channel: 'alipay', out_trade_no: paymentId, amount: 5_000 };
  await world.gateway.control('POST', '/refund', body);
  await until(
    'two refunds of the channels',
    () => world.gateway.sql(`select from channel_transaction where kind = 'refund'`),
    (rows) => rows.length === 2,
  );
}

async function fillDesk(): Promise<void> {
  const at = [0, 1].map((second) => new Date(`2026-11-25T10:00:0${second}+08:00`));
  for (const [i, prefix] of ['res', 'rmt', 'stm', 'rec', 'evt', 'prp'].entries())
    await world.gateway.sql(DESK[i] ?? '', [at.map((one) => newId(prefix, one))]);
  for (const sql of [BANK_FILE, ...BANK_ENTRIES]) await world.gateway.sql(sql);
}

const rowsOf = (html: string): number =>
  /<tbody[^>]*>(.*?)<\/tbody>/s.exec(html)?.[1]?.match(/<tr/g)?.length ?? 0;

async function linkOf(path: string): Promise<string | undefined> {
  const { html } = await reviewer.get(path);
  return /<a href="(\/console\/reports\/[^"]+)">导出/.exec(html)?.[1]?.replaceAll('&amp;', '&');
}

test.each([
  '/console/orders',
  '/console/orders?status=paid',
  '/console/orders?from=2026-11-25',
  '/console/orders?to=2026-11-25&status=paid',
  '/console/refunds',
  '/console/refunds?status=requested',
  '/console/payments',
  '/console/payments?channel=alipay&status=succeeded',
  '/console/payments?from=2026-11-25&to=2026-11-25',
  '/console/transactions',
  '/console/transactions?kind=refund',
  '/console/transactions?kind=refund&channel=alipay&day=2026-11-25',
  '/console/differences',
  '/console/differences?state=closed',
  '/console/differences?state=open&type=duplicate',
  '/console/differences?day=2026-11-23&channel=wechat',
  '/console/differences?from=2026-11-22&to=2026-11-24',
  '/console/differences?owner=nobody',
  '/console/differences?owner=me',
  '/console/differences?file=sta_1',
  '/console/settlement',
  '/console/suspense',
  '/console/claims',
  '/console/claims?status=requested',
  '/console/fines',
  '/console/fines?status=refused',
  '/console/fines?late=yes',
  '/console/resolutions',
  '/console/resolutions?status=proposed',
  '/console/proposals',
  '/console/proposals?status=proposed&kind=remittance_return',
  '/console/remittances',
  '/console/remittances?status=returned',
  '/console/runs',
  '/console/runs?status=failed&channel=wechat',
  '/console/runs?from=2026-11-24',
  '/console/statements',
  '/console/statements?to=2026-11-23&channel=wechat',
  '/console/events',
  '/console/bank-entries',
  '/console/bank-entries?file=bkf_1&state=unexplained',
  '/console/bank-entries?state=explained&to=2026-11-24',
  '/console/bank-files',
  '/console/days',
])('the file of the list %s has the rows that the list has', async (path) => {
  const listed = rowsOf((await reviewer.get(path)).html);
  const link = (await linkOf(path)) ?? '';
  const report = await reviewer.get(link);
  expect(listed).toBeGreaterThan(0);
  expect([report.status, rowsOf(report.html)]).toEqual([200, listed]);
  const file = await reviewer.get(`${link.replace(/\?|$/, '/file?')}&format=csv`);
  expect(/行数 Rows,"?(\d+)/.exec(file.html)?.[1]).toBe(String(listed));
});

test('what a number names has a file, however the number was typed, and of whatever day it is', async () => {
  const [order] = await world.gateway.sql<{ id: string; pay_code: string }>(
    `select id, pay_code from orders where pay_code is not null limit 1`,
  );
  const typed = String(order?.pay_code).replace(/^(....)/, '$1 ');
  const link = await linkOf(`/console/orders?number=${encodeURIComponent(typed)}`);
  const file = await reviewer.get(`${link?.replace('?', '/file?')}&format=csv`);
  expect(file.html).toContain(String(order?.id));
  expect(file.html).toContain('行数 Rows,1,');
});

test.each([
  ['differences', 'state', 5, 7],
  ['transactions', 'kind', 6, 8],
] as const)(
  'of the list %s, which takes one %s by itself, all can be chosen',
  async (list, name, some, all) => {
    expect(rowsOf((await reviewer.get(`/console/${list}`)).html)).toBe(some);
    for (const value of ['', 'all']) {
      const path = `/console/${list}?${name}=${value}`;
      const page = await reviewer.get(path);
      expect([rowsOf(page.html), page.html.match(/<option value="(open|payment)" selected/g)]).toEqual([
        all,
        null,
      ]);
      expect(page.html).not.toContain('无法识别');
      // What is kept of it says so too, as a link to it by its default would not.
      expect(page.html).toMatch(new RegExp(`name="query" value="[^"]*${name}=all`));
      const link = await linkOf(path);
      expect(link).not.toContain(`${name}=`);
      expect(rowsOf((await reviewer.get(link ?? '')).html)).toBe(all);
    }
  },
);

test('beside a number nothing narrows the list of orders, and the page says so', async () => {
  const [order] = await world.gateway.sql<{ id: string }>(
    `select id from orders where status = 'paid' limit 1`,
  );
  const path = `/console/orders?number=${order?.id}&status=open&from=2026-11-26`;
  const page = await reviewer.get(path);
  expect(rowsOf(page.html)).toBe(1);
  expect(page.html).not.toMatch(/ selected|value="2026-11-26"/);
  expect(page.text).toContain('未使用筛选条件“状态：待支付”');
  expect(await linkOf(path)).toBe(`/console/reports/orders-by-number?number=${order?.id}`);
});

/** The cells of the report that a list leads to, row by row. */
async function cellsOf(path: string): Promise<string[]> {
  const { html } = await reviewer.get((await linkOf(path)) ?? '');
  return [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => row.replaceAll(/<[^>]+>/g, ' '));
}

test('the report of the bank’s rows says of each what it was taken for, as the list does', async () => {
  const rows = await cellsOf('/console/bank-entries');
  for (const [reference, use] of [
    ['财付通', '渠道结算'],
    ['ICBC-5', '手续费发票'],
    ['利息', '活期利息'],
  ] as const)
    expect(rows.find((row) => row.includes(reference))).toContain(use);
  expect((await cellsOf('/console/bank-entries?state=unexplained')).join()).toContain('不明');
});

test('no report of a list says in codes what the list says in words', async () => {
  expect((await cellsOf('/console/runs')).join()).toMatch(/失败[\s\S]*手工/);
  expect((await cellsOf('/console/runs')).join()).not.toContain('STATEMENT_REFUSED');
  expect((await cellsOf('/console/statements')).join()).toMatch(/有效[\s\S]*已被替换/);
  expect((await cellsOf('/console/events')).join()).toMatch(/订单已支付[\s\S]*超时/);
  expect((await cellsOf('/console/resolutions')).join()).toMatch(/核销 · 微信支付[\s\S]*渠道清算 · 微信支付/);
});
