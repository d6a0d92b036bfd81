import { createHash } from 'node:crypto';
import { createGunzip, gunzipSync } from 'node:zlib';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { type Json, listOf, text } from './json';
import { Stage } from './stage';

const DAY = '2026-11-23';
const stage = new Stage();
// The statements are of a day of 2026, so the sandbox must live then.
beforeAll(() => stage.open());
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.reset();
  stage.clock.offsetMs = Date.parse('2026-11-24T11:00:00+08:00') - Date.now();
});

const sha1 = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex');
const fault = (channel: string, kind: string, more: object = {}) =>
  stage.fault({ channel, target: 'statement', kind, ...more });
const books = async (channel: string): Promise<Json> =>
  listOf((await stage.control('GET', `/books?business_day=${DAY}&channel=${channel}`)).data)[0]!;

describe('the statements of WeChat Pay', () => {
  const bill = (query = 'bill_type=ALL&tar_type=GZIP') =>
    stage.wechat.call('GET', `/v3/bill/tradebill?bill_date=${DAY}&${query}`);
  const fetchBill = async (query?: string) => {
    const { json } = await bill(query);
    const file = await stage.wechat.download(text(json.download_url));
    return { hash: text(json.hash_value), packed: file.raw, file };
  };
  const readBill = async () => parseWechat(gunzipSync((await fetchBill()).packed));
  const pay = async (no: string, fen: number, time: string) =>
    stage.pay(await stage.wechatOrder(no, fen), { at: `${DAY}T${time}+08:00` });
  beforeEach(async () => {
    await pay('ORDER001', 6_000, '00:00:03');
    await pay('ORDER002', 1, '10:06:33');
    await pay('ORDER003', 125_050, '23:59:59');
  });

  test('equal the books, to the fen and to the second', async () => {
    const { json } = await bill();
    expect(json.hash_type).toBe('SHA1');
    const { hash, packed, file } = await fetchBill();
    const content = gunzipSync(packed);
    expect(sha1(content)).toBe(hash);
    expect(file.headers.get('wechatpay-signature')).toBeNull();
    const { header, rows, summary } = parseWechat(content);
    expect(header).toHaveLength(27);
    const held = listOf((await books('wechat')).payments);
    expect(
      rows.map((row) => [
        row['商户订单号'],
        row['微信订单号'],
        row['订单金额'],
        row['手续费'],
        row['交易时间'],
      ]),
    ).toEqual([
      ['ORDER001', text(held[0]!.transaction_id), '60.00', '0.36000', '2026-11-23 00:00:03'],
      ['ORDER002', text(held[1]!.transaction_id), '0.01', '0.00000', '2026-11-23 10:06:33'],
      ['ORDER003', text(held[2]!.transaction_id), '1250.50', '7.50000', '2026-11-23 23:59:59'],
    ]);
    expect(rows[0]).toMatchObject({
      交易状态: 'SUCCESS',
      费率: '0.60%',
      特约商户号: '0',
      商户号: stage.env.WECHAT_MCH_ID,
      交易类型: 'NATIVE',
    });
    expect(summary).toEqual(['3', '1310.51', '0.00', '0.00', '7.86000', '1310.51', '0.00']);
  });

  test('hold refunds as rows of the day they were accepted, with the fee returned', async () => {
    stage.clock.offsetMs = Date.parse(`${DAY}T12:30:00+08:00`) - Date.now();
    await stage.wechat.refund('ORDER003', 'REFUND01', { refund: 5_000, total: 125_050 });
    stage.clock.offsetMs = Date.parse('2026-11-24T11:00:00+08:00') - Date.now();
    const { rows, summary } = await readBill();
    expect(rows[3]).toMatchObject({
      商户订单号: 'ORDER003',
      商户退款单号: 'REFUND01',
      交易状态: 'REFUND',
      退款金额: '50.00',
      申请退款金额: '50.00',
      应结订单金额: '0.00',
      手续费: '-0.30000',
      退款类型: 'ORIGINAL',
    });
    expect(summary).toEqual(['4', '1310.51', '50.00', '0.00', '7.56000', '1310.51', '50.00']);
    expect(
      parseWechat(gunzipSync((await fetchBill('bill_type=REFUND&tar_type=GZIP')).packed)).rows,
    ).toHaveLength(1);
    const success = parseWechat(gunzipSync((await fetchBill('bill_type=SUCCESS&tar_type=GZIP')).packed));
    expect(success.rows).toHaveLength(3);
    expect(success.header).not.toContain('微信退款单号');
  });

  test('come plain, when no packing is asked for', async () => {
    const { hash, packed } = await fetchBill('bill_type=ALL');
    expect(packed.subarray(0, 3)).toEqual(Buffer.from('\ufeff'));
    expect(sha1(packed)).toBe(hash);
  });

  test('of the account show what came in, what the fee took, and what is left', async () => {
    const { json } = await stage.wechat.call(
      'GET',
      `/v3/bill/fundflowbill?bill_date=${DAY}&account_type=BASIC&tar_type=GZIP`,
    );
    const content = gunzipSync((await stage.wechat.download(text(json.download_url))).raw);
    expect(sha1(content)).toBe(json.hash_value);
    const { header, rows, summary } = parseWechat(content);
    expect(header).toHaveLength(11);
    expect(
      rows.map((row) => [row['业务类型'], row['收支类型'], row['收支金额(元)'], row['账户结余(元)']]),
    ).toEqual([
      ['交易', '收入', '60.00', '1060.00'],
      ['扣除交易手续费', '支出', '0.36', '1059.64'],
      ['交易', '收入', '0.01', '1059.65'],
      ['交易', '收入', '1250.50', '2310.15'],
      ['扣除交易手续费', '支出', '7.50', '2302.65'],
    ]);
    expect(summary).toEqual(['5.0', '3.0', '1310.51', '2.0', '7.86']);
  });

  test('are behind a link that is signed for, and works for five minutes', async () => {
    const { json } = await bill();
    const url = new URL(text(json.download_url));
    const unsigned = await stage.wechat.call('GET', `${url.pathname}${url.search}`, {
      authorization: 'none',
    });
    expect(unsigned).toMatchObject({ status: 401, json: { code: 'SIGN_ERROR' } });
    stage.clock.offsetMs += 301_000;
    expect((await stage.wechat.download(text(json.download_url))).status).toBe(400);
  });

  test.each([
    ['a day without a trade', 'bill_date=2026-11-20', 'NO_STATEMENT_EXIST'],
    ['a day to come', 'bill_date=2026-11-25', 'PARAM_ERROR'],
    ['no day at all', 'bill_date=20261123', 'PARAM_ERROR'],
    ['a day of long ago', 'bill_date=2026-07-01', 'PARAM_ERROR'],
    ['another type', `bill_date=${DAY}&bill_type=SOME`, 'PARAM_ERROR'],
  ])('%s is refused', async (_what, query, code) => {
    expect(await stage.wechat.call('GET', `/v3/bill/tradebill?${query}`)).toMatchObject({
      status: 400,
      json: { code },
    });
  });

  test('drop_row, add_row, alter_amount, alter_fee, alter_status, duplicate_row: a file that agrees with itself, not with the books', async () => {
    await fault('wechat', 'drop_row', { out_trade_no: 'ORDER001' });
    await fault('wechat', 'alter_amount', { out_trade_no: 'ORDER002', amount: 5 });
    await fault('wechat', 'alter_fee', { out_trade_no: 'ORDER003', fee: 751 });
    await fault('wechat', 'alter_status', { out_trade_no: 'ORDER003' });
    await fault('wechat', 'add_row', { out_trade_no: 'CHANNELONLY1', amount: 300, business_day: DAY });
    await fault('wechat', 'duplicate_row', { out_trade_no: 'ORDER002' });
    const { hash, packed } = await fetchBill();
    const content = gunzipSync(packed);
    expect(sha1(content)).toBe(hash);
    const { rows, summary } = parseWechat(content);
    expect(rows.map((row) => [row['商户订单号'], row['订单金额'], row['手续费'], row['交易状态']])).toEqual([
      ['ORDER002', '0.05', '0.00000', 'SUCCESS'],
      ['ORDER002', '0.05', '0.00000', 'SUCCESS'],
      ['ORDER003', '1250.50', '7.51000', 'REVOKED'],
      ['CHANNELONLY1', '3.00', '0.00000', 'SUCCESS'],
    ]);
    expect(summary).toEqual(['4', '1253.60', '0.00', '0.00', '7.51000', '1253.60', '0.00']);
    await stage.control('DELETE', '/faults');
    expect((await readBill()).rows).toHaveLength(3);
  });

  test('a fault for another day changes nothing', async () => {
    await fault('wechat', 'drop_row', { business_day: '2026-11-22' });
    expect((await readBill()).rows).toHaveLength(3);
  });

  test('wrong_totals and unknown_column: a right hash over a wrong file', async () => {
    await fault('wechat', 'wrong_totals', { times: 1 });
    expect((await readBill()).summary[1]).toBe('1310.52');
    await fault('wechat', 'unknown_column', { times: 1 });
    expect((await readBill()).header).toHaveLength(28);
    await fault('wechat', 'missing_footer', { times: 1 });
    expect((await readBill()).summary).toEqual([]);
  });

  test('wrong_hash, hash_of_gzip, truncated: a file that must not be taken', async () => {
    await fault('wechat', 'wrong_hash', { times: 1 });
    const wrong = await fetchBill();
    expect(sha1(gunzipSync(wrong.packed))).not.toBe(wrong.hash);
    await fault('wechat', 'hash_of_gzip', { times: 1 });
    const packed = await fetchBill();
    expect(packed.hash).toBe(sha1(packed.packed));
    await fault('wechat', 'truncated', { times: 1 });
    const cut = await fetchBill();
    expect(() => gunzipSync(cut.packed)).toThrow('unexpected end of file');
  });

  test('bomb: a small file that unpacks to 300 MB', async () => {
    await fault('wechat', 'bomb');
    const { packed } = await fetchBill();
    expect(packed.length).toBeLessThan(1_000_000);
    expect(packed.readUInt32LE(packed.length - 4)).toBe(300 * 1024 * 1024);
    let size = 0;
    for await (const chunk of createGunzip().end(packed)) size += (chunk as Buffer).length;
    expect(size).toBe(300 * 1024 * 1024);
  });

  test('not_ready: still being made, then there', async () => {
    await fault('wechat', 'not_ready', { times: 1 });
    expect(await bill()).toMatchObject({ status: 400, json: { code: 'STATEMENT_CREATING' } });
    expect((await bill()).status).toBe(200);
  });

  test('the download itself can fail', async () => {
    await stage.fault({ channel: 'wechat', target: 'download', kind: 'html_502' });
    expect((await fetchBill()).file.status).toBe(502);
    expect((await fetchBill()).file.status).toBe(200);
  });
});

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
    const [first, second] = listOf((await books('alipay')).payments);
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
    await fault('alipay', 'drop_row', { out_trade_no: 'ORDER102' });
    await fault('alipay', 'alter_amount', { index: 0, amount: 9_000 });
    await fault('alipay', 'alter_fee', { out_refund_no: 'R1', fee: 19 });
    await fault('alipay', 'add_row', { out_trade_no: 'CHANNELONLY1', amount: 300 });
    await fault('alipay', 'duplicate_row', { out_trade_no: 'CHANNELONLY1' });
    const { detail, summary } = await readBill();
    expect(detail).not.toContain('ORDER102');
    expect(detail.match(/CHANNELONLY1/g)).toHaveLength(2);
    expect(detail).toContain('#交易合计：3笔，商家实收共96.00元');
    expect(summary).toContain('\r\n合计,,3,1,66.00,66.00,0.00,0.00,0.00,-0.41,0.00,65.59\r\n');
  });

  test('wrong_totals, unknown_column, missing_footer: files that must not be taken', async () => {
    await fault('alipay', 'wrong_totals', { times: 1 });
    expect((await readBill()).detail).toContain('商家实收共100.02元');
    await fault('alipay', 'unknown_column', { times: 1 });
    expect((await readBill()).detail.split('\r\n')[4]!.split(',')).toHaveLength(26);
    await fault('alipay', 'missing_footer', { times: 1 });
    expect((await readBill()).detail).not.toContain('列表结束');
  });

  test('truncated, bomb, not_ready', async () => {
    await fault('alipay', 'truncated', { times: 1 });
    await expect(readBill()).rejects.toThrow();
    await fault('alipay', 'bomb', { times: 1 });
    const { bytes } = await fetchBill();
    expect(bytes.length).toBeLessThan(1_000_000);
    expect((await entriesOf(bytes)).entries[0]!.uncompressedSize).toBe(300 * 1024 * 1024);
    await fault('alipay', 'not_ready', { times: 1 });
    expect((await bill()).node).toMatchObject({ code: '40004', sub_code: 'BILL_NOT_EXIST' });
  });
});

describe('a channel that keeps its hours', () => {
  const punctual = new Stage();
  beforeAll(() => punctual.open({ allowToday: false }));
  afterAll(() => punctual.close());

  test.each([
    ['2026-11-23T23:00:00+08:00', 'PARAM_ERROR', 'BILL_NOT_EXIST'],
    ['2026-11-24T08:59:00+08:00', 'STATEMENT_CREATING', 'BILL_NOT_EXIST'],
    ['2026-11-24T10:00:00+08:00', undefined, undefined],
  ])('at %s the statement is not there before its time', async (now, wechatCode, alipayCode) => {
    await punctual.reset();
    await punctual.pay(await punctual.wechatOrder('ORDER001'), { at: `${DAY}T12:00:00+08:00` });
    await punctual.pay(await punctual.alipayOrder('ORDER002'), { at: `${DAY}T12:00:00+08:00` });
    punctual.clock.offsetMs = Date.parse(now) - Date.now();
    const wechat = await punctual.wechat.call('GET', `/v3/bill/tradebill?bill_date=${DAY}`);
    const alipay = await punctual.alipay.call('alipay.data.dataservice.bill.downloadurl.query', {
      biz: { bill_type: 'trade', bill_date: DAY },
    });
    expect(wechat.json.code).toBe(wechatCode);
    expect(alipay.node.sub_code).toBe(alipayCode);
  });
});

/** Rows by column title, and the values of the summary line. */
function parseWechat(content: Buffer) {
  const lines = content
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .filter(Boolean);
  const values = (line: string): string[] => line.split(',').map((value) => value.replace(/^`/, ''));
  const end = lines.findIndex((line, index) => index > 0 && !line.startsWith('`'));
  const header = values(lines[0]!);
  const rows = lines.slice(1, end < 0 ? undefined : end).map((line) => {
    const found = values(line);
    expect(found).toHaveLength(header.length);
    return Object.fromEntries(header.map((title, index) => [title, found[index]!]));
  });
  return { header, rows, summary: end < 0 ? [] : values(lines[end + 1]!) };
}

interface Archive {
  zip: ZipFile;
  entries: Entry[];
}

function entriesOf(bytes: Buffer): Promise<Archive> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: false, decodeStrings: false }, (error, zip) => {
      if (error) return reject(error);
      const entries: Entry[] = [];
      zip.on('entry', (entry: Entry) => entries.push(entry));
      zip.on('error', reject);
      zip.on('end', () => resolve({ zip, entries }));
    });
  });
}

async function readArchive(bytes: Buffer) {
  const gbk = new TextDecoder('gbk', { fatal: true });
  const { zip, entries } = await entriesOf(bytes);
  const texts = await Promise.all(entries.map(async (entry) => gbk.decode(await contentOf(zip, entry))));
  const names = entries.map((entry) => gbk.decode(entry.fileName as unknown as Buffer));
  return {
    names,
    flags: entries.map((entry) => entry.generalPurposeBitFlag),
    detail: texts[0]!,
    summary: texts[1]!,
  };
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => resolve(Buffer.concat(chunks)));
      stream.on('error', reject);
    });
  });
}
