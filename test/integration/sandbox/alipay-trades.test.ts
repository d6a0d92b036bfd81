import { beijing } from './alipay-client';
import { Stage } from './stage';

const stage = new Stage();
beforeAll(() => stage.open());
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const call = (method: string, biz: object) => stage.alipay.call(`alipay.trade.${method}`, { biz });

describe('who may call the Alipay gateway', () => {
  const biz = { out_trade_no: 'ORDER001', total_amount: '120.00', subject: '护照工本费' };

  test('a signed call gets an answer signed over the very text of its node, slashes escaped', async () => {
    const reply = await call('precreate', biz);
    expect(reply).toMatchObject({ status: 200, contentType: 'text/html;charset=utf-8', isAuthentic: true });
    expect(reply.node).toMatchObject({ code: '10000', msg: 'Success', out_trade_no: 'ORDER001' });
    expect(reply.node.qr_code).toMatch(/^https:\/\/qr\.alipay\.com\/\w+$/);
    expect(reply.text).toContain('https:\\/\\/qr.alipay.com\\/');
  });

  test('the common parameters may also come in the form', async () => {
    const reply = await stage.alipay.call('alipay.trade.precreate', { biz, allInBody: true });
    expect(reply).toMatchObject({ isAuthentic: true, node: { code: '10000' } });
  });

  test.each([
    [
      'a changed parameter',
      { tamper: { notify_url: 'http://127.0.0.1/elsewhere' } },
      '40002',
      'isv.invalid-signature',
    ],
    ['another app', { params: { app_id: '2021000000000000' } }, '40002', 'isv.invalid-app-id'],
    ['the old sign type', { params: { sign_type: 'RSA' } }, '40002', 'isv.invalid-signature-type'],
    ['no signature', { tamper: { sign: '' } }, '40001', 'isv.missing-signature'],
    [
      'a method that does not exist',
      { params: { method: 'alipay.trade.nothing' } },
      '40002',
      'isv.invalid-method',
    ],
    ['another charset', { params: { charset: 'gbk' } }, '40002', 'isv.invalid-charset'],
    ['a biz_content that is no JSON', { params: { biz_content: '{' } }, '40002', 'isv.invalid-parameter'],
  ])('%s is refused without a signature', async (_what, options, code, subCode) => {
    const reply = await stage.alipay.call('alipay.trade.precreate', { biz, ...options });
    expect(reply.status).toBe(200);
    expect(reply.isSigned).toBe(false);
    expect(Object.values(JSON.parse(reply.text))).toEqual([
      expect.objectContaining({ code, sub_code: subCode }),
    ]);
  });

  test('a timestamp in UTC is refused: the gateway counts in GMT+8', async () => {
    const timestamp = new Date(stage.clock.now()).toISOString().slice(0, 19).replace('T', ' ');
    const reply = await stage.alipay.call('alipay.trade.precreate', { biz, params: { timestamp } });
    expect(reply).toMatchObject({
      isSigned: false,
      node: { code: '40002', sub_code: 'isv.invalid-timestamp' },
    });
  });
});

describe('a trade at Alipay', () => {
  test('does not exist before the scan, then waits, then is paid', async () => {
    const content = await stage.alipayOrder('ORDER001');
    const before = await call('query', { out_trade_no: 'ORDER001' });
    expect(before).toMatchObject({
      isAuthentic: true,
      node: { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST' },
    });
    expect((await call('close', { out_trade_no: 'ORDER001' })).node.sub_code).toBe('ACQ.TRADE_NOT_EXIST');

    const scanned = await stage.control('POST', '/scan', { content });
    expect(scanned).toMatchObject({
      channel: 'alipay',
      out_trade_no: 'ORDER001',
      amount: 12_000,
      subject: '护照工本费',
      status: 'waiting',
    });
    expect((await call('query', { out_trade_no: 'ORDER001' })).node).toMatchObject({
      code: '10000',
      trade_status: 'WAIT_BUYER_PAY',
    });

    const paid = await stage.pay(content);
    expect(paid.transaction_id).toMatch(/^\d{28}$/);
    expect((await call('query', { trade_no: paid.transaction_id })).node).toMatchObject({
      trade_status: 'TRADE_SUCCESS',
      total_amount: '120.00',
      trade_no: paid.transaction_id,
      out_trade_no: 'ORDER001',
    });
  });

  test('a trade that was scanned can be closed, and then not be paid', async () => {
    const content = await stage.alipayOrder('ORDER001');
    await stage.control('POST', '/scan', { content });
    expect((await call('close', { out_trade_no: 'ORDER001' })).node.code).toBe('10000');
    expect((await call('query', { out_trade_no: 'ORDER001' })).node.trade_status).toBe('TRADE_CLOSED');
    expect(await stage.tryControl('POST', '/pay', { content })).toMatchObject({
      status: 409,
      body: { code: 'TRADE_CLOSED' },
    });
    expect(
      (await call('precreate', { out_trade_no: 'ORDER001', total_amount: '120.00', subject: 'x' })).node
        .sub_code,
    ).toBe('ACQ.TRADE_HAS_CLOSE');
  });

  test('a paid trade cannot be closed or created again', async () => {
    await stage.pay(await stage.alipayOrder('ORDER001'));
    expect((await call('close', { out_trade_no: 'ORDER001' })).node).toMatchObject({
      code: '40004',
      sub_code: 'ACQ.REASON_TRADE_STATUS_INVALID',
    });
    expect(
      (await call('precreate', { out_trade_no: 'ORDER001', total_amount: '120.00', subject: 'x' })).node
        .sub_code,
    ).toBe('ACQ.TRADE_HAS_SUCCESS');
  });

  test('other facts under a number that was scanned are refused', async () => {
    await stage.control('POST', '/scan', { content: await stage.alipayOrder('ORDER001') });
    const other = await call('precreate', {
      out_trade_no: 'ORDER001',
      total_amount: '1.00',
      subject: '护照工本费',
    });
    expect(other.node.sub_code).toBe('ACQ.CONTEXT_INCONSISTENT');
  });

  test('a code outlives its time unscanned without ever becoming a trade', async () => {
    const content = await stage.alipayOrder('ORDER001');
    stage.clock.offsetMs = 121 * 60_000;
    expect(await stage.tryControl('POST', '/scan', { content })).toMatchObject({
      status: 409,
      body: { code: 'CODE_EXPIRED' },
    });
    expect((await call('query', { out_trade_no: 'ORDER001' })).node.sub_code).toBe('ACQ.TRADE_NOT_EXIST');
  });

  test('a scanned trade closes by itself when its time is over, and says so', async () => {
    const { node } = await stage.alipay.call('alipay.trade.precreate', {
      biz: {
        out_trade_no: 'ORDER001',
        total_amount: '120.00',
        subject: 'x',
        time_expire: beijing(new Date(Date.now() + 60_000)),
      },
      notifyUrl: stage.inbox.url,
    });
    await stage.control('POST', '/scan', { content: node.qr_code });
    stage.clock.offsetMs = 61_000;
    expect((await call('query', { out_trade_no: 'ORDER001' })).node.trade_status).toBe('TRADE_CLOSED');
    const [message] = await stage.inbox.wait(1);
    const params = stage.alipay.read(message!);
    expect(params.trade_status).toBe('TRADE_CLOSED');
    expect(params).not.toHaveProperty('gmt_refund');
  });

  test.each([
    ['a subject with an equals sign', { subject: 'a=b' }],
    ['three decimals', { total_amount: '1.001' }],
    ['an exponent', { total_amount: '1e2' }],
    ['no number', { out_trade_no: '' }],
  ])('%s is refused', async (_what, change) => {
    const reply = await call('precreate', {
      out_trade_no: 'ORDER001',
      total_amount: '1.00',
      subject: 'x',
      ...change,
    });
    expect(reply).toMatchObject({
      isAuthentic: true,
      node: { code: '40004', sub_code: 'ACQ.INVALID_PARAMETER' },
    });
  });
});

describe('a refund at Alipay', () => {
  const refund = (amount: string, no: string) =>
    call('refund', { out_trade_no: 'ORDER001', refund_amount: amount, out_request_no: no });
  const status = async () => (await call('query', { out_trade_no: 'ORDER001' })).node.trade_status;
  beforeEach(async () => void (await stage.pay(await stage.alipayOrder('ORDER001'))));

  test('moves money once, and refund_fee counts everything refunded so far', async () => {
    expect((await refund('20.00', 'R1')).node).toMatchObject({
      code: '10000',
      fund_change: 'Y',
      refund_fee: '20.00',
    });
    expect((await refund('30.00', 'R2')).node).toMatchObject({ fund_change: 'Y', refund_fee: '50.00' });
    expect((await refund('20.00', 'R1')).node).toMatchObject({
      code: '10000',
      fund_change: 'N',
      refund_fee: '50.00',
    });
    expect(await status()).toBe('TRADE_SUCCESS');
    expect((await refund('70.00', 'R3')).node.fund_change).toBe('Y');
    expect(await status()).toBe('TRADE_CLOSED');
  });

  test('another amount under the same number, and more than is left, are refused', async () => {
    await refund('20.00', 'R1');
    expect((await refund('21.00', 'R1')).node.sub_code).toBe('ACQ.DISCORDANT_REPEAT_REQUEST');
    expect((await refund('100.01', 'R2')).node.sub_code).toBe('ACQ.REASON_TRADE_REFUND_FEE_ERR');
  });

  test('the query of an unknown refund number is a success without a status', async () => {
    await refund('20.00', 'R1');
    const query = (no: string) =>
      call('fastpay.refund.query', { out_trade_no: 'ORDER001', out_request_no: no });
    expect((await query('R1')).node).toMatchObject({
      refund_status: 'REFUND_SUCCESS',
      refund_amount: '20.00',
    });
    expect((await query('R9')).node).toEqual({ code: '10000', msg: 'Success' });
  });

  test('cancel gives the money of a paid trade back', async () => {
    expect((await call('cancel', { out_trade_no: 'ORDER001' })).node).toMatchObject({
      action: 'refund',
      retry_flag: 'N',
    });
    expect(await status()).toBe('TRADE_CLOSED');
  });
});
