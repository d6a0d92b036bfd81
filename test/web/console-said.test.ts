import { newId } from '../../src/kernel/ids';
import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

let world: ConsoleWorld;
let treasurer: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock('2026-11-25T10:00:00+08:00') });
  treasurer = await world.person('zhou');
});
// Its rows are made by hand, without orders and payments.
afterAll(() => world.desk.town.close());

test('an empty list says to widen the filter only where there is one', async () => {
  const whole = await treasurer.get('/console/remittances');
  expect(whole.text).toContain('还没有记录');
  expect(whole.text).not.toContain('放宽筛选条件');
  const some = await treasurer.get('/console/remittances?status=returned');
  expect(some.text).toContain('放宽筛选条件');
});

test('what was left empty is named', async () => {
  await world.gateway.sql(`insert into remittance_batch
    (id, destination, up_to, status, amount_fen, made_by, checked_by, file, file_sha256, created_at, updated_at)
    values ('rmt_here', 'treasury', '2026-11-24', 'exported', 100, 'stf_1', 'stf_2', 'x', 'x', now(), now())`);
  const path = '/console/remittances/rmt_here';
  const acknowledged = await treasurer.post(`${path}/acknowledge`, { reference: ' ' });
  expect(acknowledged).toMatchObject({ status: 422 });
  expect(acknowledged.text).toContain('回单号或凭证号 · 请填写此项');
  expect(acknowledged.text).not.toContain('请填写原因');
  expect((await treasurer.post(`${path}/return`, { reason: '' })).text).toContain('请填写原因');
});

describe('a saved view', () => {
  const kept = () => world.gateway.sql<{ name: string }>('select name from saved_view order by name');
  const save = (name: string) =>
    treasurer.post('/console/views', { path: '/orders', query: 'status=paid', name });

  test('has a name, without blanks around it', async () => {
    const refused = await save('  ');
    expect(refused).toMatchObject({ status: 422 });
    expect(refused.text).toContain('名称 · 请填写此项');
    await save(' 已支付 ');
    expect(await kept()).toEqual([{ name: '已支付' }]);
  });

  test('with a name that is too long is refused rather than cut', async () => {
    const refused = await save('字'.repeat(41));
    expect(refused.text).toContain('名称 · 最多 40 个字');
    expect(await kept()).toHaveLength(1);
  });
});

test('a view is kept of a list or a report that there is', async () => {
  const save = (path: string) =>
    treasurer.post('/console/views', { path, query: 'channel=wechat', name: '微信' });
  for (const path of ['/nope', '/reports/nope', '/orders/:id', '']) {
    const refused = await save(path);
    expect(refused).toMatchObject({ status: 422 });
    expect(refused.text).toContain('没有这个列表');
  }
  for (const path of ['/payments', '/reports/fees'])
    expect((await save(path)).url.pathname).toBe(`/console${path}`);
});

test('what failed by itself stands on the first page, and leads to what failed and why', async () => {
  await world.gateway.sql(`insert into service (id, name, webhook_secret, created_at)
    values ('svc_far', 'far away', 'x', now())`);
  await world.gateway.sql(`insert into event (id, service_id, type, subject_id, body, created_at, attempts, exhausted_at, delivered_at, last_result)
    values ('evt_1', 'svc_far', 'order.paid', 'ord_1', '{}', now(), 9, now(), null, 'status 500'),
      ('evt_2', 'svc_far', 'order.paid', 'ord_2', '{}', now(), 1, null, null, 'timeout'),
      ('evt_3', 'svc_far', 'order.paid', 'ord_3', '{}', now(), 2, null, now(), 'status 200'),
      ('evt_4', 'svc_far', 'order.paid', 'ord_4', '{}', now(), 0, null, null, null)`);
  await world.gateway.sql(`insert into outbox (kind, subject, run_at, created_at)
    select 'event.deliver', id, now() + interval '1 day', now() from event where id in ('evt_2', 'evt_4')`);
  await world.gateway.sql(`insert into reconciliation (id, channel, business_day, trigger, status, reason, created_at, updated_at)
    select 'rec_' || n, 'wechat', date '2026-11-25' - n, 'manual', 'failed', 'STATEMENT_REFUSED', now(), now()
    from unnest(array[1, 6, 7]) n`);
  const home = await treasurer.get('/console');
  expect(home.html).toMatch(/href="\/console\/events"><strong>2<\/strong>/);
  expect(home.html).toMatch(/status=failed&amp;from=2026-11-19"><strong>2<\/strong>/);
  const { text } = await treasurer.get('/console/events');
  expect(text).toContain('订单已支付 ord_1 9 应答 500');
  expect(text).toContain('ord_2 1 超时 自动重发中');
  expect(text).not.toMatch(/ord_[34]/);
});

test('a file that was not made, or did not arrive, stands on the first page, and leads to just these', async () => {
  const ids = [0, 1, 2, 3, 4].map((day) => newId('exp', new Date(`2026-11-25T0${day}:30:00+08:00`)));
  const old = newId('exp', new Date('2026-11-18T23:59:59+08:00'));
  await world.gateway.sql(
    `insert into export_job (id, report, filters, format, asked_by, asked_by_name, schedule_id, status, error,
       delivered_at, delivery_problem, file_name, stored_as, sha256, bytes, expires_at, created_at, updated_at)
     select id, report, '{}', 'csv', 'system', 'schedule', 'sch_1', status, error, case when came then now() end, problem,
       'x', id, repeat('0', 64), 1, now() + interval '7 days', now(), now()
     from unnest($1::text[]) with ordinality as given(id, n)
     join (values (1, 'fees', 'failed', 'The disk is full. 磁盘已满。', null, false),
       (2, 'surcharge', 'ready', null, 'status 503', false), (3, 'orders', 'ready', null, null, true),
       (4, 'payments', 'running', null, null, false), (5, 'bank-daily', 'expired', null, 'timeout', false),
       (6, 'claims', 'failed', 'x', null, false)) as what(n, report, status, error, problem, came) using (n)`,
    [[...ids, old]],
  );
  const home = await treasurer.get('/console');
  expect(home.html).toMatch(/href="\/console\/reports\?state=failed"><strong>3<\/strong>/);
  const { html, text } = await treasurer.get('/console/reports?state=failed');
  expect(html.match(/<tr>/g)).toHaveLength(4);
  for (const said of ['渠道手续费', '非税收入日报', '未送达: 应答 503', '定时任务'])
    expect(text).toContain(said);
  // What went wrong inside helps nobody here; under its number an administrator finds it.
  const what = { 'zh-CN': `管理员：${ids[0]}`, en: `tell an administrator this number: ${ids[0]}` };
  for (const [language, said] of Object.entries(what)) {
    const page = await treasurer.get(`/console/reports?state=failed&lang=${language}`);
    expect(page.text).toContain(said);
    expect(page.text).not.toMatch(/disk|磁盘/);
  }
});

test('a file that waits for a reconciliation, or failed without one, says so in words', async () => {
  await world.gateway.sql(
    `insert into export_job (id, report, filters, format, asked_by, asked_by_name, status, error, error_code,
       created_at, updated_at)
     select id, 'bank-daily', '{}', 'csv', 'system', 'schedule', status, 'A day … {"missing":[…]}', 'DAY_NOT_RECONCILED',
       now(), now()
     from unnest($1::text[], array['queued', 'failed']) as given(id, status)`,
    [[5, 6].map((hour) => newId('exp', new Date(`2026-11-25T0${hour}:30:00+08:00`)))],
  );
  const { text } = await treasurer.get('/console/reports?lang=en');
  expect(text).toContain('The file is made by itself after that.');
  expect(text).toContain('Reconcile it first, on the page Reconciliation');
  expect(text).not.toContain('missing');
});
