import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { businessDayOf } from '../../../src/kernel/business-day';
import type { ReportServices } from '../../../src/reports/reports.service';
import { createWebhookSender } from '../../../src/webhooks/sender.service';
import type { Json } from '../notifications/town';
import { Office, reportServices } from './office';

let office: Office;
let folder: string;
let services: ReportServices;
const alarms: string[] = [];
const sender = createWebhookSender({ allowInsecureWebhooks: true, allowedHosts: null });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tongfu-exports-'));
  office = await Office.open({ EXPORT_DIRECTORY: folder });
  office.town.gateway.work(['reconciliation']);
  services = servicesIn(folder);
  await office.counter.desk.paid('wechat');
}, 60_000);
afterAll(async () => {
  await sender.close();
  await office.town.close();
  rmSync(folder, { recursive: true, force: true });
});

const servicesIn = (directory: string): ReportServices =>
  reportServices(office, { directory, sender, alarm: (message) => void alarms.push(message) });

const ask = (more: object = {}): Promise<Json & { http: number }> =>
  office.town.call('POST', '/v1/exports', {
    report: 'payments',
    filters: { period: 'today' },
    format: 'csv',
    ...more,
  });

const fetchFile = (id: unknown, key = office.town.key): Promise<Response> =>
  fetch(`${office.town.gateway.url}/v1/exports/${String(id)}/file`, {
    headers: { authorization: `Bearer ${key}` },
  });

/** One that no worker of the gateway takes. */
async function queued(): Promise<string> {
  const { id } = await ask();
  await office.untilExported(id);
  const copy = `exp_copy${String(id).slice(-8)}`;
  await office.town.gateway.sql(
    `insert into export_job (id, report, filters, format, asked_by, asked_by_name, status, created_at, updated_at)
     select $1, report, filters, format, asked_by, asked_by_name, 'queued', created_at, created_at
     from export_job where id = $2`,
    [copy, id],
  );
  return copy;
}

const statusOf = async (id: string) => (await office.town.call('GET', `/v1/exports/${id}`)).status;

test('a file in words is another than the one in codes, and both are what was asked for', async () => {
  const textOf = async (id: unknown) => {
    await office.untilExported(id);
    return (await fetchFile(id)).text();
  };
  const [codes, told] = [await ask(), await ask({ lang: 'zh-CN' })];
  expect([codes.lang, told.lang]).toEqual([null, 'zh-CN']);
  expect(await textOf(codes.id)).toMatch(/,wechat,/);
  expect(await textOf(told.id)).toMatch(/,微信支付,/);
  expect(await ask({ lang: 'de' })).toMatchObject({ http: 422 });
});

describe('a file that is made in the background', () => {
  test.each(['csv', 'xlsx', 'hledger'])(
    'is ready after a while, and is what its hash says: %s',
    async (format) => {
      const report = format === 'hledger' ? 'general-ledger' : 'payments';
      const asked = await ask({ format, report });
      expect(asked).toMatchObject({
        http: 202,
        status: 'queued',
        file: null,
        filters: { from: businessDayOf(office.now()) },
      });
      const ready = await office.untilExported(asked.id);
      expect(ready).toMatchObject({ status: 'ready', rows_done: ready.rows_total, error: null });
      const response = await fetchFile(asked.id);
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.length).toBe(ready.bytes);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(ready.sha256);
      expect(response.headers.get('content-disposition')).toContain(`.${format}"`);
    },
  );

  test('is for the finance department alone', async () => {
    const { id } = await ask();
    await office.untilExported(id);
    const { key } = await office.town.gateway.createKey('stranger', { scopes: ['orders'] });
    expect((await fetchFile(id, key)).status).toBe(403);
    const { key: colleague } = await office.town.gateway.createKey('colleague', { scopes: ['finance'] });
    expect((await fetchFile(id, colleague)).status).toBe(200);
    const [list] = (await office.town.call('GET', '/v1/exports?limit=1')).data as Json[];
    expect(list?.id).toBe(id);
    const [entry] = await office.town.gateway.sql(
      `select actor_name from audit_entry where action = 'report.downloaded' and subject = $1`,
      [id],
    );
    expect(entry).toEqual({ actor_name: 'colleague' });
  });

  test('is refused at once where it could not be made', async () => {
    expect(await ask({ report: 'bank-daily' })).toMatchObject({ http: 409, code: 'DAY_NOT_RECONCILED' });
    expect(await ask({ report: 'nothing' })).toMatchObject({ http: 404, code: 'REPORT_UNKNOWN' });
    expect(await ask({ filters: { affair: 'passport' } })).toMatchObject({
      http: 422,
      code: 'REQUEST_INVALID',
      errors: [{ in: 'body', pointer: '/filters/affair' }],
    });
    expect(await office.town.call('GET', '/v1/exports/exp_none')).toMatchObject({ code: 'EXPORT_NOT_FOUND' });
  });

  test('that fails says so in words, and somebody is told', async () => {
    const id = await queued();
    const noFolder = path.join(folder, 'a-file');
    writeFileSync(noFolder, '');
    await servicesIn(noFolder).exports.makeExport(id);
    const failed = await office.town.call('GET', `/v1/exports/${id}`);
    expect(failed).toMatchObject({ status: 'failed', error: expect.stringContaining('请重新导出') });
    expect(alarms).toContain('an export failed');
    const answer = await fetchFile(id);
    expect(await answer.json()).toMatchObject({ code: 'EXPORT_NOT_READY', details: { status: 'failed' } });
  });

  test('is made from the beginning where its worker was killed, and kept once where two make it', async () => {
    const id = await queued();
    await office.town.gateway.sql(`update export_job set status = 'running', rows_done = 1 where id = $1`, [
      id,
    ]);
    const before = readdirSync(folder).length;
    const others = servicesIn(folder);
    await Promise.all([services, services, others].map(({ exports }) => exports.makeExport(id)));
    expect(await statusOf(id)).toBe('ready');
    expect(readdirSync(folder).length).toBe(before + 1);
    await services.exports.makeExport(id);
    expect(readdirSync(folder).length).toBe(before + 1);
  });
});

test('files are taken away when they were kept long enough', async () => {
  const { id } = await ask();
  await office.untilExported(id);
  writeFileSync(path.join(folder, 'left-by-a-killed-one.part'), 'x');
  office.passDays(8);
  await services.exports.expireExports();
  expect(await statusOf(String(id))).toBe('expired');
  expect(readdirSync(folder).filter((name) => name !== 'a-file')).toEqual([]);
  expect((await fetchFile(id)).status).toBe(409);
});
