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
});
afterAll(async () => {
  // They are of no order, so that no register would ever hear of them.
  await world.gateway.sql(`delete from fine_report where order_id like 'ord_none%'`);
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
])('the file of the list %s has the rows that the list has', async (path) => {
  const listed = rowsOf((await reviewer.get(path)).html);
  const link = (await linkOf(path)) ?? '';
  const report = await reviewer.get(link);
  expect(listed).toBeGreaterThan(0);
  expect([report.status, rowsOf(report.html)]).toEqual([200, listed]);
  const file = await reviewer.get(`${link.replace(/\?|$/, '/file?')}&format=csv`);
  expect(/行数 Rows,"?(\d+)/.exec(file.html)?.[1]).toBe(String(listed));
});

test('a list of one number has no file, since no report knows that filter', async () => {
  expect(await linkOf('/console/orders?number=ord_1')).toBeUndefined();
});
