import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { createReportsProgram } from '../../../src/cli/reports-program';
import { businessDayOf } from '../../../src/kernel/business-day';
import type { ReportServices } from '../../../src/reports/reports.service';
import { createWebhookSender } from '../../../src/webhooks/sender.service';
import { jsonOf, runHere } from '../cli/run-command';
import { until, type Json } from '../notifications/town';
import { Office, reportServices } from './office';
import { listen } from './told';

let office: Office;
let folder: string;
let services: ReportServices;
const sender = createWebhookSender({ allowInsecureWebhooks: true, allowedHosts: null });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tongfu-schedules-'));
  office = await Office.open({ EXPORT_DIRECTORY: folder });
  office.town.gateway.work(['reconciliation']);
  services = reportServices(office, { directory: folder, sender, alarm: () => undefined });
  await office.counter.desk.paid('wechat');
}, 60_000);
afterAll(async () => {
  await sender.close();
  await office.town.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a report that comes round by time', () => {
  let target: string;
  beforeAll(() => {
    target = mkdtempSync(path.join(tmpdir(), 'tongfu-target-'));
  });
  afterAll(() => rmSync(target, { recursive: true, force: true }));

  const command = (...args: string[]) =>
    runHere(office.town.gateway.databaseUrl, createReportsProgram(), ...args);

  /** Every one that a schedule asked for has come to its end, and was brought to where it belongs. */
  async function deliverAll(): Promise<Json[]> {
    const waiting = () =>
      office.town.gateway.sql<Json>(`select id, status, error from export_job where due_on is not null`);
    const ended = await until('scheduled exports', waiting, (rows) =>
      rows.every((it) => it.status !== 'queued' && it.status !== 'running'),
    );
    for (const { id } of ended) await services.schedules.deliver(String(id));
    return ended;
  }

  test('is told of to a webhook, signed, and may be made once more', async () => {
    const { url, told, answer, close } = await listen();
    const made = jsonOf(
      await command('schedule', 'orders', '--at', '23:59', '--webhook', url, '--lang', 'zh-CN', '--json'),
    ) as Json;
    expect(made.lang).toBe('zh-CN');
    const { stdout } = await command('run', String(made.id));
    const id = /exp_\w+/.exec(stdout)?.[0] ?? '';
    expect((await office.untilExported(id)).lang).toBe('zh-CN');
    expect(await services.schedules.deliver(id)).toEqual({ runAt: expect.any(Date) });
    expect((await command('list')).stdout).toMatch(/: ready, .*, not delivered yet: status 500/);
    // The gateway's own worker tells of it as well; whoever comes late changes nothing about what has arrived.
    answer.status = 204;
    expect(await services.schedules.deliver(id)).toBe('done');
    answer.status = 500;
    await services.schedules.deliver(id);
    expect((await command('list')).stdout).toMatch(/: ready, .*, delivered [^:]*:\d\d:\d\d\+08:00$/m);
    await close();
    const { body, headers } = told.at(-1) ?? { body: '', headers: {} };
    expect(new Webhook(String(made.webhook_secret)).verify(body, headers)).toMatchObject({
      type: 'report.ready',
      data: { export: id, report: 'orders', status: 'ready', file: `/v1/exports/${id}/file` },
    });
  });

  test('is made once a day, however many look, and copied to its folder', async () => {
    const said = 'schedule payments --period today --at 00:00 --json --folder'.split(' ');
    const made = await command(...said, target);
    expect(jsonOf(made)).toMatchObject({ report: 'payments', every: 'day', filters: { period: 'today' } });
    await services.schedules.startDue();
    expect(await deliverAll()).toEqual([]);
    office.passDays(1);
    await Promise.all([services.schedules.startDue(), services.schedules.startDue()]);
    // With the orders of the evening before, which no worker saw.
    expect(await deliverAll()).toHaveLength(2);
    const [name = ''] = readdirSync(target);
    expect(name).toBe(`payments_${businessDayOf(office.now())}.csv`);
    expect(readFileSync(path.join(target, name), 'utf8')).toContain('SHA-256');
  });

  test('of a report without a period names none, and does not overwrite what it made on another day', async () => {
    const made = jsonOf(
      await command('schedule', 'suspense', '--at', '23:59', '--json', '--folder', target),
    ) as Json;
    expect(made.filters).toEqual({});
    const id = /exp_\w+/.exec((await command('run', String(made.id))).stdout)?.[0] ?? '';
    expect((await office.untilExported(id)).filters).toEqual({});
    await services.schedules.deliver(id);
    const [job] = await office.town.gateway.sql<Json>(`select file_name from export_job where id = $1`, [id]);
    expect(job).toEqual({ file_name: 'suspense.csv' });
    expect(readdirSync(target).filter((name) => name.startsWith('suspense'))).toEqual([
      `suspense_${businessDayOf(new Date())}.csv`,
    ]);
    await command('remove', String(made.id));
  });

  test('that goes to a folder that nobody can make says so, and holds nobody up', async () => {
    const made = jsonOf(
      await command('schedule', 'fees', '--at', '00:00', '--json', '--folder', '/proc/none/below'),
    ) as Json;
    const id = /exp_\w+/.exec((await command('run', String(made.id))).stdout)?.[0] ?? '';
    await office.untilExported(id);
    await expect(services.schedules.deliver(id)).rejects.toThrow(/ENOENT|EACCES|EPERM/);
    await command('remove', String(made.id));
  });

  test('that cannot be copied to its folder says why, and is tried again', async () => {
    const place = path.join(target, 'a-file');
    writeFileSync(place, '');
    const made = jsonOf(
      await command('schedule', 'fees', '--at', '00:00', '--json', '--folder', place),
    ) as Json;
    const id = /exp_\w+/.exec((await command('run', String(made.id))).stdout)?.[0] ?? '';
    await office.untilExported(id);
    await expect(services.schedules.deliver(id)).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect((await command('list')).stdout).toMatch(/: ready, .*, not delivered yet: (EEXIST|ENOTDIR)/);
    rmSync(place);
    expect(await services.schedules.deliver(id)).toBe('done');
    await command('remove', String(made.id));
  });

  test('is listed and removed; what is wrong is said', async () => {
    const { data } = jsonOf(await command('list', '--json')) as { data: Json[] };
    const arrived = {
      status: 'ready',
      error: null,
      delivered_at: expect.any(String),
      delivery_problem: null,
    };
    expect(data).toMatchObject([{ last: { status: 'ready' } }, { last: arrived }]);
    for (const { id } of data) expect((await command('remove', String(id))).exitCode).toBe(0);
    expect((await command('list')).stdout).toContain('Nothing is scheduled');
    const [first] = data;
    const entries = await office.town.gateway.sql<Json>(
      `select action, actor_name, details from audit_entry where subject = '${String(first?.id)}' order by seq`,
    );
    // Whoever knows the address may hold a secret of its receiver.
    const details = { report: 'orders', format: 'csv', every: 'day', at: '23:59', to: first?.webhook };
    expect(entries).toMatchObject([
      { action: 'schedule.created', actor_name: 'npm run reports', details },
      { action: 'schedule.run', details: { report: 'orders' } },
      { action: 'schedule.removed', details },
    ]);
    expect(await command('schedule', 'nothing', '--at', '06:00', '--folder', '/x')).toMatchObject({
      exitCode: 1,
    });
    expect((await command('schedule', 'fees', '--at', '6', '--folder', '/x')).exitCode).toBe(2);
    expect((await command('schedule', 'fees', '--at', '06:00')).stderr).toContain('--folder or --webhook');
  });

  test('waits for days that are not reconciled yet, and fails visibly where they never are', async () => {
    await command('schedule', 'bank-daily', '--at', '00:00', '--folder', target);
    office.passDays(1);
    await services.schedules.startDue();
    const [{ id } = { id: '' }] = await office.town.gateway.sql<{ id: string }>(
      `select id from export_job where report = 'bank-daily' order by due_on desc`,
    );
    const read = () => office.town.call('GET', `/v1/exports/${id}`);
    const waiting = await until('it to wait', read, ({ error }) => error !== null);
    expect(waiting).toMatchObject({
      status: 'queued',
      error: expect.stringMatching(/请先对账.*"channel":"wechat"/),
    });
    expect((await command('list')).stdout).toContain(`last ${id}: queued`);
    office.passDays(3);
    expect(await office.untilExported(id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('对账'),
    });
  });
});
