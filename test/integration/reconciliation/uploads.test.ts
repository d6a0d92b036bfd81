import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { unzipSync, zipSync } from 'fflate';
import { decode, encode } from 'iconv-lite';
import { createReconciliationService } from '../../../src/reconciliation/reconciliation.service';
import { createStatementUploadService } from '../../../src/reconciliation/statement-upload.service';
import { gzipBomb } from '../../../src/sandbox/bomb';
import { alipayEnvironment } from '../../contract/providers/fakes/alipay-dialect';
import { wechatEnvironment } from '../../contract/providers/fakes/wechat-dialect';
import { createProvider } from '../../contract/providers/world';
import { clerk, openOffice, person } from './office';
import { beijing, openWorld, type World } from './world';

const DAY = '2026-11-23';
const samples = path.join(__dirname, '../../contract/samples');
const wechatFile = gunzipSync(
  readFileSync(path.join(samples, 'wx-tradebill-ALL-20261123.csv.gz')),
).toString();
const alipayZip = readFileSync(path.join(samples, 'ali-trade-20261123.csv.zip'));
const [detail = '', summary = ''] = Object.values(unzipSync(alipayZip)).map((content) =>
  decode(Buffer.from(content), 'gb18030'),
);
const zip = (...texts: string[]): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(texts.map((text, i) => [`${i}.csv`, encode(text, 'gb18030')]))));

const folder = mkdtempSync(path.join(tmpdir(), 'tongfu-uploads-'));
const made = [
  createProvider('wechat', wechatEnvironment('http://127.0.0.1:9')),
  createProvider('alipay', alipayEnvironment('http://127.0.0.1:9')),
];
let world: World;
let upload: (
  channel: string,
  content: Buffer,
  day?: string,
) => Promise<Awaited<ReturnType<World['reconcile']>>>;
beforeAll(async () => {
  world = await openWorld();
  world.now = beijing('2026-11-24', '12:00:00');
  const providers = new Map(made.map(({ provider }) => [provider.profile.code, provider]));
  const deps = { database: world.database, providers, clock: { now: () => world.now }, cutoff: '23:00' };
  const uploads = createStatementUploadService({
    ...deps,
    reconciliations: createReconciliationService(deps),
  });
  upload = async (channel, content, businessDay = DAY) => {
    const at = path.join(folder, 'upload');
    writeFileSync(at, content);
    try {
      return await uploads.upload(clerk, { channel, businessDay, name: 'file', path: at });
    } finally {
      rmSync(at, { force: true });
    }
  };
});
afterAll(async () => {
  await world.close();
  for (const { dispose } of made) dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** What a refusal says, and that it left nothing behind. */
async function refusal(channel: string, content: Buffer, day?: string): Promise<unknown> {
  const before = await kept(channel);
  const refused = await upload(channel, content, day).then(
    () => 'kept',
    ({ code, details }: { code: string; details: { reason?: string; row?: number; found?: string } }) =>
      code === 'STATEMENT_REFUSED'
        ? [details.reason, details.row].filter((part) => part !== undefined).join(' ')
        : `${code} ${details.found ?? ''}`,
  );
  expect(await kept(channel)).toEqual(before);
  return refused;
}

const kept = (channel: string) =>
  world.database.stores.statements.findInForce(channel, '2026-11-01', '2026-12-01');

describe('a file of WeChat Pay that a person brings', () => {
  const text = (change: (file: string) => string): Buffer => Buffer.from(change(wechatFile));
  const rows = wechatFile.split('\r\n');

  test.each<[string, Buffer, string | undefined, string]>([
    ['of another day', Buffer.from(wechatFile), '2026-11-20', 'STATEMENT_WRONG_DAY 2026-11-23'],
    [
      'of another merchant',
      text((it) => it.replace(/,`1900000109,/g, ',`1900000999,')),
      undefined,
      'merchant',
    ],
    ['of the other channel', alipayZip, undefined, 'header'],
    [
      'that was cut off',
      text((it) => it.slice(0, -200)),
      undefined,
      expect.stringMatching(/summary|row|totals/) as never,
    ],
    [
      'that is there twice',
      text((it) => it + it),
      undefined,
      expect.stringMatching(/after-summary|summary/) as never,
    ],
    ['with another column', text((it) => it.replace('费率备注', '费率备注,新列')), undefined, 'header'],
    [
      'with a row changed',
      text((it) => it.replace(rows[1] ?? '', (rows[1] ?? '').replace(/`(\d+\.\d\d),/, '`9.99,'))),
      undefined,
      'totals',
    ],
    ['with a row that cannot be read', text((it) => it.replace(rows[2] ?? '', '`x,`y')), undefined, 'row 2'],
    ['that is a bomb', gzipBomb(), undefined, 'too-large'],
    ['that is nothing', Buffer.alloc(0), undefined, 'no-summary'],
  ])('%s is refused', async (_, content, day, reason) => {
    expect(await refusal('wechat', content, day)).toEqual(reason);
  });

  test('is kept as a version of its day and compared at once, and the same again is the same version', async () => {
    const report = await upload('wechat', Buffer.from(wechatFile));
    expect(report).toMatchObject({ status: 'differences', statement: { version: 1 } });
    // The run has ended: a worker fetches the channel's account at once, and puts no file in the place of this one.
    const due = await world.database.stores.outbox.takeDue(world.now, world.now, 50);
    expect(due.filter(({ kind }) => kind === 'reconciliation.run')).toMatchObject([{ subject: report.id }]);
    const again = await upload('wechat', gzipSync(Buffer.from(wechatFile)));
    expect(again.statement?.id).toBe(report.statement?.id);
    const found = await openOffice(world).listAll();
    expect(found.length).toBe(report.statement?.lineCount);
    expect(found[0]?.row).toMatchObject({ version: 1, sha256: report.statement?.sha256 });
  });
});

describe('what moved on the account of WeChat Pay', () => {
  const fundFile = readFileSync(
    path.join(__dirname, '../../contract/samples/wx-fundflow-BASIC-20261123.csv'),
    'utf8',
  );
  const text = (change: (file: string) => string): Buffer => Buffer.from(change(fundFile));

  test.each<[string, Buffer, string | undefined, string]>([
    ['of another day', Buffer.from(fundFile), '2026-11-20', 'STATEMENT_WRONG_DAY 2026-11-23'],
    ['that was cut off', text((it) => it.slice(0, it.indexOf('资金流水总笔数'))), undefined, 'no-summary'],
    ['that is there twice', text((it) => it + it), undefined, 'after-summary'],
    ['with another sum', text((it) => it.replace('`50.06', '`50.07')), undefined, 'totals'],
    [
      'with a row that cannot be read',
      text((it) => it.replace('`收入,`60.00', '`收,`60.00')),
      undefined,
      'row 1',
    ],
  ])('%s is refused', async (_, content, day, reason) => {
    expect(await refusal('wechat', content, day)).toEqual(reason);
    expect(await world.database.stores.funds.findInForce({ channel: 'wechat', businessDay: DAY })).toBeNull();
  });

  test('is held against the trades of its day, movement by movement, net of fees', async () => {
    const report = await upload('wechat', Buffer.from(fundFile));
    expect(report).toMatchObject({
      statement: { version: 1 },
      fundFile: { version: 1, lineCount: 3, inFen: 6_000n, outFen: 5_006n, closingFen: 100_994n },
    });
    // Of the four trades of the sample the account has two.
    const funds = async () => (await openOffice(world).listAll()).filter(({ kind }) => kind === 'fund_flow');
    const missing = (await funds()).map(({ type, ours, statementLine }) => [
      type,
      ours?.amountFen,
      statementLine,
    ]);
    expect(missing.sort((a, b) => Number(a[2]) - Number(b[2]))).toEqual([
      ['fund_missing', 1n, 2],
      ['fund_missing', 124_300n, 3],
    ]);
    const [one] = await funds();
    expect(one?.explanation).toMatchObject({ cause: 'not_in_funds', suggestion: 'ask_again' });
    expect(one?.explanation.actions).toEqual(['dismiss', 'adjust']);

    const rest = [
      '`2026-11-23 10:06:33,`4200002026112300000000000002,`1,`交易,`交易,`收入,`0.01,`1009.95,`system,`,`CITY2',
      '`2026-11-23 23:59:59,`4200002026112300000000000003,`2,`交易,`交易,`收入,`1250.50,`2260.45,`system,`,`CITY3',
      '`2026-11-23 23:59:59,`4200002026112300000000000003,`3,`扣除交易手续费,`扣除交易手续费,`支出,`7.50,`2252.95,`system,`,`CITY3',
    ].join('\r\n');
    const whole = fundFile
      .replace('资金流水总笔数', `${rest}\r\n资金流水总笔数`)
      .replace('`3.0,`1.0,`60.00,`2.0,`50.06', '`6.0,`3.0,`1310.51,`3.0,`57.56');
    const again = await upload('wechat', Buffer.from(whole));
    expect(again).toMatchObject({ fundFile: { version: 2, closingFen: 225_295n } });
    expect((await funds()).filter(({ closedAt }) => closedAt === null)).toEqual([]);

    const wrong = whole.replace('`支出,`49.70', '`支出,`59.70').replace('`57.56', '`67.56');
    await upload('wechat', Buffer.from(wrong));
    expect((await funds()).filter(({ closedAt }) => closedAt === null)).toMatchObject([
      { type: 'fund_mismatch', ours: { amountFen: -4_970n }, theirs: { amountFen: -5_970n } },
    ]);
  });
});

/** A day without a trade. */
function withoutRows(from: string, to: string): Buffer {
  const ofDay = (text: string) =>
    text.replace(/起始日期：.*/, `起始日期：[${from} 00:00:00]   终止日期：[${to} 00:00:00]`);
  const rows = detail.replace(/^20\d{26}\t.*\r\n/gm, '');
  return zip(
    ofDay(
      rows
        .replace('2笔，商家实收共100.01', '0笔，商家实收共0.00')
        .replace('1笔，商家实收退款共-30.00', '0笔，商家实收退款共0.00'),
    ),
    ofDay(summary.replace('2,1,70.01,70.01', '0,0,0.00,0.00').replace('-0.42', '0.00')),
  );
}

describe('a file of Alipay that a person brings', () => {
  test.each<[string, Buffer, string | undefined, string]>([
    ['of another day', alipayZip, '2026-11-20', 'STATEMENT_WRONG_DAY 2026-11-23'],
    [
      'of another day by its head alone',
      withoutRows('2026年11月22日', '2026年11月23日'),
      undefined,
      'STATEMENT_WRONG_DAY 2026-11-22',
    ],
    ['of another merchant', zip(detail.replace('[2088123', '[2088999'), summary), undefined, 'merchant'],
    ['of the other channel', Buffer.from(wechatFile), undefined, 'damaged'],
    ['that was cut off', alipayZip.subarray(0, -30), undefined, 'damaged'],
    ['with a part twice', zip(detail, detail, summary), undefined, 'two-of-a-kind'],
    ['without its summary', zip(detail), undefined, 'part-missing'],
    ['with another column', zip(detail.replace('备注', '备注,新列'), summary), undefined, 'header'],
    ['with another sum', zip(detail, summary.replace('合计', '总计')), undefined, 'summary'],
    [
      'of too many files',
      zip(detail, summary, ...Array.from({ length: 20 }, () => 'x')),
      undefined,
      'too-many-files',
    ],
  ])('%s is refused', async (_, content, day, reason) => {
    expect(await refusal('alipay', content, day)).toEqual(reason);
  });

  test('is kept', async () => {
    expect(await upload('alipay', alipayZip)).toMatchObject({ statement: { version: 1 } });
  });
});

test('who may not bring files, an unknown channel and a day to come are refused', async () => {
  await expect(upload('paypal', Buffer.alloc(1))).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  await expect(upload('wechat', Buffer.alloc(1), '2027-01-01')).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
  });
  expect(person('审计', 'auditor').permissions.has('statements.upload')).toBe(false);
});
