import { newId } from '../../src/kernel/ids';
import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const NOON = new Date('2026-11-25T12:00:00+08:00');
/** One of which the register heard after 61 seconds, and one of which it should have. */
const REPORTS = `insert into fine_report (id, decision_no, order_id, amount_fen, paid_at, status, reported_at, created_at,
    updated_at)
  select id, '31011519000012' || n, 'ord_none' || n, 20000, '2026-11-25 10:00+08', case n when 1 then 'reported' else 'paid' end,
    case n when 1 then '2026-11-25 10:01:00.2+08'::timestamptz end, now(), now()
  from unnest($1::text[]) with ordinality as r(id, n)`;
const INTEREST = `insert into finance_proposal (id, kind, subject, status, reason, facts, postings, proposed_by, proposed_at,
    updated_at) values ($1, 'bank_interest', 'key_1', 'proposed', '活期', '{}', '[]', 'stf_gone', now(), now())`;
const STATEMENTS = `insert into statement (id, channel, business_day, version, sha256, line_count, paid_fen, refunded_fen,
    fetched_at)
  select id, case n % 2 when 0 then 'wechat' else 'alipay' end, date '2026-11-20' + (n * 3 % 5)::int, 1, 'hash' || n, 0, 0, 0,
    '2026-11-25 12:00:00+08'::timestamptz + n * interval '1 ms' from unnest($1::text[]) with ordinality as r(id, n)`;

let world: ConsoleWorld;
let reviewer: Visitor;
let auditor: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock(NOON.toISOString()) });
  [reviewer, auditor] = [await world.person('wang'), await world.person('sun')];
  await world.desk.paid('wechat');
  const ids = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, () => newId(prefix, NOON));
  await world.gateway.sql(REPORTS, [ids('frp', 2)]);
  await world.gateway.sql(INTEREST, ids('prp', 1));
  await world.gateway.sql(STATEMENTS, [ids('sta', 8)]);
});
afterAll(async () => {
  await world.gateway.sql(`delete from fine_report where order_id like 'ord_none%'`);
  await world.close();
});

async function fileOf(address: string, visitor = reviewer) {
  const link = address.replace(/\?|$/, '/file?');
  const { html, headers } = await visitor.get(`${link}&format=csv`);
  const name = /filename="?([^";]+)/.exec(headers.get('content-disposition') ?? '')?.[1];
  return { text: html, name, filters: /^筛选 Filters,"?(.*?)"?,*\r$/m.exec(html)?.[1] };
}

async function linkOf(path: string): Promise<string> {
  const { html } = await reviewer.get(path);
  return (
    /<a href="(\/console\/reports\/[^"]+)">(?:导出|As Excel)/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
  );
}

test.each(['suspense', 'bank-files', 'undelivered-events', 'suspense-ageing'])(
  'a file of %s, which has no period, names none',
  async (code) => {
    const { name, filters } = await fileOf(`/console/reports/${code}`, auditor);
    expect([name, filters]).toEqual([`${code}_zh-CN.csv`, '全部']);
    expect(await world.audit(code)).toMatchObject([{ details: { format: 'csv' } }]);
    expect((await world.audit(code))[0]?.details).not.toHaveProperty('from');
    const { filters: told } = await world.desk.town.call('GET', `/v1/reports/${code}`);
    expect(told).toEqual(code === 'audit-log' ? undefined : {});
  },
);

test('a moment in a filter is in Beijing time, and says the same on the page, in the file and in the log', async () => {
  const link = await linkOf('/console/fines?late=yes');
  const { filters, name } = await fileOf(link);
  expect(filters).toMatch(/状态: 待回写; 支付早于: 2026-11-25T\d\d:\d\d:\d\d\+08:00$/);
  expect(name).toMatch(/_paid_before-2026-11-25T\d\d-\d\d-\d\d\+08-00_zh-CN\.csv$/);
  const said = (await auditor.get('/console/audit?action=report.exported')).text;
  expect(said).toMatch(/格式: csv; 状态: 待回写; 支付早于: 2026-11-25T\d\d:\d\d:\d\d\+08:00 /);
  // However a program wrote it.
  const { filters: told } = await world.desk.town.call(
    'GET',
    '/v1/reports/write-back?paid_before=2026-11-25T04:00:00.123Z',
  );
  expect(told).toMatchObject({ paid_before: '2026-11-25T12:00:00+08:00' });
});

test.each([
  ['payments?channel=wechat', 'zh-CN', '渠道: 微信支付'],
  ['collection-daily?agency=310101&affair=passport', 'zh-CN', /执收单位: \D+; 缴费事项: 普通护照/],
  ['collection-daily?agency=310101', 'en', /Agency: [A-Z]\D+$/],
  ['account-statement?account=clearing%3Awechat', 'en', 'Account: Channel clearing · WeChat Pay'],
  ['differences?owner=nobody', 'zh-CN', '负责人: 无人负责'],
  ['differences?state=open', 'zh-CN', '状态: 未处理'],
  ['bank-movements?state=explained', 'zh-CN', '去向: 已有去向'],
  ['proposals?kind=bank_interest', 'zh-CN', '事项: 银行利息入账'],
] as const)('the file of %s in %s has the words of the screen in its footer', async (address, lang, said) => {
  const { filters } = await fileOf(`/console/reports/${address}&lang=${lang}`);
  expect(filters).toEqual(expect.stringMatching(said));
  await reviewer.get('/console?lang=zh-CN');
});

test('who sees to a difference stands there by name, on the page as in the file', async () => {
  const link = await linkOf('/console/differences?owner=me&state=all');
  expect((await fileOf(link)).filters).toMatch(/负责人: 王/);
  expect((await reviewer.get(link)).html).toMatch(/value="stf_\w+"[^>]*>.*<span class="quiet"> 王/s);
});

test('an income item is offered and told by its name', async () => {
  const [item] = await world.gateway.sql<{ code: string; name: string }>(
    'select income_item_code as code, income_item_name as name from affair limit 1',
  );
  const { filters } = await fileOf(`/console/reports/collected-lines?income_item=${item?.code}`);
  expect(filters).toMatch(new RegExp(`收入项目: ${item?.name}`));
});

test('what a list calls something its report calls so too', async () => {
  const proposals = await reviewer.get(await linkOf('/console/proposals'));
  expect(proposals.text).toContain('银行利息入账');
  await world.gateway.sql(
    `update statement set fetched_at = '2026-11-22 18:00+08' where business_day = '2026-11-22'`,
  );
  const statements = await reviewer.get(await linkOf('/console/statements'));
  expect(statements.text).toContain('暂行有效（当日结束前到达）');
});

test('what took 61 seconds took them on the list and in its report', async () => {
  const list = await reviewer.get('/console/fines?status=reported');
  expect(list.text).toContain('用时（秒）');
  const report = await reviewer.get(await linkOf('/console/fines?status=reported'));
  for (const { html } of [list, report]) expect(html).toMatch(/<td class="num"><?[^<]*>?61</);
});

test('files of one second stand by day and channel, on the list and in its report', async () => {
  const days = (html: string): string[] =>
    [...html.matchAll(/>(2026-11-2\d)(?: 第 1 版)?<\/a>/g)].map(([, day = '']) => day);
  const listed = days((await reviewer.get('/console/statements?from=2026-11-20&to=2026-11-24')).html);
  expect(listed).toHaveLength(8);
  const ofOneSecond = listed.filter((day) => day !== '2026-11-22');
  expect(ofOneSecond).toEqual([...ofOneSecond].sort().reverse());
  expect(days((await reviewer.get(await linkOf('/console/statements'))).html)).toEqual(listed);
});

test('a search of the hotline that found nothing says so, with the reason that was given', async () => {
  const wu = await world.person('wu');
  await wu.post('/console/search', { number: '12345678', reason: '来电' });
  const english = await auditor.get('/console/audit?action=order.searched&lang=en');
  expect(english.text).toMatch(/Nothing found .*Reason: 来电/);
  expect((await auditor.get('/console/audit?action=order.searched&lang=zh-CN')).text).toContain('未查到');
});
