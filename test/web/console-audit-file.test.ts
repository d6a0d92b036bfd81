import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Seen, Visitor } from './console-visitor';

let world: ConsoleWorld;
let auditor: Visitor;
let clerk: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock('2026-11-25T10:00:00+08:00') });
  auditor = await world.person('sun');
  clerk = await world.person('lin');
  const { orderId } = await world.desk.paid('wechat');
  await clerk.get(`/console/orders/${orderId}`);
  const at = new Date('2026-11-25T10:00:00+08:00');
  await world.gateway.database.transact(async ({ audit }) => {
    const [member] = await world.gateway.sql<{ id: string }>(
      `select id from staff_member where subject = 'lin'`,
    );
    const details = { owner: String(member?.id), status: 'open' };
    await audit.append({
      ...{ at, actorId: 'stf_x', actorName: '某人' },
      ...{ action: 'difference.assigned', subject: 'dif_1', details },
    });
  });
});
afterAll(() => world.close());

const DAYS = 'from=2026-11-25&to=2026-11-25';
const FILE = `/console/reports/audit-log/file?format=csv&${DAYS}`;

/** The file to which a page of the log leads. */
function fileOf({ html }: Seen): Promise<Seen> {
  const link = /<a href="(\/console\/reports\/audit-log[^"]*)">导出/.exec(html)?.[1] ?? '';
  return auditor.get(`${link.replaceAll('&amp;', '&').replace('?', '/file?')}&format=csv`);
}

test('the file of the audit log has its rows, in words, and taking it is itself an entry', async () => {
  const page = await auditor.get('/console/audit?action=order.viewed');
  const { html } = await fileOf(page);
  expect(html).toMatch(/,林[^,]*,查看订单,ord_\w+,/);
  expect(html).toContain('行数 Rows,1,');
  expect(html).toContain('操作: 查看订单');
  const entries = await world.audit('audit-log');
  expect(entries).toMatchObject([
    { action: 'report.exported', details: { deed: 'order.viewed', format: 'csv' } },
  ]);
});

test('page and file of the log are narrowed by days in Beijing', async () => {
  const at = new Date('2026-11-20T23:59:59+08:00');
  await world.gateway.database.transact(({ audit }) =>
    audit.append({
      at,
      actorId: 'stf_x',
      actorName: '某人',
      ...{ action: 'day.closed', subject: '2026-11-19' },
      details: {},
    }),
  );
  const page = await auditor.get('/console/audit?from=2026-11-20&to=2026-11-20');
  expect(page.text).toMatch(/2026-11-20 23:59:59 某人/);
  expect(page.text).not.toContain('2026-11-25 10:00');
  const { html } = await fileOf(page);
  expect(html).toContain('行数 Rows,1,');
  expect(html).toContain('起始日: 2026-11-20; 截止日: 2026-11-20');
  expect((await auditor.get('/console/audit?from=2026-11-21&action=day.closed')).text).toContain(
    '没有符合条件的记录',
  );
  // No calendar has this year.
  const never = await auditor.get('/console/audit?from=0000-01-01');
  expect(never.text).toContain('起始日：0000-01-01”无法识别');
});

test('persons in it stand by their names, and its codes in the language of its reader', async () => {
  const { html } = await auditor.get(`${FILE}&subject=dif_1&lang=zh-CN`);
  expect(html).toMatch(/分派差异,dif_1,(?=.*负责人: 林)[^\r]*状态: /);
  const english = await auditor.get(`${FILE}&subject=dif_1&lang=en`);
  expect(english.html).toMatch(/Assigned a difference,dif_1,/);
});

test('who may not see the log gets nothing of it, be it as a page, a file or an export of somebody else', async () => {
  for (const path of [FILE, '/console/reports/audit-log']) expect((await clerk.get(path)).status).toBe(403);
  expect((await clerk.post('/console/reports/audit-log/export', { format: 'csv' })).status).toBe(403);
  expect((await clerk.get('/console/reports')).html).not.toContain('/reports/audit-log');
  await auditor.post('/console/reports/audit-log/export', { format: 'csv', lang: 'zh-CN' });
  await world.gateway.sql(`update export_job set status = 'running'`);
  const [job] = await world.gateway.sql<{
    id: string;
  }>(`update export_job set status = 'ready', file_name = 'log.csv',
    stored_as = 'x', sha256 = 'x', bytes = 1, expires_at = now() + interval '7 days' returning id`);
  expect((await clerk.get(`/console/exports/${job?.id}/file`)).status).toBe(404);
  expect((await clerk.get('/console/reports')).html).not.toContain(`/exports/${job?.id}`);
  expect((await auditor.get('/console/reports')).html).toContain(`/exports/${job?.id}`);
  expect(await world.desk.town.call('GET', '/v1/reports/audit-log')).toMatchObject({ http: 403 });
});

test('a schedule of the log is set off only by who may take its file', async () => {
  const { schedules } = world.gateway.database.stores;
  await schedules.insertSchedule({
    ...{ id: 'sch_1', report: 'audit-log', filters: { period: 'yesterday' }, format: 'csv', language: null },
    ...{ every: 'day', timeOfDay: '23:59', folder: '/nowhere', webhookUrl: null, webhookSecret: 'x' },
    createdAt: new Date('2026-11-25T10:00:00+08:00'),
  });
  const jobs = () => world.gateway.sql(`select from export_job where schedule_id = 'sch_1'`);
  expect((await clerk.get('/console/schedules')).html).not.toContain('/sch_1/run');
  expect((await clerk.post('/console/schedules/sch_1/run')).status).toBe(403);
  expect(await jobs()).toEqual([]);
  const lead = await world.person('chen');
  expect((await lead.get('/console/schedules')).html).toContain('/sch_1/run');
  await lead.post('/console/schedules/sch_1/run');
  expect(await jobs()).toHaveLength(1);
  await schedules.deleteSchedule('sch_1');
});

test('the log is neither provisional nor closed, and says who acts where no person does', async () => {
  const page = await auditor.get('/console/reports/audit-log');
  expect(page.text).not.toMatch(/暂定|反映当前状态/);
  const { html } = await auditor.get(`${FILE}&lang=zh-CN`);
  expect(html).toContain('状态 State,日志，只增不改');
  expect(html).toMatch(/,定时任务,导出报表,/);
  expect((await auditor.get('/console/audit')).text).toContain(' 定时任务 ');
});

test('an administrator, who sees the log, takes its file, and no other', async () => {
  const administrator = await world.person('zheng');
  expect((await administrator.get('/console/audit')).html).toContain('/console/reports/audit-log');
  const page = await administrator.get('/console/reports/audit-log');
  expect(page.html).toContain('/reports/audit-log/file');
  expect(page.html).not.toContain('action="/console/reports/audit-log/export');
  expect((await administrator.get(FILE)).status).toBe(200);
  // They could not see how far it is: nothing is done, as the answer says.
  const counted = () => world.gateway.sql('select from export_job');
  const before = await counted();
  expect((await administrator.post('/console/reports/audit-log/export', { format: 'csv' })).status).toBe(403);
  expect(await counted()).toEqual(before);
  expect((await administrator.get('/console/reports/orders/file?format=csv')).status).toBe(403);
});
