import { X509Certificate } from 'node:crypto';
import { listOf, text } from './json';
import { Stage, until } from './stage';
import type { Sealed } from './wechat-client';

const stage = new Stage();
beforeAll(() => stage.open());
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const ORDER = '/v3/pay/transactions/native';

describe('who may call WeChat Pay', () => {
  const body = () => stage.wechat.orderBody('ORDER001', 20_000, stage.inbox.url);

  test('a signed order gets a QR code and an answer signed with the public key it asked for', async () => {
    const reply = await stage.wechat.call('POST', ORDER, { body: body() });
    expect(reply.status).toBe(200);
    expect(reply.json.code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\/up\?pr=\w+&groupid=00$/);
    expect(reply.headers.get('wechatpay-serial')).toBe(stage.env.WECHAT_PUBLIC_KEY_ID);
    expect(reply.headers.get('request-id')).toBeTruthy();
    expect(stage.wechat.isAuthentic(reply.headers, reply.raw)).toBe(true);
  });

  test('an answer is signed with the platform certificate when the public key was not asked for', async () => {
    const reply = await stage.wechat.call('POST', ORDER, { body: body(), withoutSerial: true });
    const certificate = new X509Certificate(stage.env.WECHAT_PLATFORM_CERTIFICATES!);
    expect(reply.headers.get('wechatpay-serial')).toBe(certificate.serialNumber);
    expect(certificate.serialNumber).toMatch(/^[0-9A-F]{40}$/);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(stage.wechat.isAuthentic(reply.headers, reply.raw)).toBe(true);
  });

  test('the certificate list opens with the APIv3 key and holds the platform certificate', async () => {
    const reply = await stage.wechat.call('GET', '/v3/certificates');
    const [entry] = listOf(reply.json.data);
    const sealed = entry!.encrypt_certificate as unknown as Sealed;
    expect(sealed.associated_data).toBe('certificate');
    expect(stage.wechat.open(sealed)).toBe(stage.env.WECHAT_PLATFORM_CERTIFICATES);
  });

  test('a body changed after signing is refused, and the refusal is not signed', async () => {
    const authorization = stage.wechat.authorization('POST', ORDER, { body: JSON.stringify(body()) });
    const altered = { ...body(), amount: { total: 1, currency: 'CNY' } };
    const reply = await stage.wechat.call('POST', ORDER, { body: altered, authorization });
    expect(reply).toMatchObject({ status: 401, json: { code: 'SIGN_ERROR' } });
    expect(reply.headers.get('wechatpay-signature')).toBeNull();
  });

  test('the query string is part of what is signed', async () => {
    const authorization = stage.wechat.authorization('GET', '/v3/pay/transactions/out-trade-no/ORDER001', {
      body: '',
    });
    const target = `/v3/pay/transactions/out-trade-no/ORDER001?mchid=${stage.env.WECHAT_MCH_ID}`;
    expect(await stage.wechat.call('GET', target, { authorization })).toMatchObject({
      status: 401,
      json: { code: 'SIGN_ERROR' },
    });
  });

  test.each([-301, 301])(
    'a timestamp %d seconds off is refused before the signature is looked at',
    async (skew) => {
      const timestamp = Math.floor(Date.now() / 1_000) + skew + Math.sign(skew);
      const reply = await stage.wechat.call('POST', ORDER, { body: body(), timestamp });
      expect(reply.status).toBe(401);
      expect(reply.json.message).toContain('不得超过5分钟');
    },
  );

  test('a request without Authorization is refused in the words of its family', async () => {
    const order = await stage.wechat.call('POST', ORDER, { body: body(), authorization: 'Bearer x' });
    const certificates = await stage.wechat.call('GET', '/v3/certificates', { authorization: 'Bearer x' });
    expect(order).toMatchObject({
      status: 401,
      json: { code: 'SIGN_ERROR', message: '签名信息错误，验签失败' },
    });
    expect(certificates).toMatchObject({ status: 401, json: { code: 'SIGN_ERROR' } });
    expect(certificates.json.message).toContain('Authorization值格式错误');
  });

  test('a request without User-Agent is refused', async () => {
    const reply = await stage.wechat.call('GET', '/v3/certificates', { headers: { 'User-Agent': '' } });
    expect(reply).toMatchObject({
      status: 400,
      json: { code: 'INVALID_REQUEST', message: 'Http头缺少Accept或User-Agent' },
    });
  });

  test('an unknown path gets an empty 404, a known one with another method an empty 405', async () => {
    const unknown = await stage.wechat.call('GET', '/v3/nothing/here');
    const method = await stage.wechat.call('GET', ORDER);
    expect([unknown.status, unknown.raw.length]).toEqual([404, 0]);
    expect([method.status, method.raw.length]).toEqual([405, 0]);
  });
});

describe('an order at WeChat Pay', () => {
  const order = (outTradeNo: string, change: object = {}) =>
    stage.wechat.call('POST', ORDER, {
      body: { ...stage.wechat.orderBody(outTradeNo, 20_000, stage.inbox.url), ...change },
    });

  test.each([
    ['an amount of 0', { amount: { total: 0, currency: 'CNY' } }, '/body/amount/total'],
    ['an amount with a fraction', { amount: { total: 1.5, currency: 'CNY' } }, '/body/amount/total'],
    ['another currency', { amount: { total: 1, currency: 'USD' } }, '/body/amount/currency'],
    ['a number that is too short', { out_trade_no: 'A' }, '/body/out_trade_no'],
    ['a number with a slash', { out_trade_no: 'ORDER/0001' }, '/body/out_trade_no'],
    ['no description', { description: '' }, '/body/description'],
    ['an emoji', { description: '罚款🚗' }, '/body'],
    ['a null', { attach: null }, '/body/attach'],
    ['a callback address with a query', { notify_url: 'http://127.0.0.1/notify?x=1' }, '/body/notify_url'],
    ['a time that is no RFC 3339', { time_expire: '2026-11-24 10:00:00' }, '/body/time_expire'],
  ])('%s is refused and the field is named', async (_what, change, field) => {
    const reply = await order('ORDER001', change);
    expect(reply).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR', detail: { field, location: 'body' } },
    });
    expect((await stage.control('GET', '/trades')).data).toEqual([]);
  });

  test('another merchant number is refused', async () => {
    expect(await order('ORDER001', { mchid: '1900000001' })).toMatchObject({
      status: 400,
      json: { code: 'APPID_MCHID_NOT_MATCH' },
    });
  });

  test('the same order again gets a new code and the old one is void', async () => {
    const first = await order('ORDER001');
    const second = await order('ORDER001');
    expect(second.status).toBe(200);
    expect(second.json.code_url).not.toBe(first.json.code_url);
    expect(await stage.tryControl('POST', '/pay', { content: first.json.code_url })).toMatchObject({
      status: 409,
      body: { code: 'CODE_VOID' },
    });
    expect(await stage.pay(text(second.json.code_url))).toMatchObject({ status: 'paid' });
  });

  test('the same number with another amount is refused', async () => {
    await order('ORDER001');
    const other = await order('ORDER001', { amount: { total: 20_001, currency: 'CNY' } });
    expect(other).toMatchObject({ status: 403, json: { code: 'OUT_TRADE_NO_USED' } });
  });

  test('an order that was paid cannot be ordered again or closed, and reads SUCCESS with its own number', async () => {
    const { json } = await order('ORDER001');
    const unpaid = await stage.wechat.query('ORDER001');
    expect(unpaid.json).toMatchObject({ trade_state: 'NOTPAY' });
    expect(unpaid.json).not.toHaveProperty('transaction_id');
    const paid = await stage.pay(text(json.code_url));
    expect(paid.transaction_id).toMatch(/^4200\d{24}$/);
    expect((await order('ORDER001')).json.code).toBe('ORDERPAID');
    expect(await stage.wechat.close('ORDER001')).toMatchObject({ status: 400, json: { code: 'ORDERPAID' } });
    const query = await stage.wechat.query('ORDER001');
    expect(query.json).toMatchObject({
      trade_state: 'SUCCESS',
      trade_type: 'NATIVE',
      transaction_id: paid.transaction_id,
      amount: { total: 20_000, payer_total: 20_000, currency: 'CNY' },
    });
    expect(stage.wechat.isAuthentic(query.headers, query.raw)).toBe(true);
    const byId = await stage.wechat.call(
      'GET',
      `/v3/pay/transactions/id/${paid.transaction_id}?mchid=${stage.env.WECHAT_MCH_ID}`,
    );
    expect(byId.json).toEqual(query.json);
  });

  test('a closed order cannot be paid, and closing it again is fine', async () => {
    const { json } = await order('ORDER001');
    const closed = await stage.wechat.close('ORDER001');
    expect([closed.status, closed.raw.length]).toEqual([204, 0]);
    expect(stage.wechat.isAuthentic(closed.headers, closed.raw)).toBe(true);
    expect((await stage.wechat.close('ORDER001')).status).toBe(204);
    expect((await stage.wechat.query('ORDER001')).json.trade_state).toBe('CLOSED');
    expect(await stage.tryControl('POST', '/pay', { content: json.code_url })).toMatchObject({
      status: 409,
      body: { code: 'TRADE_CLOSED' },
    });
    expect((await order('ORDER001')).json.code).toBe('ORDER_CLOSED');
  });

  test('after time_expire the wallet refuses', async () => {
    const expiry = new Date(stage.clock.now().getTime() + 10 * 60_000).toISOString();
    const { json } = await order('ORDER001', { time_expire: expiry });
    stage.clock.offsetMs = 11 * 60_000;
    expect(await stage.tryControl('POST', '/pay', { content: json.code_url })).toMatchObject({
      status: 409,
      body: { code: 'TRADE_EXPIRED' },
    });
    expect((await stage.wechat.query('ORDER001')).json.trade_state).toBe('NOTPAY');
  });

  test('an order that nobody knows reads ORDER_NOT_EXIST', async () => {
    expect(await stage.wechat.query('NOBODY01')).toMatchObject({
      status: 404,
      json: { code: 'ORDER_NOT_EXIST' },
    });
  });

  test('H5 and JSAPI have replies of their own', async () => {
    const base = stage.wechat.orderBody('ORDER002', 100, stage.inbox.url);
    const h5 = await stage.wechat.call('POST', '/v3/pay/transactions/h5', {
      body: { ...base, scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } } },
    });
    expect(h5.json.h5_url).toMatch(/^https:\/\/wx\.tenpay\.com\//);
    const jsapi = await stage.wechat.call('POST', '/v3/pay/transactions/jsapi', {
      body: { ...base, out_trade_no: 'ORDER003', payer: { openid: 'oPayer' } },
    });
    expect(jsapi.json.prepay_id).toMatch(/^wx[0-9a-f]{34}$/);
    await stage.pay(text(h5.json.h5_url));
    expect((await stage.wechat.query('ORDER002')).json.trade_type).toBe('MWEB');
  });
});

describe('a refund at WeChat Pay', () => {
  beforeEach(async () => void (await stage.pay(await stage.wechatOrder('ORDER001'))));

  test('is accepted, succeeds later, and is idempotent by its number', async () => {
    const first = await stage.wechat.refund('ORDER001', 'REFUND01', { refund: 5_000, total: 20_000 });
    expect(first).toMatchObject({
      status: 200,
      json: { status: 'PROCESSING', amount: { refund: 5_000, total: 20_000 } },
    });
    const again = await stage.wechat.refund('ORDER001', 'REFUND01', { refund: 5_000, total: 20_000 });
    expect(again.json.refund_id).toBe(first.json.refund_id);
    const read = async () =>
      text((await stage.wechat.call('GET', '/v3/refund/domestic/refunds/REFUND01')).json.status);
    await until(async () => (await read()) === 'SUCCESS', 'the refund succeeds');
    expect((await stage.wechat.query('ORDER001')).json.trade_state).toBe('REFUND');
  });

  test('another amount under the same number, and more than is left, are refused', async () => {
    await stage.wechat.refund('ORDER001', 'REFUND01', { refund: 5_000, total: 20_000 });
    const other = await stage.wechat.refund('ORDER001', 'REFUND01', { refund: 5_001, total: 20_000 });
    expect(other.json).toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('与之前请求不一致'),
    });
    const over = await stage.wechat.refund('ORDER001', 'REFUND02', { refund: 15_001, total: 20_000 });
    expect(over.json).toMatchObject({ code: 'INVALID_REQUEST', message: '申请退款金额超过订单可退金额' });
  });

  test('an unpaid or unknown order cannot be refunded', async () => {
    await stage.wechatOrder('ORDER002');
    expect((await stage.wechat.refund('ORDER002', 'REFUND01', { refund: 1, total: 20_000 })).json.code).toBe(
      'INVALID_REQUEST',
    );
    expect((await stage.wechat.refund('NOBODY01', 'REFUND01', { refund: 1, total: 20_000 })).status).toBe(
      404,
    );
    expect((await stage.wechat.call('GET', '/v3/refund/domestic/refunds/REFUND01')).status).toBe(404);
  });
});

test('the API keys are of the form that WeChat Pay gives out', () => {
  expect(Buffer.byteLength(stage.env.WECHAT_API_V3_KEY!)).toBe(32);
  expect(stage.env.WECHAT_PUBLIC_KEY_ID).toMatch(/^PUB_KEY_ID_\d+$/);
  expect(stage.env.WECHAT_MCH_SERIAL_NO).toMatch(/^[0-9A-F]{40}$/);
});
