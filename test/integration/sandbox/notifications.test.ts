import { text } from './json';
import { Stage } from './stage';
import { until } from './until';

const stage = new Stage();
// 15 s of the ladder last 15 ms.
beforeAll(() => stage.open({ timeScale: 1_000 }));
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const payWechat = async (outTradeNo: string) => stage.pay(await stage.wechatOrder(outTradeNo));
const payAlipay = async (outTradeNo: string) => stage.pay(await stage.alipayOrder(outTradeNo));

describe('a payment at WeChat Pay is told of', () => {
  test('encrypted and signed, with the amount that was paid', async () => {
    const paid = await payWechat('ORDER001');
    const [message] = await stage.inbox.wait(1);
    expect(message!.headers['wechatpay-serial']).toBe(stage.env.WECHAT_PUBLIC_KEY_ID);
    const notification = stage.wechat.read(message!);
    expect(notification).toMatchObject({
      event_type: 'TRANSACTION.SUCCESS',
      resource_type: 'encrypt-resource',
      resource: {
        algorithm: 'AEAD_AES_256_GCM',
        original_type: 'transaction',
        associated_data: 'transaction',
      },
      plaintext: {
        appid: stage.env.WECHAT_APP_ID,
        mchid: stage.env.WECHAT_MCH_ID,
        out_trade_no: 'ORDER001',
        transaction_id: paid.transaction_id,
        trade_state: 'SUCCESS',
        trade_type: 'NATIVE',
        success_time: paid.paid_at,
        amount: { total: 20_000, payer_total: 20_000, currency: 'CNY' },
      },
    });
    expect(text(notification.resource!.nonce)).toHaveLength(12);
  });

  test.each([200, 204])('and not again after a %d', async (status) => {
    stage.inbox.answer = () => ({ status, body: '' });
    await payWechat('ORDER001');
    await until(async () => (await stage.deliveries('ORDER001')).length === 1, 'one delivery');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(stage.inbox.received).toHaveLength(1);
  });

  test('again and again until it is acknowledged, signed anew each time, under the same id', async () => {
    let tries = 0;
    stage.inbox.answer = () => ({
      status: ++tries < 4 ? 500 : 200,
      body: '{"code":"FAIL","message":"失败"}',
    });
    await payWechat('ORDER001');
    const messages = await stage.inbox.wait(4);
    const read = messages.map((message) => stage.wechat.read(message));
    expect(new Set(read.map(({ id }) => id)).size).toBe(1);
    expect(new Set(messages.map(({ headers }) => headers['wechatpay-nonce'])).size).toBe(4);
    await until(async () => (await stage.deliveries('ORDER001')).length === 4, 'four deliveries');
    const log = await stage.deliveries('ORDER001');
    expect(log.map((delivery) => [delivery.try, delivery.status])).toEqual([
      [1, 500],
      [2, 500],
      [3, 500],
      [4, 200],
    ]);
    expect(log[0]).toMatchObject({ body: '{"code":"FAIL","message":"失败"}', event: 'payment' });
    expect(log.every(({ took_ms: tookMs }) => Number.isSafeInteger(tookMs))).toBe(true);
  });

  test('a success in the body alone does not count: WeChat looks at the status', async () => {
    let tries = 0;
    stage.inbox.answer = () => ({ status: ++tries < 2 ? 400 : 200, body: 'success' });
    await payWechat('ORDER001');
    expect(await stage.inbox.wait(2)).toHaveLength(2);
  });

  test('a refund is told of to its own address, when it has succeeded', async () => {
    await payWechat('ORDER001');
    await stage.inbox.wait(1);
    await stage.wechat.refund('ORDER001', 'REFUND01', {
      refund: 5_000,
      total: 20_000,
      notify_url: `${stage.inbox.url}/refund`,
    });
    const [, message] = await stage.inbox.wait(2);
    expect(message!.path).toMatch(/\/notify\/refund$/);
    const { event_type, plaintext } = stage.wechat.read(message!);
    expect(event_type).toBe('REFUND.SUCCESS');
    expect(plaintext).toMatchObject({
      out_refund_no: 'REFUND01',
      refund_status: 'SUCCESS',
      amount: { total: 20_000, refund: 5_000 },
    });
    expect(plaintext).not.toHaveProperty('appid');
  });

  test.each([
    ['ABNORMAL', 'REFUND.ABNORMAL'],
    ['CLOSED', 'REFUND.CLOSED'],
  ])('a refund that ends %s is told of as %s', async (status, eventType) => {
    await stage.fault({ channel: 'wechat', target: 'refund', kind: 'outcome', status });
    await payWechat('ORDER001');
    await stage.wechat.refund('ORDER001', 'REFUND01', {
      refund: 5_000,
      total: 20_000,
      notify_url: stage.inbox.url,
    });
    const [, message] = await stage.inbox.wait(2);
    expect(stage.wechat.read(message!)).toMatchObject({
      event_type: eventType,
      plaintext: { refund_status: status },
    });
  });
});

describe('a payment at Alipay is told of', () => {
  test('as a signed form, without empty values', async () => {
    const paid = await payAlipay('ORDER001');
    const [message] = await stage.inbox.wait(1);
    const params = stage.alipay.read(message!);
    expect(params).toMatchObject({
      notify_type: 'trade_status_sync',
      app_id: stage.env.ALIPAY_APP_ID,
      seller_id: stage.env.ALIPAY_SELLER_ID,
      trade_status: 'TRADE_SUCCESS',
      out_trade_no: 'ORDER001',
      trade_no: text(paid.transaction_id),
      total_amount: '120.00',
      subject: '护照工本费',
    });
    expect(Object.values(params)).not.toContain('');
  });

  test.each(['SUCCESS', 'success ', '{"code":"success"}', ''])(
    'again, when the answer is %j',
    async (body) => {
      let tries = 0;
      stage.inbox.answer = () => ({ status: 200, body: ++tries < 2 ? body : 'success' });
      await payAlipay('ORDER001');
      const messages = await stage.inbox.wait(2);
      const [first, second] = messages.map((message) => stage.alipay.read(message));
      expect(second!.notify_id).toBe(first!.notify_id);
    },
  );

  test('a partial refund tells TRADE_SUCCESS with the refund, a full one TRADE_CLOSED', async () => {
    await payAlipay('ORDER001');
    await stage.inbox.wait(1);
    const refund = (amount: string, no: string) =>
      stage.alipay.call('alipay.trade.refund', {
        biz: { out_trade_no: 'ORDER001', refund_amount: amount, out_request_no: no },
      });
    await refund('20.00', 'R1');
    await stage.inbox.wait(2);
    await refund('100.00', 'R2');
    const [, part, whole] = (await stage.inbox.wait(3)).map((message) => stage.alipay.read(message));
    expect(part).toMatchObject({
      trade_status: 'TRADE_SUCCESS',
      refund_fee: '20.00',
      out_biz_no: 'R1',
      gmt_refund: expect.any(String),
    });
    expect(whole).toMatchObject({
      trade_status: 'TRADE_CLOSED',
      refund_fee: '120.00',
      out_biz_no: 'R2',
      gmt_close: expect.any(String),
    });
  });
});

describe('the ladder ends', () => {
  const hurried = new Stage();
  beforeAll(() => hurried.open({ timeScale: 10_000_000 }));
  afterAll(() => hurried.close());

  test('after 16 tries at WeChat Pay and 8 at Alipay', async () => {
    hurried.inbox.answer = () => ({ status: 500, body: 'fail' });
    await hurried.pay(await hurried.wechatOrder('ORDER001'));
    await hurried.pay(await hurried.alipayOrder('ORDER002'));
    await hurried.inbox.wait(24);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await hurried.deliveries('ORDER001')).toHaveLength(16);
    expect(await hurried.deliveries('ORDER002')).toHaveLength(8);
  });
});
