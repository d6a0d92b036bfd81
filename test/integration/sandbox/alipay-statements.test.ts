import { text } from './json';
import { Stage } from './stage';
import { readArchive, zipEntriesOf } from './statement-files';

const DAY = '2026-11-23';
const stage = new Stage();
// The statements are of a day of 2026, so the sandbox must live then.
beforeAll(() => stage.open());
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.reset();
  stage.clock.offsetMs = Date.parse('2026-11-24T11:00:00+08:00') - Date.now();
});

const fault = (kind: string, more: object = {}) =>
  stage.fault({ channel: 'alipay', target: 'statement', kind, ...more });

describe('the statements of Alipay', () => {
  const bill = (day = DAY) =>
    stage.alipay.call('alipay.data.dataservice.bill.downloadurl.query', {
      biz: { bill_type: 'trade', bill_date: day },
    });
  const fetchBill = async () => {
    const response = await fetch(text((await bill()).node.bill_download_url));
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const readBill = async () => readArchive((await fetchBill()).bytes);
  const pay = async (no: string, yuan: string, time: string) =>
    stage.pay(await stage.alipayOrder(no, yuan), { at: `${DAY}T${time}+08:00` });
  beforeEach(async () => {
    await pay('ORDER101', '100.00', '10:55:23');
    await pay('ORDER102', '0.01', '11:00:09');
    stage.clock.offsetMs = Date.parse(`${DAY}T15:00:00+08:00`) - Date.now();
    await stage.alipay.call('alipay.trade.refund', {
      biz: { out_trade_no: 'ORDER101', refund_amount: '30.00', out_request_no: 'R1' },
    });
    stage.clock.offsetMs = Date.parse('2026-11-24T11:00:00+08:00') - Date.now();
  });

  test('are two GBK files with GBK names, without the mark of UTF-8', async () => {
    const { names, flags } = await readBill();
    const account = `${stage.env.ALIPAY_SELLER_ID}0156`;
    expect(names).toEqual([`${account}_20261123_业务明细.csv`, `${account}_20261123_业务明细(汇总).csv`]);
    expect(flags).toEqual([0, 0]);
  });

  test('equal the books, and their own footers', async () => {
    const { detail, summary } = await readBill();
    const [first, second] = await stage.paymentsOf('alipay', DAY);
    const lines = detail.split('\r\n');
    const rows = lines
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(',').map((value) => value.trimEnd()));
    expect(lines[4]!.split(',')).toHaveLength(25);
    expect(rows.every((row) => row.length === 25)).toBe(true);
    expect(rows.map((row) => [row[0], row[1], row[2], row[5], row[11], row[12], row[21], row[22]])).toEqual([
      [
        text(first!.transaction_id),
        'ORDER101',
        '交易',
        '2026-11-23 10:55:23',
        '100.00',
        '100.00',
        '',
        '-0.60',
      ],
      [text(second!.transaction_id), 'ORDER102', '交易', '2026-11-23 11:00:09', '0.01', '0.01', '', '0.00'],
      [
        text(first!.transaction_id),
        'ORDER101',
        '退款',
        expect.stringMatching(/^2026-11-23 15:00:0/),
        '-30.00',
        '-30.00',
        'R1',
        '0.18',
      ],
    ]);
    expect(detail).toContain('#起始日期：[2026年11月23日 00:00:00]   终止日期：[2026年11月24日 00:00:00]');
    expect(detail).toContain('#交易合计：2笔，商家实收共100.01元，商家优惠共0.00元');
    expect(detail).toContain('#退款合计：1笔，商家实收退款共-30.00元，商家优惠退款共0.00元');
    expect(detail).toMatch(/业务明细列表结束-+\r\n/);
    expect(summary).toContain('\r\n合计,,2,1,70.01,70.01,0.00,0.00,0.00,-0.42,0.00,69.59\r\n');
  });

  test('are behind an unsigned link on this server that works for 30 seconds', async () => {
    const url = text((await bill()).node.bill_download_url);
    expect(url.startsWith(`${stage.url}/downloadBillFile.resource?`)).toBe(true);
    stage.clock.offsetMs += 31_000;
    expect((await fetch(url)).status).toBe(403);
  });

  test('of a day without a trade, of a day to come, and of another type are refused', async () => {
    expect((await bill('2026-11-20')).node).toMatchObject({ code: '40004', sub_code: 'NO_BILL_DATA' });
    expect((await bill('2026-11-25')).node.sub_code).toBe('INVAILID_ARGUMENTS');
    const other = await stage.alipay.call('alipay.data.dataservice.bill.downloadurl.query', {
      biz: { bill_type: 'settle', bill_date: DAY },
    });
    expect(other.node.sub_code).toBe('TYPE_NOT_SUPPORTED');
  });

  test('drop_row, add_row, alter_amount, alter_fee, duplicate_row: the footers follow', async () => {
    await fault('drop_row', { out_trade_no: 'ORDER102' });
    await fault('alter_amount', { index: 0, amount: 9_000 });
    await fault('alter_fee', { out_refund_no: 'R1', fee: 19 });
    await fault('add_row', { out_trade_no: 'CHANNELONLY1', amount: 300 });
    await fault('duplicate_row', { out_trade_no: 'CHANNELONLY1' });
    const { detail, summary } = await readBill();
    expect(detail).not.toContain('ORDER102');
    expect(detail.match(/CHANNELONLY1/g)).toHaveLength(2);
    expect(detail).toContain('#交易合计：3笔，商家实收共96.00元');
    expect(summary).toContain('\r\n合计,,3,1,66.00,66.00,0.00,0.00,0.00,-0.41,0.00,65.59\r\n');
  });

  test('wrong_totals, unknown_column, missing_footer: files that must not be taken', async () => {
    await fault('wrong_totals', { times: 1 });
    expect((await readBill()).detail).toContain('商家实收共100.02元');
    await fault('unknown_column', { times: 1 });
    expect((await readBill()).detail.split('\r\n')[4]!.split(',')).toHaveLength(26);
    await fault('missing_footer', { times: 1 });
    expect((await readBill()).detail).not.toContain('列表结束');
  });

  test('truncated, bomb, not_ready', async () => {
    await fault('truncated', { times: 1 });
    await expect(readBill()).rejects.toThrow();
    await fault('bomb', { times: 1 });
    const { bytes } = await fetchBill();
    expect(bytes.length).toBeLessThan(1_000_000);
    expect((await zipEntriesOf(bytes)).entries[0]!.uncompressedSize).toBe(300 * 1024 * 1024);
    await fault('not_ready', { times: 1 });
    expect((await bill()).node).toMatchObject({ code: '40004', sub_code: 'BILL_NOT_EXIST' });
  });
});
