import { text } from './json';
import { Stage } from './stage';

const stage = new Stage();
beforeAll(() => stage.open());
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const ORDER = '/v3/pay/transactions/native';

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
    const prepayId = new URL(text(h5.json.h5_url)).searchParams.get('content') ?? '';
    expect(prepayId).toMatch(/^wx[0-9a-f]{34}$/);
    const jsapi = await stage.wechat.call('POST', '/v3/pay/transactions/jsapi', {
      body: { ...base, out_trade_no: 'ORDER003', payer: { openid: 'oPayer' } },
    });
    expect(jsapi.json.prepay_id).toMatch(/^wx[0-9a-f]{34}$/);
    await stage.pay(prepayId);
    expect((await stage.wechat.query('ORDER002')).json.trade_type).toBe('MWEB');
  });
});
