import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ChannelStatementLine, ReadStatementResult } from '../../../src/providers/provider';
import { FakeChannel } from './fakes/fake-channel';
import { WechatDialect, wechatEnvironment } from './fakes/wechat-dialect';
import { createProvider } from './world';

const sampleGz = readFileSync(join(__dirname, '../samples/wx-tradebill-ALL-20261123.csv.gz'));
const sample = gunzipSync(sampleGz).toString('utf8');
const sha1 = (content: string | Buffer): string => createHash('sha1').update(content).digest('hex');
const serve = (text: string) => ({ file: gzipSync(text), sha1: sha1(text) });

let dialect: WechatDialect;
let channel: FakeChannel;
let url: string;
let made: ReturnType<typeof createProvider>;

beforeEach(async () => {
  dialect = new WechatDialect();
  channel = new FakeChannel(dialect);
  url = await channel.listen();
  made = createProvider('wechat', wechatEnvironment(url));
});
afterEach(() => {
  channel.close();
  made.dispose();
});

const read = (): Promise<ReadStatementResult> => made.provider.readStatement('2026-11-23');

async function linesOf(result: ReadStatementResult): Promise<ChannelStatementLine[]> {
  if (result.kind !== 'ready') throw new Error(result.kind);
  await result.statement.digest();
  const lines: ChannelStatementLine[] = [];
  for await (const batch of result.statement.lines()) lines.push(...batch);
  return lines;
}

const refusalOf = async (): Promise<unknown> => {
  try {
    return await linesOf(await read());
  } catch (error) {
    const { code, details } = error as { code: string; details: { reason: string } };
    return code === 'STATEMENT_REFUSED' ? details.reason : error;
  }
};

describe('the daily file of WeChat Pay', () => {
  test('of the samples is read in full and agrees with its own totals', async () => {
    dialect.bill = { file: sampleGz, sha1: '855b1aac4b18e03eb89208038e2948ed329e8458' };
    const lines = await linesOf(await read());
    expect(lines.map(({ amountFen, feeFen, feeDueFen }) => [amountFen, feeFen, feeDueFen])).toEqual([
      [6_000n, 36n, 36n],
      [1n, 0n, 0n],
      [125_050n, 750n, 750n],
      [5_000n, -30n, -30n],
    ]);
    expect(lines[2]).toEqual({
      kind: 'payment',
      transactionId: '4200002026112300000000000003',
      outTradeNo: 'CITY20261123000003',
      amountFen: 125_050n,
      feeFen: 750n,
      feeDueFen: 750n,
      status: 'succeeded',
      occurredAt: new Date('2026-11-23T15:59:59Z'),
    });
    expect(lines[3]).toMatchObject({
      kind: 'refund',
      transactionId: '50302709992026112300000000001',
      outTradeNo: 'CITY20261122000009',
      outRefundNo: 'CITYR20261123000001',
    });
  });

  test.each([
    ['with LF', sample.replaceAll('\r\n', '\n')],
    ['without the mark of the byte order', sample.slice(1)],
    ['with a comma inside a text', sample.replace('物业费 11月', '物业费,11月')],
    [
      'with amounts of fewer decimals',
      sample.replaceAll('`1250.50', '`1250.5').replace('`1310.51', '`1310.51'),
    ],
    ['with columns empty that say nothing', sample.replaceAll('`0.00,`,`,`', '`,`,`,`')],
    ['counting payments only', sample.replace('\n`4,', '\n`3,')],
  ])('is read %s', async (_how, text) => {
    dialect.bill = serve(text);
    expect(await linesOf(await read())).toHaveLength(4);
  });

  test('can be read twice, and is gone from the disk when it is no longer needed', async () => {
    dialect.bill = serve(sample);
    const result = await read();
    expect(await linesOf(result)).toEqual(await linesOf(result));
    expect(readdirSync(made.downloadDirectory)).toHaveLength(1);
    if (result.kind === 'ready') await result.statement.dispose();
    expect(readdirSync(made.downloadDirectory)).toEqual([]);
  });

  test('is the same version when it is downloaded again, and another when a row differs', async () => {
    const versionOf = async (text: string) => {
      dialect.bill = serve(text);
      const result = await read();
      return result.kind === 'ready' && (await result.statement.digest());
    };
    expect(await versionOf(sample)).toBe(await versionOf(sample));
    expect(await versionOf(sample)).not.toBe(await versionOf(sample.replace('水费', '电费')));
  });

  test('states what a row should have cost by the rate of the contract, where that is given', async () => {
    made.dispose();
    made = createProvider('wechat', { ...wechatEnvironment(url), WECHAT_FEE_RATE: '0.0038' });
    dialect.bill = serve(sample);
    expect((await linesOf(await read()))[2]).toMatchObject({ feeFen: 750n, feeDueFen: 475n });
  });

  test('comes from the real address or from where the API is, and from nowhere else', async () => {
    dialect.bill = serve(sample);
    dialect.billOrigin = url;
    expect((await read()).kind).toBe('ready');
    for (const origin of ['http://169.254.169.254', 'https://evil.example', 'http://api.mch.weixin.qq.com']) {
      dialect.billOrigin = origin;
      expect(await refusalOf()).toBe('address');
    }
  });

  test('is asked for once more when its address has expired', async () => {
    dialect.bill = serve(sample);
    dialect.expiredAddresses = 1;
    expect((await read()).kind).toBe('ready');
    dialect.expiredAddresses = 2;
    await expect(read()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('may be empty or not ready', async () => {
    dialect.bill = { code: 'NO_STATEMENT_EXIST' };
    expect(await read()).toEqual({ kind: 'empty' });
    dialect.bill = { code: 'STATEMENT_CREATING' };
    expect(await read()).toEqual({ kind: 'not-ready' });
  });
});

describe('a file of WeChat Pay is refused as a whole', () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));

  test.each([
    ['when its hash is another', { file: sampleGz, sha1: sha1('x') }, 'hash'],
    ['when the hash is of the packed file', { file: sampleGz, sha1: sha1(sampleGz) }, 'hash'],
    ['when it is cut short', { file: sampleGz.subarray(0, -20), sha1: sha1(sample) }, 'damaged'],
    ['when it is a bomb', { file: bomb, sha1: sha1('x') }, 'too-large'],
    ['when it is not a table', serve('<html>busy</html>'), 'header'],
    ['when it is empty', serve(''), 'no-summary'],
    ['when the summary is missing', serve(sample.slice(0, sample.indexOf('总交易单数'))), 'no-summary'],
    ['when the totals are missing', serve(sample.slice(0, sample.indexOf('`4,'))), 'no-summary'],
    ['when something follows', serve(`${sample}\`1\r\n`), 'after-summary'],
    ['when a column is new', serve(sample.replace('费率备注', '费率备注,新列')), 'header'],
    ['when a row lost a value', serve(sample.replace('`oAAAAAAAAAAAAAAAAAAAAAAAAAA1,', '')), 'row'],
    ['when a row is missing', serve(sample.replace(/\n.*CITY20261123000002.*/, '')), 'totals'],
    ['when a row comes twice', serve(sample.replace(/(\n.*CITY20261123000002.*)/, '$1$1')), 'totals'],
    ['when an amount differs', serve(sample.replace('`60.00,`0.00,`\r', '`61.00,`0.00,`\r')), 'totals'],
    ['when a fee differs by a hundredth of a fen', serve(sample.replace('`0.36000', '`0.36010')), 'totals'],
    [
      'when an amount is more than can be kept',
      serve(sample.replace('`60.00,`0.00,`\r', '`99999999999999999999.00,`0.00,`\r')),
      'row',
    ],
    ['when a number has a zero byte', serve(sample.replace(/`4200/, '`42\0')), 'row'],
    ['when an amount is no amount', serve(sample.replace('`60.00,`0.00,`\r', '`6e1,`0.00,`\r')), 'row'],
    [
      'when a time does not exist',
      serve(sample.replace('2026-11-23 00:00:03', '2026-11-31 00:00:03')),
      'row',
    ],
    ['when a spreadsheet has rounded a number', serve(sample.replace(/`4200\d+/, '`4.2E+27')), 'row'],
    ['when a row is of another merchant', serve(sample.replace('`1900000109', '`1900000108')), 'merchant'],
    ['when a row is of another currency', serve(sample.replace('`CNY', '`USD')), 'row'],
    ['when a state is unknown', serve(sample.replace('`SUCCESS', '`MYSTERY')), 'row'],
  ])('%s', async (_when, bill, reason) => {
    dialect.bill = bill;
    expect(await refusalOf()).toBe(reason);
  });
});
