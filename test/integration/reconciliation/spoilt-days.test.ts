import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzipSync, zipSync } from 'fflate';
import { decode, encode } from 'iconv-lite';
import type { ChannelStatementLine } from '../../../src/providers/provider';
import { createReconciliationService } from '../../../src/reconciliation/reconciliation.service';
import { createStatementUploadService } from '../../../src/reconciliation/statement-upload.service';
import { alipayEnvironment } from '../../contract/providers/fakes/alipay-dialect';
import { wechatEnvironment } from '../../contract/providers/fakes/wechat-dialect';
import { createProvider } from '../../contract/providers/world';
import { clerk } from './office';
import { beijing, line, openWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('a whole file that a person brings, with the totals that fit its rows', () => {
  const DAY = '2026-11-23';
  const samples = path.join(__dirname, '../../contract/samples');
  const wechat = gunzipSync(readFileSync(path.join(samples, 'wx-tradebill-ALL-20261123.csv.gz'))).toString();
  const [detail = '', summary = ''] = Object.values(
    unzipSync(readFileSync(path.join(samples, 'ali-trade-20261123.csv.zip'))),
  ).map((content) => decode(Buffer.from(content), 'gb18030'));
  const folder = mkdtempSync(path.join(tmpdir(), 'tongfu-spoilt-'));
  const made = [
    createProvider('wechat', wechatEnvironment('http://127.0.0.1:9')),
    createProvider('alipay', alipayEnvironment('http://127.0.0.1:9')),
  ];
  afterAll(() => {
    for (const { dispose } of made) dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function refusalOf(channel: string, content: Uint8Array): Promise<unknown> {
    const providers = new Map(made.map(({ provider }) => [provider.profile.code, provider]));
    const clock = { now: () => beijing('2026-11-24', '12:00:00') };
    const deps = { database: world.database, providers, clock, cutoff: '23:00' };
    const reconciliations = createReconciliationService(deps);
    const at = path.join(folder, 'upload');
    writeFileSync(at, content);
    const refused: unknown = await createStatementUploadService({ ...deps, reconciliations })
      .upload(clerk, { channel, businessDay: DAY, name: 'file', path: at })
      .catch((error: unknown) => error);
    expect(await world.database.stores.statements.findInForce(channel, DAY, DAY)).toEqual([]);
    expect(await world.countLines()).toBe(0);
    return refused;
  }

  const rows = (text: string, ...lines: number[]) =>
    lines.map((at) => `${text.split('\r\n')[at]}\r\n`).join('');

  test('of WeChat Pay in which every row stands twice is refused', async () => {
    const twice = wechat
      .replace('总交易单数', `${rows(wechat, 4, 1, 2, 3)}总交易单数`)
      .replace('`4,`1310.51,`50.00,`0.00,`7.56', '`8,`2621.02,`100.00,`0.00,`15.12')
      .replace('`1310.51,`50.00', '`2621.02,`100.00');
    expect(await refusalOf('wechat', Buffer.from(twice))).toMatchObject({
      ...{ code: 'STATEMENT_REFUSED', details: { reason: 'doubled', row_count: 8 } },
    });
  });

  test('of Alipay in which every row stands twice is refused', async () => {
    const parts = [
      detail
        .replace(
          '#-----------------------------------------业务明细列表结束',
          `${rows(detail, 5, 6, 7)}#----业务明细列表结束`,
        )
        .replace('2笔，商家实收共100.01', '4笔，商家实收共200.02')
        .replace('1笔，商家实收退款共-30.00', '2笔，商家实收退款共-60.00'),
      summary.replace('2,1,70.01,70.01', '4,2,140.02,140.02').replace('-0.42', '-0.84'),
    ];
    const zip = zipSync(Object.fromEntries(parts.map((text, i) => [`${i}.csv`, encode(text, 'gb18030')])));
    expect(await refusalOf('alipay', zip)).toMatchObject({ details: { reason: 'doubled', row_count: 6 } });
  });

  test('of WeChat Pay with half its rows of the day before is refused', async () => {
    const mixed = wechat
      .replace('`2026-11-23 00:00:03', '`2026-11-22 09:00:03')
      .replace('`2026-11-23 10:06:33', '`2026-11-22 10:06:33');
    expect(await refusalOf('wechat', Buffer.from(mixed))).toMatchObject({
      ...{ code: 'STATEMENT_WRONG_DAY', details: { found: '2026-11-22', stray_rows: 2, row_count: 4 } },
    });
  });
});

describe('of rows that come more than once, or from around the day, a file', () => {
  const DAY = '2026-03-31';
  const NOON = beijing(DAY, '12:00:00');
  const many = (count: number, given: Partial<ChannelStatementLine> = {}, from = 0) =>
    Array.from({ length: count }, (_, i) => line(`M${from + i}`, { occurredAt: NOON, ...given }));
  const on = (time: string, day = DAY) => ({ occurredAt: beijing(day, time) });
  const [BEFORE, AFTER] = ['2026-03-30', '2026-04-01'];
  const [FAR] = [on('23:59:00', '2026-03-29')];
  const refund = { kind: 'refund', outRefundNo: 'ref_1' } as const;

  test.each<[string, readonly ChannelStatementLine[], string | null]>([
    ['of one movement that stands there twice', [line('A'), line('A')], null],
    ['with a real duplicate among others', [...many(3), ...many(1)], null],
    ['of few movements, most of them twice', [...many(3), ...many(2)], null],
    ['with some duplicates among many', [...many(60), ...many(10)], null],
    ['of two movements, both twice', [...many(2), ...many(2)], 'STATEMENT_REFUSED, doubled'],
    ['twice the same with the second amounts changed', [...many(3), ...many(3, { amountFen: 1n })], null],
    ['most of whose many rows stand twice', [...many(50), ...many(30)], 'STATEMENT_REFUSED, doubled'],
    ['so long that only a part is looked at', [...many(3_000), ...many(3_000)], 'STATEMENT_REFUSED, doubled'],
    [
      'in which one payment was given back in two parts of one amount',
      [
        line('A'),
        line('A', { ...refund, transactionId: 'r1' }),
        line('A', { ...refund, outRefundNo: 'ref_2', transactionId: 'r2' }),
      ],
      null,
    ],
    [
      'with the last hours of the day before, which the channel counts to this one',
      [...many(3, on('21:30:00', BEFORE)), ...many(3, {}, 9)],
      null,
    ],
    [
      'with a few rows of the first minutes of the next day',
      [...many(3, on('00:09:00', AFTER)), ...many(3, {}, 9)],
      null,
    ],
    [
      'with a payment that a channel misplaced',
      [...many(1, on('12:00:00', BEFORE)), ...many(1, {}, 9)],
      null,
    ],
    ['of two days', [...many(2, on('12:00:00', BEFORE)), ...many(10, {}, 9)], 'STATEMENT_WRONG_DAY'],
    [
      'of the day after and this one',
      [...many(2, on('08:00:00', AFTER)), ...many(10, {}, 9)],
      'STATEMENT_WRONG_DAY',
    ],
    ['with two misplaced among many', [...many(2, on('12:00:00', BEFORE)), ...many(30, {}, 9)], null],
    ['with one payment of two days ago', [...many(1, FAR), ...many(30, {}, 9)], 'STATEMENT_WRONG_DAY'],
    [
      'with a refund that is dated by its payment',
      [line('R', { ...refund, ...FAR }), ...many(3, {}, 9)],
      null,
    ],
  ])('%s', async (name, lines, reason) => {
    world.channel.put(DAY, lines, name);
    const report = await world.reconcile(DAY);
    if (reason === null)
      expect(report).toMatchObject({ reason: null, statement: { lineCount: lines.length } });
    else expect(report.reason).toMatch(new RegExp(`^${reason}`));
  });
});
