import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { decode, encode } from 'iconv-lite';
import { addDays, businessDayOf } from '../../../src/kernel/business-day';
import type { ChannelStatementLine, ReadStatementResult } from '../../../src/providers/provider';
import { AlipayDialect, alipayEnvironment } from './fakes/alipay-dialect';
import { FakeChannel } from './fakes/fake-channel';
import { createProvider } from './world';

const sampleZip = readFileSync(join(__dirname, '../samples/ali-trade-20261123.csv.zip'));
const [detail = '', summary = ''] = Object.values(unzipSync(sampleZip)).map((content) =>
  decode(Buffer.from(content), 'gb18030'),
);
const zip = (...texts: string[]): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(texts.map((text, i) => [`${i}.csv`, encode(text, 'gb18030')]))));
const serve = (...texts: string[]) => ({ file: zip(...texts) });

let dialect: AlipayDialect;
let channel: FakeChannel;
let url: string;
let made: ReturnType<typeof createProvider>;

beforeEach(async () => {
  dialect = new AlipayDialect();
  channel = new FakeChannel(dialect);
  url = await channel.listen();
  made = createProvider('alipay', alipayEnvironment(url));
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

describe('the daily file of Alipay', () => {
  test('of the samples is read in full and agrees with its own totals', async () => {
    dialect.bill = { file: sampleZip };
    const lines = await linesOf(await read());
    expect(lines.map(({ amountFen, feeFen, feeDueFen }) => [amountFen, feeFen, feeDueFen])).toEqual([
      [10_000n, 60n, 60n],
      [1n, 0n, 0n],
      [3_000n, -18n, -18n],
    ]);
    expect(lines[0]).toEqual({
      kind: 'payment',
      transactionId: '2026112322001400000000000001',
      outTradeNo: 'CITY20261123000101',
      amountFen: 10_000n,
      feeFen: 60n,
      feeDueFen: 60n,
      status: 'succeeded',
      occurredAt: new Date('2026-11-23T02:55:23Z'),
    });
    expect(lines[2]).toMatchObject({
      kind: 'refund',
      transactionId: '2026112222001400000000000009:CITYR20261123000101',
      outTradeNo: 'CITY20261122000109',
      outRefundNo: 'CITYR20261123000101',
      occurredAt: new Date('2026-11-23T07:00:00Z'),
    });
  });

  const positive = detail
    .replace(',-30.00,-30.00,', ',30.00,30.00,')
    .replace(',-0.60,', ',0.60,')
    .replace('共-30', '共30');
  const none = detail
    .split('\n')
    .filter((line) => !/^20/.test(line))
    .join('\n')
    .replace('2笔，商家实收共100.01', '0笔，商家实收共0.00')
    .replace('1笔，商家实收退款共-30.00', '0笔，商家实收退款共0.00');
  const noSummary = summary.replace('2,1,70.01,70.01', '0,0,0.00,0.00').replace('-0.42', '0.00');

  test.each([
    ['with the files in the other order', [summary, detail], 3],
    ['with LF', [detail.replaceAll('\r\n', '\n'), summary.replaceAll('\r\n', '\n')], 3],
    ['with refunds and fees as positive numbers', [positive, summary.replace('-0.42', '0.42')], 3],
    [
      'with a quoted text that has a comma in it',
      [detail.replace('燃气费', '"燃气费,""11月"""'), summary],
      3,
    ],
    ['with a quote inside a text', [detail.replace('燃气费', '5" 燃气管'), summary], 3],
    [
      'with a comma at the end of each row of the summary',
      [detail, summary.replace(/(实收净额（元）|,69\.59)/g, '$1,')],
      3,
    ],
    ['with a third file that says nothing', [detail, summary, '说明'], 3],
    [
      'with amounts of fewer decimals and columns that may be empty left so',
      [
        detail
          .replace(',100.00,100.00,0.00,0.00,0.00,0.00,', ',100.0,100,0.00,,0.00,,')
          .replace(',-0.60,', ',-0.6,'),
        summary,
      ],
      3,
    ],
    ['of a day without a trade', [none, noSummary], 0],
  ])('is read %s', async (_how, texts, count) => {
    dialect.bill = serve(...texts);
    expect(await linesOf(await read())).toHaveLength(count);
  });

  test('can be read twice, and is gone from the disk when it is no longer needed', async () => {
    dialect.bill = { file: sampleZip };
    const result = await read();
    expect(await linesOf(result)).toEqual(await linesOf(result));
    if (result.kind === 'ready') await result.statement.dispose();
    expect(readdirSync(made.downloadDirectory)).toEqual([]);
  });

  test('is the same version when only the time of the export differs', async () => {
    const versionOf = async (text: string) => {
      dialect.bill = serve(text, summary);
      const result = await read();
      return result.kind === 'ready' && (await result.statement.digest());
    };
    expect(await versionOf(detail)).toBe(await versionOf(detail.replace('05:46:49', '06:00:00')));
    expect(await versionOf(detail)).not.toBe(await versionOf(detail.replace('水费', '电费')));
  });

  test('comes from the address of Alipay or from where the gateway is, and from nowhere else', async () => {
    dialect.bill = { file: sampleZip };
    dialect.billOrigin = url;
    expect((await read()).kind).toBe('ready');
    for (const origin of [
      'http://169.254.169.254',
      'https://evil.example',
      'http://dwbillcenter.alipay.com.evil.example',
    ]) {
      dialect.billOrigin = origin;
      expect(await refusalOf()).toBe('address');
    }
  });

  test('is asked for once more when its address has expired', async () => {
    dialect.bill = { file: sampleZip };
    dialect.expiredAddresses = 1;
    expect((await read()).kind).toBe('ready');
    dialect.expiredAddresses = 2;
    await expect(read()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(readdirSync(made.downloadDirectory)).toHaveLength(1);
  });

  test.each(['isp.BILL_NOT_EXIST', 'ACQ.BILL_NOT_EXIST', 'BILL_NOT_EXIST', 'isp.no_bill_data'])(
    'of a day gone by is empty when the answer is %s',
    async (code) => {
      dialect.bill = { code };
      expect(await made.provider.readStatement('2026-11-02')).toEqual({ kind: 'empty' });
    },
  );

  test('of today is not ready', async () => {
    dialect.bill = { code: 'isp.BILL_NOT_EXIST' };
    const tomorrow = addDays(businessDayOf(new Date()), 1);
    expect(await made.provider.readStatement(tomorrow)).toEqual({ kind: 'not-ready' });
  });
});

describe('a file of Alipay is refused as a whole', () => {
  const bomb = Buffer.from(zipSync({ 'a.csv': Buffer.alloc(64 * 1024 * 1024, 0x20) }));
  const bitFlip = Buffer.from(sampleZip);
  bitFlip[120]! ^= 1;
  const noEnd = detail.slice(0, detail.indexOf('#-----------------------------------------业务明细列表结束'));

  test.each([
    ['when it is cut short', { file: sampleZip.subarray(0, -30) }, 'damaged'],
    ['when it is of another merchant', serve(detail.replace('[2088123', '[2088999'), summary), 'merchant'],
    ['when its parts are of two days', serve(detail, summary.replaceAll('11月2', '11月1')), 'period'],
    ['when it is of a month', serve(detail.replace('11月24日', '11月30日'), summary), 'period'],
    ['when a bit has flipped', { file: bitFlip }, 'damaged'],
    ['when it is a bomb', { file: bomb }, 'too-large'],
    ['when the summary is missing', serve(detail), 'part-missing'],
    ['when the rows are missing', serve(summary), 'part-missing'],
    ['when there are two lists of rows', serve(detail, detail, summary), 'two-of-a-kind'],
    ['when the list does not end', serve(noEnd, summary), 'no-end'],
    ['when a footer is missing', serve(detail.replace(/#退款合计.*/, ''), summary), 'no-end'],
    ['when the summary does not end', serve(detail, summary.replace('业务汇总列表结束', '')), 'summary'],
    ['when a column is new', serve(detail.replace('备注', '备注,新列'), summary), 'header'],
    ['when a column of the summary is new', serve(detail, summary.replace('实收净额', '净额')), 'header'],
    ['when a row is missing', serve(detail.replace(/\n.*CITY20261123000102.*/, ''), summary), 'totals'],
    [
      'when a row comes twice',
      serve(detail.replace(/(\n.*CITY20261123000102.*)/, '$1$1'), summary),
      'totals',
    ],
    [
      'when an amount differs',
      serve(detail.replace(',100.00,100.00,', ',100.00,100.01,'), summary),
      'totals',
    ],
    ['when only the summary differs', serve(detail, summary.replace('70.01,70.01', '70.02,70.01')), 'totals'],
    ['when a fee differs', serve(detail.replace('-0.60', '-0.61'), summary), 'totals'],
    [
      'when an amount is more than can be kept',
      serve(detail.replace(',100.00,100.00,', ',99999999999999999999.00,100.00,'), summary),
      'row',
    ],
    ['when an amount is no amount', serve(detail.replace(',100.00,100.00,', ',1e2,100.00,'), summary), 'row'],
    [
      'when a spreadsheet has rounded a number',
      serve(detail.replace(/\n20261123\d+/, '\n2.02611E+27'), summary),
      'row',
    ],
    [
      'when a comment among the rows has cells',
      serve(detail.replace(/\n.*CITY20261123000102.*/, '$&\n#0,1,2\r'), summary),
      'row',
    ],
    ['when a kind of business is unknown', serve(detail.replace('交易\t', '转账\t'), summary), 'row'],
    ['when a row has no end', serve(detail.replace('燃气费', '气'.repeat(70_000)), summary), 'row-too-long'],
    ['when a row follows the end', serve(`${detail}\r\n${detail.split('\n')[5]}`, summary), 'after-end'],
  ])('%s', async (_when, bill, reason) => {
    dialect.bill = bill;
    expect(await refusalOf()).toBe(reason);
  });
});
