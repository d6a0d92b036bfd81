import { createHash } from 'node:crypto';
import { createGunzip, gunzipSync } from 'node:zlib';
import { text } from './json';
import { Stage } from './stage';
import { parseWechatStatement } from './statement-files';

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
const fault = (kind: string, more: object = {}) =>
  stage.fault({ channel: 'wechat', target: 'statement', kind, ...more });

describe('the statements of WeChat Pay', () => {
  const bill = (query = 'bill_type=ALL&tar_type=GZIP') =>
    stage.wechat.call('GET', `/v3/bill/tradebill?bill_date=${DAY}&${query}`);
  const fetchBill = async (query?: string) => {
    const { json } = await bill(query);
    const file = await stage.wechat.download(text(json.download_url));
    return { hash: text(json.hash_value), packed: file.raw, file };
  };
  const readBill = async () => parseWechatStatement(gunzipSync((await fetchBill()).packed));
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
    const { header, rows, summary } = parseWechatStatement(content);
    expect(header).toHaveLength(27);
    const held = await stage.paymentsOf('wechat', DAY);
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
      parseWechatStatement(gunzipSync((await fetchBill('bill_type=REFUND&tar_type=GZIP')).packed)).rows,
    ).toHaveLength(1);
    const success = parseWechatStatement(
      gunzipSync((await fetchBill('bill_type=SUCCESS&tar_type=GZIP')).packed),
    );
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
    const { header, rows, summary } = parseWechatStatement(content);
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
    await fault('drop_row', { out_trade_no: 'ORDER001' });
    await fault('alter_amount', { out_trade_no: 'ORDER002', amount: 5 });
    await fault('alter_fee', { out_trade_no: 'ORDER003', fee: 751 });
    await fault('alter_status', { out_trade_no: 'ORDER003' });
    await fault('add_row', { out_trade_no: 'CHANNELONLY1', amount: 300, business_day: DAY });
    await fault('duplicate_row', { out_trade_no: 'ORDER002' });
    const { hash, packed } = await fetchBill();
    const content = gunzipSync(packed);
    expect(sha1(content)).toBe(hash);
    const { rows, summary } = parseWechatStatement(content);
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
    await fault('drop_row', { business_day: '2026-11-22' });
    expect((await readBill()).rows).toHaveLength(3);
  });

  test('wrong_totals and unknown_column: a right hash over a wrong file', async () => {
    await fault('wrong_totals', { times: 1 });
    expect((await readBill()).summary[1]).toBe('1310.52');
    await fault('unknown_column', { times: 1 });
    expect((await readBill()).header).toHaveLength(28);
    await fault('missing_footer', { times: 1 });
    expect((await readBill()).summary).toEqual([]);
  });

  test('wrong_hash, hash_of_gzip, truncated: a file that must not be taken', async () => {
    await fault('wrong_hash', { times: 1 });
    const wrong = await fetchBill();
    expect(sha1(gunzipSync(wrong.packed))).not.toBe(wrong.hash);
    await fault('hash_of_gzip', { times: 1 });
    const packed = await fetchBill();
    expect(packed.hash).toBe(sha1(packed.packed));
    await fault('truncated', { times: 1 });
    const cut = await fetchBill();
    expect(() => gunzipSync(cut.packed)).toThrow('unexpected end of file');
  });

  test('bomb: a small file that unpacks to 300 MB', async () => {
    await fault('bomb');
    const { packed } = await fetchBill();
    expect(packed.length).toBeLessThan(1_000_000);
    expect(packed.readUInt32LE(packed.length - 4)).toBe(300 * 1024 * 1024);
    let size = 0;
    for await (const chunk of createGunzip().end(packed)) size += (chunk as Buffer).length;
    expect(size).toBe(300 * 1024 * 1024);
  });

  test('not_ready: still being made, then there', async () => {
    await fault('not_ready', { times: 1 });
    expect(await bill()).toMatchObject({ status: 400, json: { code: 'STATEMENT_CREATING' } });
    expect((await bill()).status).toBe(200);
  });

  test('the download itself can fail', async () => {
    await stage.fault({ channel: 'wechat', target: 'download', kind: 'html_502' });
    expect((await fetchBill()).file.status).toBe(502);
    expect((await fetchBill()).file.status).toBe(200);
  });
});
