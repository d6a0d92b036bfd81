import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const clock = new MovedClock('2026-11-25T10:00:00+08:00');
let world: ConsoleWorld;
let clerk: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
  clerk = await world.person('lin');
  await world.gateway.sql(
    `insert into statement (id, channel, business_day, version, sha256, line_count, paid_fen, refunded_fen, fetched_at)
     values ('stm_1', 'wechat', '2026-11-23', 1, 'a', 2, 30000, 0, '2026-11-24 10:00+08'),
       ('stm_2', 'wechat', '2026-11-23', 2, 'b', 2, 30000, 0, '2026-11-24 11:00+08')`,
  );
  await world.gateway.sql(
    `insert into statement_line (statement_id, line, kind, transaction_id, out_trade_no, amount_fen, fee_fen, status,
       occurred_at)
     values ('stm_2', 1, 'payment', 'tx_1', 'pay_1', 10000, 0, 'succeeded', '2026-11-23 12:00+08'),
       ('stm_2', 2, 'payment', 'tx_1', 'pay_1', 20000, 0, 'succeeded', '2026-11-23 12:00+08')`,
  );
  await world.gateway.sql(
    `insert into difference (id, channel, business_day, type, kind, transaction_id, out_trade_no, theirs_fen,
       theirs_status, statement_id, statement_line, closed_at, first_seen_at)
     values ('dif_twice', 'wechat', '2026-11-23', 'duplicate', 'payment', 'tx_1', 'pay_1', 20000, 'succeeded', 'stm_2', 2, null, now()),
       ('dif_eve', 'wechat', '2026-11-22', 'ours_only', 'payment', 'tx_2', 'pay_2', null, null, 'stm_2', null, null, now()),
       ('dif_done', 'wechat', '2026-11-23', 'ours_only', 'payment', 'tx_3', 'pay_3', null, null, 'stm_2', null, now(), now()),
       ('dif_before', 'wechat', '2026-11-23', 'ours_only', 'payment', 'tx_4', 'pay_4', null, null, 'stm_1', null, null, now()),
       ('dif_bank', 'wechat', '2026-11-23', 'bank_missing', 'settlement', null, null, null, null, null, null, null, now())`,
  );
});
afterAll(() => world.close());

const LINK = /href="(\/console\/differences\?[^"]+)">(\d+)</;
const found = ({ html }: { html: string }): string[] =>
  [...html.matchAll(/href="\/console\/differences\/(dif_\w+)"/g)].map(([, id = '']) => id);

test('the open differences of a file are just those of the list to which their number leads', async () => {
  const list = await clerk.get('/console/statements');
  const links = [
    ...list.html.matchAll(new RegExp(LINK, 'g')),
    ...(await clerk.get('/console/statements/stm_2')).html.matchAll(new RegExp(LINK, 'g')),
  ].map(([, href = '', count]) => [href.replaceAll('&amp;', '&'), Number(count)] as const);
  expect(links.map(([, count]) => count)).toEqual([2, 1, 2]);
  for (const [href, count] of links) expect(found(await clerk.get(href)).length).toBe(count);
  expect(found(await clerk.get(links[0]?.[0] ?? ''))).toEqual(['dif_eve', 'dif_twice']);
});

test('a row that comes again with another amount is shown beside the one before', async () => {
  const page = await clerk.get('/console/differences/dif_twice');
  expect(page.text).toMatch(/对方 已到账 ¥200\.00 同一文件第 1 行 已到账 ¥100\.00/);
  expect(page.text).toContain('再次列出同一笔，但金额不同');
  expect((await clerk.get('/console/differences/dif_eve')).text).not.toContain('同一文件');
});

test('a file that came while its day still ran says so, and what will happen, until another counts', async () => {
  const insert = (id: string, version: number, fetchedAt: string) =>
    world.gateway.sql(
      `insert into statement (id, channel, business_day, version, sha256, line_count, paid_fen, refunded_fen, fetched_at)
       values ($1, 'alipay', '2026-11-24', $2, $1, 0, 0, 0, $3)`,
      [id, version, fetchedAt],
    );
  await insert('stm_part', 1, '2026-11-24 23:59:59+08');
  const page = '/console/statements/stm_part';
  const part = (await clerk.get(page)).text;
  for (const words of ['暂行有效（当日结束前到达）', '整日对账单，以其替换本文件并重新对账'])
    expect(part).toContain(words);
  expect((await clerk.get('/console/statements')).text).toContain('暂行有效');
  const english = await (await world.person('wang')).get(`${page}?lang=en`);
  expect(english.text).toContain('the day is compared again');
  await insert('stm_whole', 2, '2026-11-25 00:00:00+08');
  for (const id of ['stm_part', 'stm_whole', 'stm_2'])
    expect((await clerk.get(`/console/statements/${id}`)).text).not.toMatch(/整日对账单|暂行有效/);
});
